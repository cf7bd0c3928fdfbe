using Mien.Models;
using Mien.Networks.StyleGan2;
using Mien.Settings;
using Mien.Tensors;
using Mien.Tensors.Tests;

namespace Mien.Tests;

/// <summary>The 32 px generator and the narrow VGG16 of the golden files, with random weights, as a model.</summary>
internal static class TinyModel
{
    public static readonly Golden Inversion = new("adam-inversion");

    public const int Layers = 8;

    public const int StyleLength = 32;

    public static FaceModel Create(string name = "tiny", string id = "0123456789abcdef", SettingValues? advice = null)
    {
        Dictionary<string, Tensor> generator = Weights("weights/generator/"), vgg = Weights("weights/vgg/");
        // The file ends at layer 9; the deeper convolutions are never run.
        int[] deeper = [17, 19, 21, 24, 26, 28];
        for (int i = 0; i < deeper.Length; i++)
        {
            vgg[$"features.{deeper[i]}.weight"] = Tensor.Zeros([64, i == 0 ? 32 : 64, 3, 3]);
            vgg[$"features.{deeper[i]}.bias"] = Tensor.Zeros([64]);
        }

        StyleGan2Architecture a = new() { Resolution = 32, ZDim = 32, WDim = 32, Channels = [24, 24, 16, 8] };
        return new(name, id, a.Build(generator), new(new(new() { Widths = [8, 16, 32, 64, 64] }, vgg)))
        {
            Advice = advice ?? [],
        };
    }

    private static Dictionary<string, Tensor> Weights(string prefix)
        => Inversion.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], Inversion.Load);
}
