using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// idinvert_pytorch: PyTorch's layouts, but the fused up-sampling kernels are as in TensorFlow, and named apart.
/// </summary>
internal sealed class IdinvertStyleGan1 : StyleGan1Names
{
    public override Naming Naming => Naming.Idinvert;

    public override string Anchor => "synthesis.layer0.epilogue.apply_noise.weight";

    public override StridedTensor? MappingWeight(NameScope scope, int layer)
        => scope.Find($"mapping.dense{layer}.fc.weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer)
        => scope.Find($"mapping.dense{layer}.wscale.bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find("truncation.w_avg");

    public override StridedTensor? Find(NameScope scope, int layer, LayerPart part)
    {
        string at = $"synthesis.layer{layer}.";
        return part switch
        {
            LayerPart.Weight when layer == 0 => scope.Find(at + "const"),
            LayerPart.Weight => scope.Find(at + "weight").ToOutInKernel() ?? scope.Find(at + "conv.weight"),
            LayerPart.Bias => scope.Find(at + "epilogue.bias"),
            LayerPart.StyleWeight => scope.Find(at + "epilogue.style_mod.dense.fc.weight"),
            LayerPart.StyleBias => scope.Find(at + "epilogue.style_mod.dense.wscale.bias"),
            LayerPart.NoiseStrength => scope.Find(at + "epilogue.apply_noise.weight"),
            _ => scope.Find(at + "epilogue.apply_noise.noise"),
        };
    }

    public override StridedTensor? ToRgb(NameScope scope, int levels, LayerPart part) => part == LayerPart.Weight
        ? scope.Find($"synthesis.output{levels - 1}.conv.weight")
        : scope.Find($"synthesis.output{levels - 1}.bias");

    public override StridedTensor? LevelOfDetail(NameScope scope) => scope.Find("synthesis.lod");

    public override string? Foreign(NameScope scope) => scope.Find("mapping.label_weight")?.Name;
}
