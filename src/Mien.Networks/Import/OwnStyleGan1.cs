using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// This library's own names of a StyleGAN, after those that stylegan2-ada-pytorch has for StyleGAN2; 4 px have a conv0,
/// too, around the learnt constant.
/// </summary>
internal sealed class OwnStyleGan1 : StyleGan1Names
{
    public override Naming Naming => Naming.Mien;

    public override string Anchor => "synthesis.b4.conv0.affine.weight";

    public override StridedTensor? MappingWeight(NameScope scope, int layer) => scope.Find($"mapping.fc{layer}.weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer) => scope.Find($"mapping.fc{layer}.bias");

    public override StridedTensor? MeanStyle(NameScope scope) => scope.Find(MappingMap.MeanStyle);

    public override StridedTensor? Find(NameScope scope, int layer, LayerPart part) => scope.Find(Name(layer, part));

    public override StridedTensor? ToRgb(NameScope scope, int levels, LayerPart part)
        => scope.Find(ToRgbName(levels, part));

    /// <summary>The name of a layer's tensor.</summary>
    public static string Name(int layer, LayerPart part)
    {
        string at = $"synthesis.b{SizeOf(layer)}.conv{layer % 2}.";
        return part switch
        {
            LayerPart.Weight => layer == 0 ? "synthesis.b4.const" : at + "weight",
            LayerPart.Bias => at + "bias",
            LayerPart.StyleWeight => at + "affine.weight",
            LayerPart.StyleBias => at + "affine.bias",
            LayerPart.NoiseStrength => at + "noise_strength",
            _ => at + "noise_const",
        };
    }

    /// <summary>The name of a tensor of the colours of the last of <paramref name="levels"/> sizes.</summary>
    public static string ToRgbName(int levels, LayerPart part)
        => $"synthesis.b{2 << levels}.torgb." + (part == LayerPart.Weight ? "weight" : "bias");
}
