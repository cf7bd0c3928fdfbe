using Mien.Directions;
using Mien.Fusion;
using Mien.Models;
using Mien.Tensors;

namespace Mien.Tests.Directions;

public sealed class UnlabelledDirectionsTests : IDisposable
{
    private const int L = TinyModel.Layers;
    private const int W = TinyModel.StyleLength;

    private readonly FaceModel _model = TinyModel.Create();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Principal_OfAGenerator_AreOrthogonalAndAsLongAsStylesDeviate()
    {
        IReadOnlyList<StyleDirection> found = UnlabelledDirections.Principal(
            _model.Generator, LayerMask.Range(1, L, L), 5, samples: 2000);
        IReadOnlyList<float[]> samples = UnlabelledDirections.Sample(_model.Generator, 2000);
        double before = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            float[] d = found[i].Values[..W];
            double length = Math.Sqrt(Dot(d, d)), mean = samples.Average(s => Dot(s, d)) / length;
            double deviation = Math.Sqrt(samples.Average(s => Math.Pow((Dot(s, d) / length) - mean, 2)));
            deviation.ShouldBe(length, 1e-3 * length); // a unit is a standard deviation
            length.ShouldBeLessThanOrEqualTo(before);
            before = length;
            for (int j = 0; j < i; j++)
            {
                Dot(d, found[j].Values[..W]).ShouldBe(0, 1e-4 * length);
            }
        }
    }

    // SeFa: AᵀA n = λ n with the rows of A of unit length (Shen and Zhou 2021, equations 4 to 6).
    [Fact]
    public void Affine_OfTwoLayers_AreEigenvectorsOfTheirMaps()
    {
        IReadOnlyList<StyleDirection> found = UnlabelledDirections.Affine(
            _model.Generator, LayerMask.Range(2, 3, L), 4, samples: 500);
        float[][] rows = [.. new[] { 2, 3 }.SelectMany(layer => _model.Generator.Affine(layer).ToArray().Chunk(W))];
        double before = double.MaxValue;
        foreach (StyleDirection direction in found)
        {
            direction.MovedLayers(L).ShouldBe([2, 3]);
            float[] n = direction.Values[W..(2 * W)];
            double[] product = new double[W];
            foreach (float[] row in rows)
            {
                double told = Dot(row, n) / Dot(row, row);
                for (int i = 0; i < W; i++)
                {
                    product[i] += told * row[i];
                }
            }

            double eigenvalue = product.Zip(n, (p, v) => p * v).Sum() / Dot(n, n);
            for (int i = 0; i < W; i++)
            {
                product[i].ShouldBe(eigenvalue * n[i], 1e-3 * eigenvalue * Math.Sqrt(Dot(n, n)));
            }

            eigenvalue.ShouldBeLessThanOrEqualTo(before * (1 + 1e-9));
            before = eigenvalue;
        }
    }

    [Fact]
    public void Affine_OfALayer_IsWhatReadsItsStyleVector()
    {
        for (int layer = 1; layer <= L; layer++)
        {
            Tensor a = _model.Generator.Affine(layer);
            a.Shape[1].ShouldBe(W);
        }

        // Changing it changes the picture; the last is that of the colours alone.
        _model.Generator.Affine(L).ShouldBeSameAs(_model.Generator.Parameters["synthesis.b32.torgb.affine.weight"]);
        _model.Generator.Affine(1).ShouldBeSameAs(_model.Generator.Parameters["synthesis.b4.conv1.affine.weight"]);
        Should.Throw<ArgumentOutOfRangeException>(() => _model.Generator.Affine(0));
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
