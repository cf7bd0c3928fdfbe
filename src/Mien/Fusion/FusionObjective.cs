using Mien.Models;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Fusion;

/// <summary>How well a picture joins appearance and expression.</summary>
/// <param name="Appearance">D1: distance of Gram matrices from the appearance image (Yang and Lim 2019, equation
/// 4).</param>
/// <param name="Expression">D2: mean squared difference of layer-9 features from the expression image.</param>
/// <param name="Total">The objective: D1 + λ · D2, each divided by its scale.</param>
public sealed record FusionScore(float Appearance, float Expression, float Total);

/// <summary>
/// The joint objective D1(g(s), I1) + λ · D2(g(s), I2) (Yang and Lim 2019, section 3.3). D1 is the style loss of Gatys
/// et al. 2016, equations 3 and 4, over the first taps of the perceptual network; D2 is the paper's layer-9 distance.
/// </summary>
internal sealed class FusionObjective : IDisposable
{
    private static readonly VggLayer[] _taps = [VggLayer.Block1Conv2, VggLayer.Block2Conv2, PerceptualDistance.Layer];

    private readonly FaceModel _model;
    private readonly Precision _precision;
    private readonly float _lambda;
    private readonly Tensor[] _grams;
    private readonly Tensor _expression;

    /// <summary>Prepares the two pictures.</summary>
    /// <param name="model">Generator and perceptual network; stays the caller's.</param>
    /// <param name="appearance">[1, S, S, 3] in [−1, 1].</param>
    /// <param name="expression">[1, S, S, 3] in [−1, 1].</param>
    /// <param name="lambda">Weight of D2, 0 or more.</param>
    /// <param name="precision">The numbers that activations are kept in.</param>
    /// <exception cref="ArgumentException">λ is out of range.</exception>
    public FusionObjective(FaceModel model, Tensor appearance, Tensor expression, float lambda, Precision precision)
    {
        if (!(lambda >= 0 && float.IsFinite(lambda)))
        {
            throw new ArgumentException($"lambda must be 0 or more, not {lambda}");
        }

        (_model, _lambda, _precision) = (model, lambda, precision);
        using Tape tape = new();
        _grams = [.. Features(appearance).Select(f => f.Gram().Detach())];
        _expression = Features(expression)[^1].Detach();
    }

    /// <summary>Style vectors of the generator, L.</summary>
    public int Layers => _model.Generator.Layers;

    /// <summary>What D1 is divided by: 1, or the D1 of a picture that shows the other face.</summary>
    public float AppearanceScale { get; private set; } = 1;

    /// <summary>What D2 is divided by: 1, or the D2 of the appearance image.</summary>
    public float ExpressionScale { get; private set; } = 1;

    /// <summary>
    /// Measures both terms in units of what exchanging all layers changes, so that λ = 1 weighs them alike whatever the
    /// networks are.
    /// </summary>
    /// <param name="appearance">Style vectors of the appearance, [L, W].</param>
    /// <param name="expression">Style vectors of the expression, [L, W].</param>
    public void Normalize(float[] appearance, float[] expression)
    {
        AppearanceScale = Math.Max(Score(expression).Appearance, float.Epsilon);
        ExpressionScale = Math.Max(Score(appearance).Expression, float.Epsilon);
    }

    /// <summary>
    /// Writes the objective of style vectors [1, L, W] on the open tape: D1, D2 and their sum, each [].
    /// </summary>
    public (Tensor Appearance, Tensor Expression, Tensor Total) Evaluate(Tensor styles)
    {
        IReadOnlyList<Tensor> features = FeaturesOf(styles);
        Tensor appearance = features[0].Gram().MeanSquaredDifference(_grams[0]);
        for (int i = 1; i < _taps.Length; i++)
        {
            appearance = appearance.Plus(features[i].Gram().MeanSquaredDifference(_grams[i]));
        }

        Tensor expression = features[^1].MeanSquaredDifference(_expression);
        return (appearance, expression, appearance.Times(1 / AppearanceScale)
            .Plus(expression.Times(_lambda / ExpressionScale)));
    }

    /// <summary>The score of style vectors [L, W].</summary>
    public FusionScore Score(float[] styles)
    {
        using Tape tape = new();
        using Tensor s = AsTensor(styles);
        (Tensor appearance, Tensor expression, Tensor total) = Evaluate(s);
        return new(appearance.Item, expression.Item, total.Item);
    }

    /// <summary>
    /// What the objective is a sum of squares of, at style vectors [L, W]: the differences of Gram matrices and of
    /// features from their targets, each times the root of its weight, so that the sum of squares is the total.
    /// </summary>
    public float[] Residuals(float[] styles)
    {
        using Tape tape = new();
        using Tensor s = AsTensor(styles);
        IReadOnlyList<Tensor> features = FeaturesOf(s);
        List<float> residuals = [];
        for (int i = 0; i < _taps.Length; i++)
        {
            Append(residuals, features[i].Gram(), _grams[i], 1 / AppearanceScale);
        }

        Append(residuals, features[^1].To(DType.Float32), _expression.To(DType.Float32), _lambda / ExpressionScale);
        return [.. residuals];
    }

    /// <summary>Frees the prepared pictures.</summary>
    public void Dispose()
    {
        _expression.Dispose();
        foreach (Tensor gram in _grams)
        {
            gram.Dispose();
        }
    }

    private static void Append(List<float> residuals, Tensor value, Tensor target, float weight)
    {
        float scale = MathF.Sqrt(weight / value.Count);
        ReadOnlySpan<float> a = value.Span, b = target.Span;
        residuals.EnsureCapacity(residuals.Count + a.Length);
        for (int i = 0; i < a.Length; i++)
        {
            residuals.Add((a[i] - b[i]) * scale);
        }
    }

    private Tensor AsTensor(float[] styles)
        => Tensor.From(styles, [1, _model.Generator.Layers, _model.Generator.StyleLength]);

    // The smallest image that the distance sees in full is enough.
    private IReadOnlyList<Tensor> FeaturesOf(Tensor styles)
    {
        int size = _model.Generator.ImageSizes.FirstOrDefault(
            s => s >= PerceptualDistance.Size, _model.Generator.Resolution);
        return Features(_model.Generator.Synthesize(styles, new() { Precision = _precision, StopAt = size }));
    }

    private IReadOnlyList<Tensor> Features(Tensor image)
        => _model.Perceptual.Features(
            PerceptualDistance.ToInputSize(image, _model.Generator.Resolution), _taps, _precision);
}
