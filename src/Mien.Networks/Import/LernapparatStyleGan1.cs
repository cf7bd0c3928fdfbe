using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// lernapparat's StyleGAN and what builds on it: PyTorch's layouts, usually without noise and mean style vector.
/// </summary>
internal sealed class LernapparatStyleGan1 : StyleGan1Names
{
    public override Naming Naming => Naming.Lernapparat;

    public override string Anchor => "g_synthesis.blocks.4x4.epi1.style_mod.lin.weight";

    public override StridedTensor? MappingWeight(NameScope scope, int layer)
        => scope.Find($"g_mapping.dense{layer}.weight");

    public override StridedTensor? MappingBias(NameScope scope, int layer)
        => scope.Find($"g_mapping.dense{layer}.bias");

    public override StridedTensor? MeanStyle(NameScope scope)
        => scope.Find("truncation.avg_latent") ?? scope.Find("dlatent_avg");

    public override StridedTensor? Find(NameScope scope, int layer, LayerPart part)
    {
        int size = SizeOf(layer);
        string at = $"g_synthesis.blocks.{size}x{size}.";
        string convolution = layer switch
        {
            0 => at,
            1 => at + "conv.",
            _ => at + (layer % 2 == 0 ? "conv0_up." : "conv1."),
        };
        string epilogue = at + (layer % 2 == 0 ? "epi1." : "epi2.");
        return part switch
        {
            LayerPart.Weight when layer == 0 => scope.Find(at + "const"),
            LayerPart.Weight => scope.Find(convolution + "weight"),
            LayerPart.Bias => scope.Find(convolution + "bias"),
            LayerPart.StyleWeight => scope.Find(epilogue + "style_mod.lin.weight"),
            LayerPart.StyleBias => scope.Find(epilogue + "style_mod.lin.bias"),
            LayerPart.NoiseStrength => scope.Find(epilogue + "top_epi.noise.weight"),
            _ => scope.Find(epilogue + "top_epi.noise.noise"),
        };
    }

    public override StridedTensor? ToRgb(NameScope scope, int levels, LayerPart part) =>
        part == LayerPart.Weight ? scope.Find("g_synthesis.torgb.weight") : scope.Find("g_synthesis.torgb.bias");
}
