using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// NVIDIA's stylegan2 and stylegan2-ada: kernels are [k, k, in, out], dense weights [in, out]. Its up-sampling
/// convolutions mirror their kernels when they run, PyTorch's do not, so they are stored mirrored relative to each
/// other.
/// </summary>
internal sealed class TensorFlowStyleGan2 : StyleGan2Names
{
    public override Naming Naming => Naming.NvidiaTensorFlow;

    public override string Anchor => "G_synthesis/4x4/Conv/mod_weight";

    public override bool StyleBiasLacksOne => true;

    public override StridedTensor? MappingWeight(NameScope scope, int layer)
        => scope.Find($"G_mapping/Dense{layer}/weight").Transposed();

    public override StridedTensor? MappingBias(NameScope scope, int layer)
        => scope.Find($"G_mapping/Dense{layer}/bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find("dlatent_avg");

    public override StridedTensor? LabelWeight(NameScope scope)
        => scope.Find("G_mapping/LabelEmbed/weight").Transposed();

    public override StridedTensor? LabelBias(NameScope scope) => scope.Find("G_mapping/LabelEmbed/bias");

    public override StridedTensor? Constant(NameScope scope) => scope.Find("G_synthesis/4x4/Const/const");

    public override StridedTensor? Find(NameScope scope, StyleGan2Layer layer, int size, LayerPart part)
    {
        string name = layer switch
        {
            StyleGan2Layer.Conv0 => "Conv0_up",
            StyleGan2Layer.Conv1 => size == 4 ? "Conv" : "Conv1",
            _ => "ToRGB",
        };
        string at = $"G_synthesis/{size}x{size}/{name}/";
        return part switch
        {
            LayerPart.Weight when layer == StyleGan2Layer.Conv0
                => scope.Find(at + "weight").ToOutInKernel()?.Mirror(2).Mirror(3),
            LayerPart.Weight => scope.Find(at + "weight").ToOutInKernel(),
            LayerPart.Bias => scope.Find(at + "bias"),
            LayerPart.StyleWeight => scope.Find(at + "mod_weight").Transposed(),
            LayerPart.StyleBias => scope.Find(at + "mod_bias"),
            LayerPart.NoiseStrength => scope.Find(at + "noise_strength"),
            _ => scope.Find($"G_synthesis/noise{LayerNumber(layer, size)}"),
        };
    }

    // Skip: the residual architecture. LabelConcat: the labels of StyleGAN, which are normalised together with z.
    public override string? Foreign(NameScope scope) =>
        (scope.Find("G_synthesis/8x8/Skip/weight") ?? scope.Find("G_mapping/LabelConcat/weight"))?.Name;
}
