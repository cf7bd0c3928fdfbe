using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// NVIDIA's stylegan: kernels are [k, k, in, out], dense weights [in, out]. Models stored by early versions of this
/// library are the same.
/// </summary>
internal sealed class TensorFlowStyleGan1 : StyleGan1Names
{
    public override Naming Naming => Naming.NvidiaTensorFlow;

    public override string Anchor => "G_synthesis/4x4/Const/StyleMod/weight";

    public override StridedTensor? MappingWeight(NameScope scope, int layer)
        => scope.Find($"G_mapping/Dense{layer}/weight").Transposed();

    public override StridedTensor? MappingBias(NameScope scope, int layer)
        => scope.Find($"G_mapping/Dense{layer}/bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find("dlatent_avg");

    public override StridedTensor? Find(NameScope scope, int layer, LayerPart part)
    {
        StridedTensor? found = scope.Find(Name(layer, part));
        return part switch
        {
            LayerPart.Weight when layer > 0 => found.ToOutInKernel(),
            LayerPart.StyleWeight => found.Transposed(),
            _ => found,
        };
    }

    public override StridedTensor? ToRgb(NameScope scope, int levels, LayerPart part)
        => part == LayerPart.Weight
            ? scope.Find("G_synthesis/ToRGB_lod0/weight").ToOutInKernel() : scope.Find("G_synthesis/ToRGB_lod0/bias");

    public override StridedTensor? LevelOfDetail(NameScope scope) => scope.Find("G_synthesis/lod");

    public override string? Foreign(NameScope scope) => scope.Find("G_mapping/LabelConcat/weight")?.Name;

    private static string Name(int layer, LayerPart part)
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
}
