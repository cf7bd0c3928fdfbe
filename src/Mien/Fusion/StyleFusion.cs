using Mien.Models;

namespace Mien.Fusion;

/// <summary>The linear combination of style vectors, layer by layer (Yang and Lim 2019, equation 3).</summary>
public static class StyleFusion
{
    /// <summary>The strongest expression that can be asked for.</summary>
    public const float MaximalStrength = 1.5f;

    /// <summary>What layers are taken from: the other face, or the face itself with the other's expression.</summary>
    /// <param name="model">Whose style vectors they are.</param>
    /// <param name="appearance">[L, W]</param>
    /// <param name="expression">[L, W]</param>
    /// <param name="exchange">What is exchanged.</param>
    /// <returns>[L, W]</returns>
    /// <exception cref="ArgumentException">It is not known what of the model's style vectors tells the
    /// expression.</exception>
    public static float[] Source(
        FaceModel model, float[] appearance, float[] expression, StyleExchange exchange)
    {
        ArgumentNullException.ThrowIfNull(model);
        return exchange == StyleExchange.Whole ? expression : Subspace(model).Exchange(appearance, expression);
    }

    /// <summary>Fails where <see cref="Source"/> would.</summary>
    internal static ExpressionSubspace Subspace(FaceModel model) => model.Expression ?? throw new ArgumentException(
        $"the model '{model.Name}' does not know what of its style vectors tells the expression: its layers are exchanged whole");

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
