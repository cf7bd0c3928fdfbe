using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>genforce's StyleGAN: PyTorch's layouts throughout.</summary>
internal sealed class GenforceStyleGan1 : StyleGan1Names
{
    public override Naming Naming => Naming.Genforce;

    public override string Anchor => "synthesis.layer0.apply_noise.weight";

    public override StridedTensor? MappingWeight(NameScope scope, int layer)
        => scope.Find($"mapping.dense{layer}.weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer) => scope.Find($"mapping.dense{layer}.bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find("truncation.w_avg");

    public override StridedTensor? Find(NameScope scope, int layer, LayerPart part)
    {
        string at = $"synthesis.layer{layer}.";
        return part switch
        {
            LayerPart.Weight when layer == 0 => scope.Find(at + "const"),
            LayerPart.Weight => scope.Find(at + "weight"),
            LayerPart.Bias => scope.Find(at + "bias"),
            LayerPart.StyleWeight => scope.Find(at + "style.weight"),
            LayerPart.StyleBias => scope.Find(at + "style.bias"),
            LayerPart.NoiseStrength => scope.Find(at + "apply_noise.weight"),
            _ => scope.Find(at + "apply_noise.noise"),
        };
    }

    public override StridedTensor? ToRgb(NameScope scope, int levels, LayerPart part) => part == LayerPart.Weight
        ? scope.Find($"synthesis.output{levels - 1}.weight")
        : scope.Find($"synthesis.output{levels - 1}.bias");

    public override StridedTensor? LevelOfDetail(NameScope scope) => scope.Find("synthesis.lod");

    public override string? Foreign(NameScope scope) => scope.Find("mapping.label_weight")?.Name;
}
