using Mien.Models;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;

namespace InversionBench;

/// <summary>
/// Models of the published sizes with the papers' initial weights: what they cost is what trained ones cost.
/// </summary>
internal static class RandomModel
{
    public static FaceModel Create(int resolution, IReadOnlyList<int> channels, IReadOnlyList<int> vggWidths)
    {
        StyleGan2Architecture a = new() { Resolution = resolution, Channels = channels };
        Vgg16Architecture v = new() { Widths = vggWidths };
        return new(
            "random", new string('0', 64), a.Build(StyleGan2Initialization.Weights(a, 1)),
            new(new(v, Vgg16Initialization.Weights(v, 2))));
    }
}
