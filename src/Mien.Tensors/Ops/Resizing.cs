using System.Collections.Concurrent;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>How the pixels of a resized image are found.</summary>
public enum Interpolation
{
    /// <summary>Linear between the two nearest pixel centres; no filter against aliasing.</summary>
    Bilinear,

    /// <summary>A tent, widened by the factor of reduction, weights normalised.</summary>
    BilinearAntialias,

    /// <summary>The mean over the exact area that an output pixel covers.</summary>
    Area,

    /// <summary>
    /// The mean over the whole pixels ⌊i·s/t⌋ to ⌈(i + 1)·s/t⌉, with equal weights: what PyTorch calls "area".
    /// </summary>
    AdaptiveAverage,
}

/// <summary>
/// Resizing and separable filtering of images [N, H, W, C]. Pixel i covers [i, i + 1) with its centre at i + 0.5.
/// </summary>
public static class Resizing
{
    private static readonly ConcurrentDictionary<object, AxisMap> _maps = new();

    /// <summary>The image at another size.</summary>
    /// <param name="x">[N, H, W, C]</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="interpolation">How.</param>
    /// <returns>[N, height, width, C], in the type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">x is not of rank 4, or a size is below 1.</exception>
    public static Tensor Resize(this Tensor x, int height, int width, Interpolation interpolation)
    {
        Require.That(x.Shape.Rank == 4 && height > 0 && width > 0, "Resize", "x [N, H, W, C] and a size above 0", x);
        return Apply(
            "Resize", x, ResizeMap(x.Shape[1], height, interpolation), ResizeMap(x.Shape[2], width, interpolation));
    }

    /// <summary>Every pixel four times: [N, H, W, C] → [N, 2H, 2W, C].</summary>
    /// <exception cref="ArgumentException">x is not of rank 4.</exception>
    public static Tensor NearestUp2(this Tensor x)
    {
        Require.That(x.Shape.Rank == 4, "NearestUp2", "x [N, H, W, C]", x);
        return Apply("NearestUp2", x, Doubling(x.Shape[1]), Doubling(x.Shape[2]));
    }

    /// <summary>
    /// Up-samples by zero-stuffing, pads with zeros (or crops, where negative), filters with the taps (normalised to
    /// sum 1, the same for rows and columns) and keeps every <paramref name="down"/>-th sample: the "upfirdn" of
    /// StyleGAN2 with a separable filter.
    /// </summary>
    /// <param name="x">[N, H, W, C]</param>
    /// <param name="taps">Such as [1, 3, 3, 1] or [1, 2, 1]; symmetric or not, convolved (mirrored).</param>
    /// <param name="up">Factor of up-sampling, 1 or more.</param>
    /// <param name="down">Factor of down-sampling, 1 or more.</param>
    /// <param name="before">Zeros before the first sample of each axis, after the zero-stuffing.</param>
    /// <param name="after">Zeros after the last.</param>
    /// <param name="gain">Factor on the result, above 0.</param>
    /// <returns>[N, (H·up + before + after − taps) / down + 1, likewise W, C], in the type of
    /// <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">
    /// x is not of rank 4, the filter is longer than the padded image, its taps sum to 0, or the gain is not above 0.
    /// </exception>
    public static Tensor Fir(
        this Tensor x, float[] taps, int up = 1, int down = 1, int before = 0, int after = 0, float gain = 1)
    {
        Require.That(x.Shape.Rank == 4, "Fir", "x [N, H, W, C]", x);
        Require.That(
            taps.Length > 0 && taps.Sum() != 0 && gain > 0, "Fir", "taps whose sum is not 0 and a gain above 0", x);
        Require.That(up > 0 && down > 0 && FirOutputs(x.Shape[1], taps.Length, up, down, before, after) > 0
            && FirOutputs(x.Shape[2], taps.Length, up, down, before, after) > 0, "Fir",
            "a filter no longer than the padded image", x);
        double scale = Math.Sqrt(gain) / taps.Sum(t => (double)t);
        return Apply(
            "Fir", x, FirMap(x.Shape[1], taps, up, down, before, after, scale),
            FirMap(x.Shape[2], taps, up, down, before, after, scale));
    }

    internal static int FirOutputs(int inputs, int taps, int up, int down, int before, int after)
    {
        long padded = ((long)inputs * up) + before + after, outputs = padded < taps ? 0 : ((padded - taps) / down) + 1;
        return outputs <= int.MaxValue ? (int)outputs : 0;
    }

    private static Tensor Apply(string op, Tensor x, AxisMap rows, AxisMap columns)
    {
        Tape tape = Tape.For(op, x);
        Tensor y = tape.New([x.Shape[0], rows.Outputs, columns.Outputs, x.Shape[3]], x.DType);
        Resampling.Run(x, rows, columns, y);
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Shape shape = x.Shape;
        return tape.Record(y, dy =>
        {
            Tensor dx = new(shape, dy.DType);
            Resampling.Run(dy, rows.Transposed, columns.Transposed, dx);
            nx.Add(dx);
        });
    }

    private static AxisMap Doubling(int inputs)
        => Cached(("nearest", inputs), () => AxisMap.Build(inputs, 2 * inputs, (i, add) => add(i / 2, 1)));

    private static AxisMap ResizeMap(int inputs, int outputs, Interpolation interpolation)
        => Cached((inputs, outputs, interpolation), () =>
        {
            double step = (double)inputs / outputs;
            return interpolation switch
            {
                Interpolation.Bilinear => AxisMap.Build(inputs, outputs, (i, add) =>
                {
                    double at = Math.Clamp(((i + 0.5) * step) - 0.5, 0, inputs - 1);
                    int low = (int)at;
                    add(low, 1 - (at - low));
                    add(Math.Min(low + 1, inputs - 1), at - low);
                }),
                Interpolation.BilinearAntialias => AxisMap.Build(inputs, outputs, (i, add) =>
                {
                    double reach = Math.Max(1, step), centre = (i + 0.5) * step;
                    int low = Math.Max(0, (int)Math.Floor(centre - reach)),
                        high = Math.Min(inputs, (int)Math.Ceiling(centre + reach));
                    double Tent(int k) => Math.Max(0, 1 - (Math.Abs(k + 0.5 - centre) / reach));
                    double total = 0;
                    for (int k = low; k < high; k++)
                    {
                        total += Tent(k);
                    }

                    for (int k = low; k < high; k++)
                    {
                        add(k, Tent(k) / total);
                    }
                }),
                Interpolation.Area => AxisMap.Build(inputs, outputs, (i, add) =>
                {
                    double left = i * step, right = (i + 1) * step;
                    for (int k = (int)left; k < Math.Min(inputs, Math.Ceiling(right - 1e-9)); k++)
                    {
                        add(k, (Math.Min(right, k + 1) - Math.Max(left, k)) / step);
                    }
                }),
                Interpolation.AdaptiveAverage => AxisMap.Build(inputs, outputs, (i, add) =>
                {
                    int left = (int)((long)i * inputs / outputs),
                        right = (int)((((i + 1L) * inputs) + outputs - 1) / outputs);
                    for (int k = left; k < right; k++)
                    {
                        add(k, 1.0 / (right - left));
                    }
                }),
                _ => throw new ArgumentOutOfRangeException(
                    nameof(interpolation), interpolation, "unknown interpolation"),
            };
        });

    private static AxisMap FirMap(int inputs, float[] taps, int up, int down, int before, int after, double scale)
        => Cached(
            (inputs, string.Join(' ', taps), up, down, before, after, scale),
            () => AxisMap.Fir(inputs, taps, up, down, before, after, scale));

    private static AxisMap Cached(object key, Func<AxisMap> make) => _maps.GetOrAdd(key, _ => make());
}
