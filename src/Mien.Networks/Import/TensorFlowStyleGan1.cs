using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>NVIDIA's stylegan: this library's own names.</summary>
internal sealed class TensorFlowStyleGan1 : StyleGan1Names
{
    public override Naming Naming => Naming.NvidiaTensorFlow;

    public override string Anchor => "G_synthesis/4x4/Const/StyleMod/weight";

    public override StridedTensor? MappingWeight(NameScope scope, int layer) => scope.Find($"G_mapping/Dense{layer}/weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer) => scope.Find($"G_mapping/Dense{layer}/bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find("dlatent_avg");

    public override StridedTensor? Find(NameScope scope, int layer, LayerPart part) => scope.Find(Name(layer, part));

    public override StridedTensor? ToRgb(NameScope scope, int levels, LayerPart part) => scope.Find(ToRgbName(part));

    public override StridedTensor? LevelOfDetail(NameScope scope) => scope.Find("G_synthesis/lod");

    public override string? Foreign(NameScope scope) => scope.Find("G_mapping/LabelConcat/weight")?.Name;

    /// <summary>The name of a layer's tensor.</summary>
    public static string Name(int layer, LayerPart part)
    {
        int size = SizeOf(layer);
        string name = layer switch
        {
            0 => "Const",
            1 => "Conv",
            _ => layer % 2 == 0 ? "Conv0_up" : "Conv1",
        };
        string at = $"G_synthesis/{size}x{size}/{name}/";
        return part switch
        {
            LayerPart.Weight => at + (layer == 0 ? "const" : "weight"),
            LayerPart.Bias => at + "bias",
            LayerPart.StyleWeight => at + "StyleMod/weight",
            LayerPart.StyleBias => at + "StyleMod/bias",
            LayerPart.NoiseStrength => at + "Noise/weight",
            _ => $"G_synthesis/noise{layer}",
        };
    }

    /// <summary>The name of the last colours' tensor.</summary>
    public static string ToRgbName(LayerPart part) => "G_synthesis/ToRGB_lod0/" + (part == LayerPart.Weight ? "weight" : "bias");
}
