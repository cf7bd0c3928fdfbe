namespace Mien.Fusion;

/// <summary>The linear combination of style vectors, layer by layer (Yang and Lim 2019, equation 3).</summary>
public static class StyleFusion
{
    /// <summary>The strongest expression that can be asked for.</summary>
    public const float MaximalStrength = 1.5f;

    /// <summary>
    /// s0_i = s1_i + strength · (s2_i − s1_i) for the layers of the mask, s1_i for the rest. At strength 1 the layers
    /// of the mask are exactly those of the expression image; above 1 the expression is exaggerated.
    /// </summary>
    /// <param name="appearance">[L, W], row-major.</param>
    /// <param name="expression">[L, W], row-major.</param>
    /// <param name="mask">The layers taken from the expression image.</param>
    /// <param name="strength">0 to 1.5.</param>
    /// <returns>[L, W]</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the strength is out of range.</exception>
    public static float[] Combine(
        ReadOnlySpan<float> appearance, ReadOnlySpan<float> expression, LayerMask mask, float strength = 1)
    {
        if (appearance.Length != expression.Length || appearance.Length % mask.Layers != 0)
        {
            throw new ArgumentException(
                $"style vectors of {appearance.Length} and {expression.Length} numbers cannot be combined in {mask.Layers} layers");
        }

        if (!(strength is >= 0 and <= MaximalStrength))
        {
            throw new ArgumentException($"strength must be 0 to {MaximalStrength}, not {strength}");
        }

        int length = appearance.Length / mask.Layers;
        float[] fused = appearance.ToArray();
        for (int i = 0; i < fused.Length; i++)
        {
            if (mask[(i / length) + 1])
            {
                fused[i] = strength == 1 ? expression[i] : appearance[i] + (strength * (expression[i] - appearance[i]));
            }
        }

        return fused;
    }
}
