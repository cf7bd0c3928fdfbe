using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// rosinality's stylegan2-pytorch, and the many projects that build on it: kernels are [1, out, in, k, k], filters
/// carry the gain of 4 of up-sampling, the mean style vector lies beside the networks.
/// </summary>
internal sealed class RosinalityStyleGan2 : StyleGan2Names
{
    public override Naming Naming => Naming.Rosinality;

    public override string Anchor => "conv1.conv.modulation.weight";

    // The first module of "style" is the normalisation of z.
    public override StridedTensor? MappingWeight(NameScope scope, int layer) => scope.Find($"style.{layer + 1}.weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer) => scope.Find($"style.{layer + 1}.bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.FindUpwards("latent_avg");

    public override StridedTensor? Constant(NameScope scope) => scope.Find("input.input");

    public override StridedTensor? Find(NameScope scope, StyleGan2Layer layer, int size, LayerPart part)
    {
        int block = int.Log2(size) - 3; // 8 px: 0
        string at = layer switch
        {
            StyleGan2Layer.ToRgb => size == 4 ? "to_rgb1" : $"to_rgbs.{block}",
            StyleGan2Layer.Conv1 when size == 4 => "conv1",
            StyleGan2Layer.Conv1 => $"convs.{(2 * block) + 1}",
            _ => $"convs.{2 * block}",
        };
        return part switch
        {
            LayerPart.Weight => scope.Find(at + ".conv.weight"),
            LayerPart.Bias => scope.Find(at + (layer == StyleGan2Layer.ToRgb ? ".bias" : ".activate.bias")),
            LayerPart.StyleWeight => scope.Find(at + ".conv.modulation.weight"),
            LayerPart.StyleBias => scope.Find(at + ".conv.modulation.bias"),
            LayerPart.NoiseStrength => scope.Find(at + ".noise.weight"),
            _ => scope.Find($"noises.noise_{LayerNumber(layer, size)}"),
        };
    }

    public override (StridedTensor Filter, float Gain)? Filter(NameScope scope) =>
        scope.Find("convs.0.conv.blur.kernel") is StridedTensor filter ? (filter, 4) : null;
}
