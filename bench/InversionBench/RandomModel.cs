using Mien.Models;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;
using Mien.Tensors;

namespace InversionBench;

/// <summary>Models of the published sizes with the papers' initial weights: what they cost is what trained ones cost.</summary>
internal static class RandomModel
{
    public static FaceModel Create(int resolution, IReadOnlyList<int> channels, IReadOnlyList<int> vggWidths)
    {
        StyleGan2Architecture a = new() { Resolution = resolution, Channels = channels };
        Vgg16Architecture v = new() { Widths = vggWidths };
        Dictionary<string, Tensor> generator = StyleGan2Initialization.Weights(a, 1), vgg = Vgg16Initialization.Weights(v, 2);
        try
        {
            return new("random", new string('0', 64), new StyleGan2Model(new(a, generator)), new(new(v, vgg)));
        }
        finally
        {
            foreach (Tensor tensor in generator.Values.Concat(vgg.Values))
            {
                tensor.Dispose();
            }
        }
    }
}
