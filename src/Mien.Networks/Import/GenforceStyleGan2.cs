using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// genforce's StyleGAN2: PyTorch's layouts, but kernels mirrored and style biases without their 1, as in TensorFlow.
/// </summary>
internal sealed class GenforceStyleGan2 : StyleGan2Names
{
    public override Naming Naming => Naming.Genforce;

    public override string Anchor => "synthesis.layer0.noise_strength";

    public override bool StyleBiasLacksOne => true;

    public override StridedTensor? MappingWeight(NameScope scope, int layer)
        => scope.Find($"mapping.dense{layer}.weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer) => scope.Find($"mapping.dense{layer}.bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find("truncation.w_avg");

    public override StridedTensor? Constant(NameScope scope) => scope.Find("synthesis.early_layer.const");

    public override StridedTensor? Find(NameScope scope, StyleGan2Layer layer, int size, LayerPart part)
    {
        string at = layer == StyleGan2Layer.ToRgb
            ? $"synthesis.output{int.Log2(size) - 2}." : $"synthesis.layer{LayerNumber(layer, size)}.";
        StridedTensor? found = scope.Find(at + part switch
        {
            LayerPart.Weight => "weight",
            LayerPart.Bias => "bias",
            LayerPart.StyleWeight => "style.weight",
            LayerPart.StyleBias => "style.bias",
            LayerPart.NoiseStrength => "noise_strength",
            _ => "noise",
        });
        return part == LayerPart.Weight && layer == StyleGan2Layer.Conv0 && found is { Shape.Count: 4 }
            ? found.Mirror(2).Mirror(3) : found;
    }

    public override string? Foreign(NameScope scope) =>
        (scope.Find("mapping.label_weight") ?? scope.Find("synthesis.skip_layer0.weight"))?.Name;
}
