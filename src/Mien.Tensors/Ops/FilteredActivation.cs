using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>
/// The filters around a <see cref="FilteredActivation.FilteredLeakyRelu"/>, and what is between them.
/// </summary>
public sealed record ActivationFilters
{
    /// <summary>Taps on the way up.</summary>
    public required float[] UpFilter { get; init; }

    /// <summary>Taps on the way down: n of a separable filter, or n·n of one that is not, row by row.</summary>
    public required float[] DownFilter { get; init; }

    /// <summary>True where <see cref="DownFilter"/> is not separable.</summary>
    public bool IsRadial { get; init; }

    /// <summary>Factor of up-sampling.</summary>
    public int Up { get; init; } = 2;

    /// <summary>Factor of down-sampling.</summary>
    public int Down { get; init; } = 2;

    /// <summary>Zeros before each axis of the zero-stuffed image; below 0 cuts.</summary>
    public int Before { get; init; }

    /// <summary>Zeros after it.</summary>
    public int After { get; init; }

    /// <summary>
    /// Rows and columns of zeros around the result, so that a convolution of it without padding of its own loses
    /// nothing.
    /// </summary>
    public int Border { get; init; }

    /// <summary>Slope of the leaky ReLU below 0, from 0 to 1.</summary>
    public float Slope { get; init; } = 0.2f;

    /// <summary>Factor on the activation, above 0.</summary>
    public float Gain { get; init; } = MathF.Sqrt(2);

    /// <summary>The largest magnitude behind the activation.</summary>
    public float Clamp { get; init; } = float.PositiveInfinity;

    internal int DownTaps => IsRadial ? (int)Math.Sqrt(DownFilter.Length) : DownFilter.Length;
}

/// <summary>The nonlinearity of StyleGAN3.</summary>
public static unsafe class FilteredActivation
{
    private static readonly ConditionalWeakTable<ActivationFilters,
    Dictionary<(int, int), (PlaneMap, PlaneMap)>> _maps =
        new();

    /// <summary>
    /// The filtered nonlinearity (Karras et al. 2021, section 3.1 and appendix F.2): up-sampling by zero-stuffing and a
    /// filter with gain <see cref="ActivationFilters.Up"/> an axis, leaky ReLU, gain, clamp, a filter at every
    /// <see cref="ActivationFilters.Down"/>-th sample where it fits. One pass that holds a few rows of the up-sampled
    /// image and keeps two bits of a sample for the gradient. Where an axis has the length s: (s · up + before + after
    /// + 1 − n_up − n_down) / down + 1 + 2 · border.
    /// </summary>
    /// <param name="x">[N, H, W, C]</param>
    /// <param name="f">The filters. Use the same record again: what is derived from it is kept with it.</param>
    /// <returns>[N, OutH, OutW, C], in the type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The filters do not fit the image.</exception>
    public static Tensor FilteredLeakyRelu(this Tensor x, ActivationFilters f)
    {
        Tape tape = Tape.For("FilteredLeakyRelu", x);
        (PlaneMap up, PlaneMap down) = Maps(x, f);
        int n = x.Shape[0], channels = x.Shape[3];
        Tensor y = tape.New([n, down.Height, down.Width, channels], x.DType);
        if (tape.NodeOf(x) is not { } nx)
        {
            FilteredPass.Run(x, up, down, new BendOnly(f.Slope, f.Gain, f.Clamp), null, y);
            return y;
        }

        using Tensor masks = new([checked((int)(FilteredPass.Masks(n, channels, up) / sizeof(float)))]);
        FilteredPass.Run(x, up, down, new Bend(f.Slope, f.Gain, f.Clamp), (byte*)masks.Pointer, y);
        Shape shape = x.Shape;
        Tensor kept = tape.Save(masks);
        return tape.Record(y, dy =>
        {
            Tensor dx = new(shape, dy.DType);
            FilteredPass.Run(dy, down.Transposed, up.Transposed, new Slopes(f.Slope, f.Gain), (byte*)kept.Pointer, dx);
            nx.Add(dx);
        });
    }

    /// <summary>
    /// The same, composed of single operations that keep the up-sampled image: the oracle of the other, and what its
    /// speed is compared with.
    /// </summary>
    /// <param name="x">[N, H, W, C]; float32 where the filter on the way down is not separable.</param>
    /// <param name="f">The filters.</param>
    /// <returns>[N, OutH, OutW, C], in the type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The filters do not fit the image.</exception>
    public static Tensor FilteredLeakyReluComposed(this Tensor x, ActivationFilters f)
    {
        _ = Maps(x, f);
        using Tensor up = x.Fir(f.UpFilter, f.Up, 1, f.Before, f.After, Square(f.Up * f.UpFilter.Sum()));
        using Tensor active = up.LeakyRelu(f.Slope, f.Gain);
        using Tensor clamped = float.IsFinite(f.Clamp) ? active.Clamp(f.Clamp) : active.Reshape(active.Shape);
        using Tensor inside = Shrunk(clamped, f);
        return f.Border == 0 ? inside.Reshape(inside.Shape) : inside.Fir([1], before: f.Border, after: f.Border);
    }

    private static Tensor Shrunk(Tensor x, ActivationFilters f)
    {
        if (!f.IsRadial)
        {
            return x.Fir(f.DownFilter, 1, f.Down, gain: Square(f.DownFilter.Sum()));
        }

        using Tensor filter = Tensor.From(f.DownFilter, [f.DownTaps, f.DownTaps]);
        return x.To(DType.Float32).UpFirDown(filter, 1, f.Down).To(x.DType);
    }

    private static float Square(float x) => x * x;

    private static (PlaneMap Up, PlaneMap Down) Maps(Tensor x, ActivationFilters f)
    {
        Require.That(x.Shape.Rank == 4, "FilteredLeakyRelu", "x [N, H, W, C]", x);
        ArgumentOutOfRangeException.ThrowIfLessThan(f.Slope, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(f.Slope, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(f.Gain, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(f.Clamp, 0);
        int height = x.Shape[1], width = x.Shape[2];
        Dictionary<(int, int), (PlaneMap, PlaneMap)> known = _maps.GetOrCreateValue(f);
        lock (known)
        {
            if (!known.TryGetValue((height, width), out (PlaneMap Up, PlaneMap Down) maps))
            {
                known[(height, width)] = maps = Make(x, f, height, width);
            }

            return maps;
        }
    }

    private static (PlaneMap Up, PlaneMap Down) Make(Tensor x, ActivationFilters f, int height, int width)
    {
        Require.That(
            f is { Up: > 0, Down: > 0, Border: >= 0 } && f.UpFilter.Length > 0
            && f.DownFilter.Length == (f.IsRadial ? f.DownTaps * f.DownTaps : f.DownTaps),
            "FilteredLeakyRelu", "factors above 0, and filters with taps", x);
        int upHeight = Resizing.FirOutputs(height, f.UpFilter.Length, f.Up, 1, f.Before, f.After),
            upWidth = Resizing.FirOutputs(width, f.UpFilter.Length, f.Up, 1, f.Before, f.After);
        Require.That(
            Math.Min(upHeight, upWidth) >= f.DownTaps, "FilteredLeakyRelu", "filters no longer than the padded image",
            x);
        AxisMap Up(int length) => AxisMap.Fir(length, f.UpFilter, f.Up, 1, f.Before, f.After, f.Up);
        AxisMap Down(int length) => AxisMap.Fir(length, f.DownFilter, 1, f.Down, 0, 0, 1, f.Border);
        return (
            PlaneMap.Separable(Up(height), Up(width)),
            f.IsRadial ? PlaneMap.Radial(
                upHeight, upWidth, f.DownFilter, f.DownTaps, f.Down,
                f.Border) : PlaneMap.Separable(Down(upHeight), Down(upWidth)));
    }

    private readonly struct Bend(float slope, float gain, float clamp) : IMiddle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> value, byte* mask)
        {
            Vector256<float> most = Vector256.Create(clamp), y = Vector256.MaxNative(value, value * slope) * gain;
            mask[0] = (byte)value.ExtractMostSignificantBits();
            mask[1] = (byte)Vector256.GreaterThan(Vector256.Abs(y), most).ExtractMostSignificantBits();
            return Vector256.MinNative(most, Vector256.MaxNative(-most, y)); // in this order a NaN stays one
        }
    }

    // Without a gradient nothing is kept.
    private readonly struct BendOnly(float slope, float gain, float clamp) : IMiddle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> value, byte* mask)
        {
            Vector256<float> most = Vector256.Create(clamp);
            return Vector256.MinNative(
                most, Vector256.MaxNative(-most, Vector256.MaxNative(value, value * slope) * gain));
        }
    }

    private readonly struct Slopes(float slope, float gain) : IMiddle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> value, byte* mask)
        {
            Vector256<float> factor = Vector256.ConditionalSelect(
                Lanes(mask[0]), Vector256.Create(slope * gain), Vector256.Create(gain));
            return Vector256.AndNot(value * factor, Lanes(mask[1]));
        }

        // All bits of each lane whose bit is set.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Lanes(byte bits)
        {
            Vector256<uint> lane = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
            return Vector256.Equals(Vector256.Create((uint)bits) & lane, lane).AsSingle();
        }
    }
}
