using FsCheck;
using FsCheck.Fluent;
using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

/// <summary>
/// Whatever the shape is (batches of 1 to 5, single pixels, odd sizes, channels that fill no vector), result and
/// gradients agree with the float64 twin in both types. The seed is fixed, so that a failure comes back.
/// </summary>
public sealed class RandomShapeTests
{
    private static readonly Gen<int[]> _image =
        from n in Gen.Choose(1, 5)
        from h in Gen.Choose(1, 9)
        from w in Gen.Choose(1, 9)
        from c in Gen.Choose(1, 21)
        select new[] { n, h, w, c };

    [Fact]
    public void Conv2d_OnAnyShape_Agrees() => Holds(12,
        from x in _image
        from outputs in Gen.Choose(1, 21)
        from kernel in Gen.Choose(1, 4)
        from stride in Gen.Choose(1, 2)
        from padding in Gen.Choose(0, kernel - 1)
        select (X: Enlarged(x, kernel - (2 * padding)), outputs, kernel, stride, padding),
        o => OpCheck.Sampled(
            t => t[0].Conv2d(t[1], t[2], o.stride, o.padding), g => Slow.Conv2d(g[0], g[1], g[2], o.stride, o.padding),
            Activation(o.X), Parameter(o.outputs, o.X[3], o.kernel, o.kernel), Parameter(o.outputs)));

    [Fact]
    public void ConvTranspose2d_OnAnyShape_Agrees() => Holds(12,
        from x in _image
        from outputs in Gen.Choose(1, 21)
        from kernel in Gen.Choose(2, 4)
        from padding in Gen.Choose(0, (kernel - 1) / 2)
        select (X: x, outputs, kernel, padding),
        o => OpCheck.Sampled(
            t => t[0].ConvTranspose2d(t[1], 2, o.padding), g => Slow.ConvTranspose2d(g[0], g[1], 2, o.padding),
            Activation(o.X), Parameter(o.X[3], o.outputs, o.kernel, o.kernel)));

    [Fact]
    public void Dense_OnAnyShape_Agrees() => Holds(20,
        from n in Gen.Choose(1, 5)
        from inputs in Gen.Choose(1, 70)
        from outputs in Gen.Choose(1, 70)
        select (n, inputs, outputs),
        o => OpCheck.Sampled(
            t => t[0].Dense(t[1], t[2]), g => Slow.Dense(g[0], g[1], g[2]),
            Parameter(o.n, o.inputs), Parameter(o.outputs, o.inputs), Parameter(o.outputs)));

    [Fact]
    public void Style_OnAnyShape_Agrees() => Holds(20, _image, x => OpCheck.Sampled(
        t => t[0].Style(t[1], t[2], t[3], t[4], 0.2f, 1.4f), g => Slow.Style(g[0], g[1], g[2], g[3], g[4], 0.2f, 1.4f),
        Activation(x), Parameter(x[0], x[3]), Parameter(x[3]), Parameter(x[1], x[2]), Parameter()));

    [Fact]
    public void Resize_OnAnyShape_Agrees() => Holds(30,
        from x in _image
        from height in Gen.Choose(1, 19)
        from width in Gen.Choose(1, 19)
        from interpolation in Gen.Elements(Enum.GetValues<Interpolation>())
        select (X: x, height, width, interpolation),
        o => OpCheck.Sampled(
            t => t[0].Resize(o.height, o.width, o.interpolation),
            g => Slow.Resize(g[0], o.height, o.width, o.interpolation), Activation(o.X)));

    [Fact]
    public void Fir_OnAnyShape_Agrees() => Holds(20,
        from x in _image
        from taps in Gen.Choose(1, 5)
        from up in Gen.Choose(1, 3)
        from down in Gen.Choose(1, 3)
        from before in Gen.Choose(0, 4)
        select (X: x, Taps: Enumerable.Range(1, taps).Select(i => (float)i).ToArray(), up, down, before),
        o => OpCheck.Sampled(
            t => t[0].Fir(o.Taps, o.up, o.down, o.before, 4), g => Slow.Fir(g[0], o.Taps, o.up, o.down, o.before, 4),
            Activation(o.X)));

    [Fact]
    public void NormalizationsAndSums_OnAnyShape_Agree() => Holds(15, _image, x =>
    {
        OpCheck.Sampled(t => t[0].InstanceNorm(1e-2f), g => Slow.InstanceNorm(g[0], 1e-2f), Activation(x));
        OpCheck.Sampled(t => t[0].Gram(), g => Slow.Gram(g[0]), Activation(x));
        OpCheck.Sampled(t => t[0].SumPixels(), g => Slow.SumPixels(g[0]), Activation(x).Positive());
        OpCheck.Sampled(t => t[0].SumPerItem(), g => Slow.SumPerItem(g[0]), Activation(x).Positive());
        OpCheck.Sampled(
            t => t[0].MeanSquaredDifference(t[1]), g => Slow.MeanSquaredDifference(g[0], g[1]), Activation(x),
            Activation(x));

        // One channel alone is normalised to its sign: the gradient is what is left of two numbers that cancel.
        int[] vectors = [x[0], x[1], x[2], x[3] + 1];
        OpCheck.Sampled(t => t[0].PixelNorm(), g => Slow.PixelNorm(g[0]), Activation(vectors));
        OpCheck.Sampled(t => t[0].UnitNorm(), g => Slow.UnitNorm(g[0]), Activation(vectors));
    });

    [Fact]
    public void ElementsAndPooling_OnAnyShape_Agree() => Holds(15, _image, x =>
    {
        OpCheck.Sampled(t => t[0].LeakyRelu(), g => Slow.LeakyRelu(g[0]), Activation(x));
        OpCheck.Sampled(
            t => t[0].Times(t[1]), g => g[0].With(g[1], (a, b) => a * b), Activation(x), Activation(x[2], x[3]));
        OpCheck.Sampled(t => t[0].Lerp(t[1], 0.7f), g => Slow.Lerp(g[0], g[1], 0.7f), Activation(x), Activation(x[3]));
        OpCheck.Sampled(t => t[0].NearestUp2(), g => Slow.NearestUp2(g[0]), Activation(x));
        int[] pooled = [1, Math.Max(2, x[1] / 2), Math.Max(2, x[2]), Math.Min(x[3], 12)];
        OpCheck.Sampled(t => t[0].MaxPool2(), g => Slow.MaxPool2(g[0]), Activation(pooled).Distinct());
    });

    /// <summary>
    /// Enough elements that every pass is divided among the threads, and no part ends on a whole vector.
    /// </summary>
    [Fact]
    public void Operations_OnManyElements_Agree()
    {
        int[] x = [2, 31, 41, 13];
        OpCheck.Sampled(t => t[0].LeakyRelu(), g => Slow.LeakyRelu(g[0]), Activation(x));
        OpCheck.Sampled(
            t => t[0].Style(t[1], t[2], t[3], t[4], 1, 1.4f), g => Slow.Style(g[0], g[1], g[2], g[3], g[4], 1, 1.4f),
            Activation(x), Parameter(x[0], x[3]), Parameter(x[3]), Parameter(x[1], x[2]), Parameter(x[3]));
        OpCheck.Sampled(t => t[0].InstanceNorm(), g => Slow.InstanceNorm(g[0]), Activation(x));
        OpCheck.Sampled(t => t[0].PixelNorm(), g => Slow.PixelNorm(g[0]), Activation(x));
        OpCheck.Sampled(t => t[0].Sum(), g => Slow.Sum(g[0]), Activation(x).Positive());
        OpCheck.Sampled(t => t[0].Plus(t[1]), g => g[0].With(g[1], (a, b) => a + b), Activation(x), Activation(x[3]));
        OpCheck.Sampled(t => t[0].NearestUp2(), g => Slow.NearestUp2(g[0]), Activation(x));
        OpCheck.Sampled(
            t => t[0].Resize(50, 20, Interpolation.Area), g => Slow.Resize(g[0], 50, 20, Interpolation.Area),
            Activation(x));
        OpCheck.Sampled(t => t[0].Conv2d(t[1]), g => Slow.Conv2d(g[0], g[1]), Activation(x), Parameter(9, 13, 1, 1));
    }

    private static void Holds<T>(int times, Gen<T> any, Action<T> check)
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(times).WithReplay(20190525, 1),
            Prop.ForAll(any.ToArbitrary(), check));

    private static int[] Enlarged(int[] image, int least)
        => [image[0], Math.Max(image[1], least), Math.Max(image[2], least), image[3]];
}
