using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Inversion;

/// <summary>
/// What an inversion minimises: D, the mean squared difference of perceptual features between the generated and the
/// given pictures (Yang and Lim 2019, equation 2), and the optional terms.
/// </summary>
internal sealed class InversionObjective : IDisposable
{
    private readonly FaceModel _model;
    private readonly InversionSettings _settings;
    private readonly PerceptualTap[] _taps;
    private readonly Tensor?[] _featureWeights; // roots, [S, S, C], where the face counts more
    private readonly Tensor? _pixelWeights;
    private readonly Tensor[] _features; // of the given pictures, weighed
    private readonly Tensor _target;
    private readonly Tensor _pixels; // the target, weighed

    /// <param name="model">Generator and perceptual network.</param>
    /// <param name="settings">The terms.</param>
    /// <param name="targets">[N, S, S, 3], float32, in [−1, 1].</param>
    public InversionObjective(FaceModel model, InversionSettings settings, Tensor targets)
    {
        _model = model;
        _settings = settings;
        _taps = [new(PerceptualDistance.Layer, 1), .. settings.Taps.Where(tap => tap.Weight > 0)];
        if (settings.LpipsWeight > 0 && model.Perceptual.Lpips is null)
        {
            throw new ModelException(
                ModelFault.NoLpips, $"the perceptual network of the model '{model.Name}' has no LPIPS weights");
        }

        using Tape tape = new();
        Tensor seen = PerceptualDistance.ToInputSize(targets, model.Generator.Resolution);
        _target = seen.Detach();
        IReadOnlyList<Tensor> features = model.Perceptual.Features(
            seen, [.. _taps.Select(tap => tap.Layer)], settings.Precision);
        _featureWeights = [.. features.Select(Weights)];
        _features = [.. features.Zip(_featureWeights, Weighed).Select(f => f.Detach())];
        _pixelWeights = Weights(seen);
        _pixels = Weighed(_target, _pixelWeights).Detach();

        Tensor? Weights(Tensor x)
            => settings.FaceWeight > 0 ? FaceWeights.Roots(x.Shape, x.DType, settings.FaceWeight, model.Frame) : null;
    }

    /// <summary>Writes the objective on the open tape.</summary>
    /// <param name="styles">[N, L, W].</param>
    /// <param name="noiseMaps">Optimised noise maps, or none.</param>
    /// <param name="size">Edge of the image that is generated.</param>
    /// <returns>The sum to minimise, []; D of each item, [N]; the image that the distance sees, [N, S, S, 3].</returns>
    public (Tensor Total, Tensor Distances, Tensor Image) Evaluate(
        Tensor styles, IReadOnlyList<Tensor> noiseMaps, int size)
    {
        Noise noise = noiseMaps.Count > 0 ? Noise.Given(noiseMaps) : Noise.Constant;
        Tensor image = _model.Generator.Synthesize(
            styles, new() { Noise = noise, Precision = _settings.Precision, StopAt = size });
        Tensor seen = PerceptualDistance.ToInputSize(image, _model.Generator.Resolution);
        IReadOnlyList<Tensor> features = _model.Perceptual.Features(
            seen, [.. _taps.Select(tap => tap.Layer)], _settings.Precision);

        Tensor distances = MeanPerItem(Weighed(features[0], _featureWeights[0]), _features[0]); // D, [N]
        Tensor total = distances.Sum();
        for (int i = 1; i < _taps.Length; i++)
        {
            total = total.Plus(
                MeanPerItem(Weighed(features[i], _featureWeights[i]), _features[i]).Sum().Times(_taps[i].Weight));
        }

        if (_settings.LpipsWeight > 0)
        {
            total = total.Plus(_model.Perceptual.Lpips!.Distance(seen, _target).Sum().Times(_settings.LpipsWeight));
        }

        if (_settings.PixelWeight > 0)
        {
            total = total.Plus(MeanPerItem(Weighed(seen, _pixelWeights), _pixels).Sum().Times(_settings.PixelWeight));
        }

        if (_settings.MeanStyleWeight > 0)
        {
            Tensor away = styles.Minus(_model.Generator.MeanStyle).Square().Sum();
            total = total.Plus(away.Times(_settings.MeanStyleWeight / (styles.Shape[1] * styles.Shape[2])));
        }

        if (_settings.VariationWeight > 0)
        {
            int n = styles.Shape[0], layers = styles.Shape[1], length = styles.Shape[2];
            Tensor mean = styles.Reshape([n, layers, 1, length]).SumPixels().Times(1f / layers).Reshape([n, 1, length]);
            total = total.Plus(
                styles.SumSquaredDifference(mean.Repeat(1, layers))
                    .Times(_settings.VariationWeight / (layers * length)));
        }

        foreach (Tensor map in noiseMaps)
        {
            total = total.Plus(NoiseRegularizer.Penalty(map).Times(_settings.NoiseRegularization));
        }

        return (total, distances, seen);
    }

    public void Dispose()
    {
        foreach (Tensor? tensor in (Tensor?[])[_target, _pixels, _pixelWeights, .. _features, .. _featureWeights])
        {
            tensor?.Dispose();
        }
    }

    private static Tensor Weighed(Tensor x, Tensor? roots) => roots is null ? x : x.Times(roots);

    private static Tensor MeanPerItem(Tensor a, Tensor b)
        => a.SquaredDifferencePerItem(b).Times((float)a.Shape[0] / a.Count);
}
