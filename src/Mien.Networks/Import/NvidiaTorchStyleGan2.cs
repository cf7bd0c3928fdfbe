using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>stylegan2-ada-pytorch: this library's own names.</summary>
internal sealed class NvidiaTorchStyleGan2 : StyleGan2Names
{
    public override Naming Naming => Naming.NvidiaTorch;

    public override string Anchor => "synthesis.b4.conv1.affine.weight";

    public override StridedTensor? MappingWeight(NameScope scope, int layer) => scope.Find($"mapping.fc{layer}.weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer) => scope.Find($"mapping.fc{layer}.bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find("mapping.w_avg");

    public override StridedTensor? LabelWeight(NameScope scope) => scope.Find("mapping.embed.weight");

    public override StridedTensor? LabelBias(NameScope scope) => scope.Find("mapping.embed.bias");

    public override StridedTensor? Constant(NameScope scope) => scope.Find("synthesis.b4.const");

    public override StridedTensor? Find(NameScope scope, StyleGan2Layer layer, int size, LayerPart part)
        => scope.Find(Name(layer, size, part));

    public override (StridedTensor Filter, float Gain)? Filter(NameScope scope) =>
        scope.Find("synthesis.b8.conv0.resample_filter") is StridedTensor filter ? (filter, 1) : null;

    public override string? Foreign(NameScope scope) => scope.Find("synthesis.b8.skip.weight")?.Name;

    /// <summary>The name of a layer's tensor.</summary>
    public static string Name(StyleGan2Layer layer, int size, LayerPart part)
    {
        string name = layer switch
        {
            StyleGan2Layer.Conv0 => "conv0",
            StyleGan2Layer.Conv1 => "conv1",
            _ => "torgb",
        };
        string tensor = part switch
        {
            LayerPart.Weight => "weight",
            LayerPart.Bias => "bias",
            LayerPart.StyleWeight => "affine.weight",
            LayerPart.StyleBias => "affine.bias",
            LayerPart.NoiseStrength => "noise_strength",
            _ => "noise_const",
        };
        return $"synthesis.b{size}.{name}.{tensor}";
    }
}
