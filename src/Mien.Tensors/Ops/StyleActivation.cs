using System.Runtime.Intrinsics;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>What style-based generators do to an image between two convolutions, in one pass over memory.</summary>
public static unsafe class StyleActivation
{
    /// <summary>
    /// y = clamp(gain · lrelu(x · scale + noise · strength + shift)). Every part is optional; channels are the last
    /// axis. Modulation and demodulation of StyleGAN2 (Karras et al. 2020, equations 1 and 3) are the scale, its noise,
    /// bias and activation the rest; the style of StyleGAN1 (Karras et al. 2019, equation 1) is scale and shift.
    /// </summary>
    /// <param name="x">[N, H, W, C], or [N, C].</param>
    /// <param name="scale">[N, C] or [C], float32; null for 1.</param>
    /// <param name="shift">[N, C] or [C], float32; null for 0.</param>
    /// <param name="noise">[H, W] for all items or [N, H, W], float32; null for none.</param>
    /// <param name="strength">[] for all channels or [C], float32; given together with noise.</param>
    /// <param name="slope">Slope of the leaky ReLU below 0, 0 to 1; 1 for no activation.</param>
    /// <param name="gain">Above 0.</param>
    /// <param name="clamp">The largest magnitude of the result; beyond, the gradient is 0.</param>
    /// <param name="forgetsInput">
    /// Finds the gradient of the scale from the result, so that the tape need not keep <paramref name="x"/>. For a
    /// scale that brings x to the size of what is added to it, as demodulation does, this costs no accuracy. The slope
    /// is then above 0, and no element of the scale is 0.
    /// </param>
    /// <returns>The shape and type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Style(
        this Tensor x, Tensor? scale = null, Tensor? shift = null, Tensor? noise = null, Tensor? strength = null,
        float slope = 1, float gain = 1,
        float clamp = float.PositiveInfinity, bool forgetsInput = false)
    {
        Tape tape = Tape.For("Style", x, scale, shift, noise, strength);
        Require.Float32("Style", scale, shift, noise, strength);
        Require.That(x.Shape.Rank >= 2, "Style", "x [N, H, W, C] or [N, C]", x);
        int n = x.Shape[0], channels = x.Shape[^1];
        long pixels = x.Count / n / channels;
        Require.That(
            scale is null || scale.Shape == [n, channels] || scale.Shape == [channels], "Style", "scale [N, C] or [C]",
            x, scale);
        Require.That(
            shift is null || shift.Shape == [n, channels] || shift.Shape == [channels], "Style", "shift [N, C] or [C]",
            x, shift);
        Require.That(noise is null == strength is null, "Style", "noise and strength together", x, noise, strength);
        Require.That(noise is null || IsImageOf(x.Shape, noise.Shape), "Style", "noise [H, W] or [N, H, W]", x, noise);
        Require.That(
            strength is null || strength.Count == 1 || strength.Shape == [channels], "Style", "strength [] or [C]", x,
            strength);
        ArgumentOutOfRangeException.ThrowIfLessThan(slope, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slope, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(gain, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(clamp, 0);
        Require.That(!forgetsInput || slope > 0, "Style", "a slope above 0 to forget its input", x);

        Tensor y = tape.New(x.Shape, x.DType);
        using Rows scales = new(scale, n, channels, 1), shifts = new(shift, n, channels, 0),
            strengths = new(strength, n, channels, 0);
        Pass pass = new(
            n, pixels, channels, slope, gain, x.DType == DType.Float32 ? clamp : Rounded(clamp),
            noise is null ? 0 : noise.Count / pixels);
        pass.Forward(x, scales, shifts, noise, strengths, y);

        GradientNode? nx = tape.NodeOf(x), nScale = tape.NodeOf(scale), nShift = tape.NodeOf(shift);
        GradientNode? nNoise = tape.NodeOf(noise), nStrength = tape.NodeOf(strength);
        if (nx is null && nScale is null && nShift is null && nNoise is null && nStrength is null)
        {
            return y;
        }

        bool recovers = forgetsInput && nScale is not null;
        Tensor? xs = nScale is null || recovers ? null : tape.Save(x),
            ys = slope == 1 && !recovers && !float.IsFinite(clamp) ? null : tape.Save(y);
        Tensor? scaleS = scale is null || (nx is null && !recovers) ? null : tape.Save(scale);
        Tensor? shiftS = shift is null || !recovers ? null : tape.Save(shift);
        Tensor? noiseS = noise is null || (nStrength is null && !recovers) ? null : tape.Save(noise);
        Tensor? strengthS = strength is null || (nNoise is null && !recovers) ? null : tape.Save(strength);
        return tape.Record(y, dy =>
        {
            using Rows s = new(scaleS, n, channels, 1), b = new(shiftS, n, channels, 0),
                t = new(strengthS, n, channels, 0);
            Gradients wanted = new(
                nx is null ? null : new(x.Shape, dy.DType),
                nScale is null ? null : new([n, channels]),
                nShift is null && !recovers ? null : new([n, channels]),
                nStrength is null && (noiseS is null || !recovers) ? null : new([n, channels]),
                nNoise is null ? null : new([n, (int)pixels]));
            pass.Backward(dy, ys, xs, s, noiseS, t, wanted);
            if (recovers)
            {
                Recover(wanted, s, b, t, n, channels);
            }

            Deliver(nx, wanted.X, x.Shape);
            Deliver(nScale, wanted.Scale, scale?.Shape);
            Deliver(nShift, wanted.Shift, shift?.Shape);
            Deliver(nStrength, wanted.Strength, strength?.Shape);
            Deliver(nNoise, wanted.Noise, noise?.Shape);
        });
    }

    /// <summary>y = x · scale, per item and channel: <see cref="Style"/> with a scale alone.</summary>
    /// <param name="x">[N, H, W, C], or [N, C].</param>
    /// <param name="scale">[N, C] or [C], float32.</param>
    public static Tensor ScaleChannels(this Tensor x, Tensor scale) => x.Style(scale: scale);

    /// <summary>y = x + bias, per channel: <see cref="Style"/> with a shift alone.</summary>
    /// <param name="x">[N, H, W, C], or [N, C].</param>
    /// <param name="bias">[N, C] or [C], float32.</param>
    public static Tensor AddBias(this Tensor x, Tensor bias) => x.Style(shift: bias);

    // As the type holds it, so that a clamped result can be told.
    private static float Rounded(float clamp)
    {
        ushort half;
        BF16.Set(&half, 0, clamp);
        return BF16.Get(&half, 0);
    }

    // [H, W] or [N, H, W] up to axes of length 1, such as a channel's.
    private static bool IsImageOf(Shape x, Shape noise)
    {
        int[] all = [.. x.ToArray()[..^1].Where(l => l > 1)], given = [.. noise.ToArray().Where(l => l > 1)];
        return given.SequenceEqual(all) || (x[0] > 1 && given.SequenceEqual(all.Skip(1)));
    }

    // Σ g·x from Σ g·v, where v = x · scale + noise · strength + shift is what the activation was given.
    private static void Recover(Gradients sums, Rows scale, Rows shift, Rows strength, int n, int channels)
    {
        for (int item = 0; item < n; item++)
        {
            for (int c = 0; c < channels; c++)
            {
                int i = (item * channels) + c;
                float noise = sums.Strength is null ? 0 : sums.Strength.F32[i] * strength.Of(item)[c];
                sums.Scale!.F32[i] = (sums.Scale.F32[i] - noise - (sums.Shift!.F32[i] * shift.Of(item)[c]))
                    / scale.Of(item)[c];
            }
        }
    }

    private static void Deliver(GradientNode? node, Tensor? gradient, Shape? shape)
    {
        if (node is not null)
        {
            node.Add(Fold(gradient!, shape!.Value));
        }
        else
        {
            gradient?.Dispose();
        }
    }

    // The gradient per item, summed to the shape that was given.
    private static Tensor Fold(Tensor gradient, Shape shape)
    {
        using (gradient)
        {
            if (gradient.Count == shape.Count)
            {
                return new(Shared(gradient), shape, gradient.DType);
            }

            Tensor sum = new(shape);
            if (shape.Count == 1)
            {
                using Tensor perChannel = ChannelSums.Over(gradient);
                sum.F32[0] = (float)Total(perChannel);
            }
            else
            {
                ChannelSums.Into(gradient, 1, sum);
            }

            return sum;
        }
    }

    private static Storage Shared(Tensor tensor)
    {
        tensor.Storage.Retain();
        return tensor.Storage;
    }

    private static double Total(Tensor tensor)
    {
        double total = 0;
        foreach (float value in tensor.Span)
        {
            total += value;
        }

        return total;
    }

    private readonly record struct Gradients(Tensor? X, Tensor? Scale, Tensor? Shift, Tensor? Strength, Tensor? Noise);

    /// <summary>A parameter as one row of C numbers an item: given, shared by all items, or a constant.</summary>
    private readonly struct Rows : IDisposable
    {
        private readonly Tensor? _made;
        private readonly float* _first;
        private readonly long _step;

        public Rows(Tensor? given, int n, int channels, float constant)
        {
            _made = given is null || given.Count == 1
                ? Tensor.Full([channels], given is null ? constant : given.F32[0]) : null;
            _first = (_made ?? given!).F32;
            IsConstant = given is null;
            _step = given is not null && given.Count == (long)n * channels && given.Shape.Rank == 2 ? channels : 0;
        }

        /// <summary>True if nothing was given.</summary>
        public bool IsConstant { get; }

        public float* Of(long item) => _first + (item * _step);

        public void Dispose() => _made?.Dispose();
    }

    private sealed class Pass(int n, long pixels, int channels, float slope, float gain, float clamp, long noiseItems)
    {
        public void Forward(Tensor x, Rows scale, Rows shift, Tensor? noise, Rows strength, Tensor y)
        {
            if (x.DType == DType.Float32)
            {
                Forward<F32>(x.Pointer, scale, shift, noise is null ? null : noise.F32, strength, y.Pointer);
            }
            else
            {
                Forward<BF16>(x.Pointer, scale, shift, noise is null ? null : noise.F32, strength, y.Pointer);
            }
        }

        public void Backward(Tensor dy, Tensor? y, Tensor? x, Rows scale, Tensor? noise, Rows strength, Gradients into)
        {
            long blockPixels = ChannelSums.BlockRows(channels), blocks = (pixels + blockPixels - 1) / blockPixels;
            Shape partial = [n, (int)blocks, channels];
            using Tensor? scales = into.Scale is null ? null : new(partial);
            using Tensor? shifts = into.Shift is null ? null : new(partial);
            using Tensor? strengths = into.Strength is null ? null : new(partial);
            Sources sources = new(
                dy.Pointer, y is null ? null : y.Pointer, x is null ? null : x.Pointer,
                noise is null ? null : noise.F32, into.X is null ? null : into.X.Pointer,
                into.Noise is null ? null : into.Noise.F32,
                scales is null ? null : scales.F32, shifts is null ? null : shifts.F32,
                strengths is null ? null : strengths.F32);
            if (dy.DType == DType.Float32)
            {
                Backward<F32>(sources, scale, strength, blockPixels, blocks);
            }
            else
            {
                Backward<BF16>(sources, scale, strength, blockPixels, blocks);
            }

            Combine(scales, into.Scale, blocks);
            Combine(shifts, into.Shift, blocks);
            Combine(strengths, into.Strength, blocks);
        }

        private void Combine(Tensor? partial, Tensor? sums, long blocks)
        {
            if (partial is not null)
            {
                ChannelSums.Combine(partial.F32, n, blocks, channels, sums!.F32);
            }
        }

        private void Forward<T>(void* x, Rows scale, Rows shift, float* noise, Rows strength, void* y)
            where T : struct, IElement
        {
            if (noise == null && shift.IsConstant && slope == 1 && gain == 1 && !float.IsFinite(clamp))
            {
                Forward<T, Off>(x, scale, shift, noise, strength, y);
            }
            else
            {
                Forward<T, On>(x, scale, shift, noise, strength, y);
            }
        }

        private void Forward<T, TFull>(void* x, Rows scale, Rows shift, float* noise, Rows strength, void* y)
            where T : struct, IElement
            where TFull : struct, ISwitch
            => Workers.For(n * pixels, channels, (from, to) =>
            {
                long width = channels, perItem = pixels;
                for (long row = from; row < to; row++)
                {
                    long item = row / perItem;
                    float grain = noise == null ? 0 : noise[noiseItems == 1 ? row % perItem : row];
                    ForwardRow<T, TFull>(
                        x, y, scale.Of(item), shift.Of(item), strength.Of(item), grain, slope, gain, clamp, row * width,
                        width);
                }
            });

        private static void ForwardRow<T, TFull>(
            void* x, void* y, float* scale, float* shift, float* strength, float grain, float slope, float gain,
            float clamp, long offset, long width)
            where T : struct, IElement
            where TFull : struct, ISwitch
        {
            Vector256<float> leak = Vector256.Create(slope), gained = Vector256.Create(gain),
                grains = Vector256.Create(grain), most = Vector256.Create(clamp);
            long c = 0;
            for (; c + Part.Width <= width; c += Part.Width)
            {
                Vector256<float> v = T.Load(x, offset + c) * F32.Load(scale, c);
                if (TFull.IsOn)
                {
                    v = v + (grains * F32.Load(strength, c)) + F32.Load(shift, c);
                    v = Vector256.MaxNative(v, v * leak) * gained;
                    v = Vector256.MinNative(most, Vector256.MaxNative(-most, v)); // in this order a NaN stays one
                }

                T.Store(y, offset + c, v);
            }

            for (; c < width; c++)
            {
                float v = (T.Get(x, offset + c) * scale[c]) + (grain * strength[c]) + shift[c];
                T.Set(y, offset + c, MathF.Min(MathF.Max(MathF.Max(v, v * slope) * gain, -clamp), clamp));
            }
        }

        // The parts that a call does not need are compiled away.
        private void Backward<T>(Sources a, Rows scale, Rows strength, long blockPixels, long blocks)
            where T : struct, IElement
        {
            bool others = a.Shift != null || a.Strength != null || a.DNoise != null;
            switch (a.Y != null, a.Scale != null, others)
            {
                case (false, false, false):
                    Backward<T, Off, Off, Off>(a, scale, strength, blockPixels, blocks);
                    break;
                case (false, true, false):
                    Backward<T, Off, On, Off>(a, scale, strength, blockPixels, blocks);
                    break;
                case (true, false, false):
                    Backward<T, On, Off, Off>(a, scale, strength, blockPixels, blocks);
                    break;
                case (true, true, false):
                    Backward<T, On, On, Off>(a, scale, strength, blockPixels, blocks);
                    break;
                case (false, _, true):
                    Backward<T, Off, On, On>(a, scale, strength, blockPixels, blocks);
                    break;
                default:
                    Backward<T, On, On, On>(a, scale, strength, blockPixels, blocks);
                    break;
            }
        }

        private void Backward<T, TActive, TScale, TOthers>(
            Sources a, Rows scale, Rows strength, long blockPixels, long blocks)
            where T : struct, IElement
            where TActive : struct, ISwitch
            where TScale : struct, ISwitch
            where TOthers : struct, ISwitch
            => Workers.For(n * blocks, blockPixels * channels, (from, to) =>
            {
                long width = channels, perItem = pixels;
                for (long block = from; block < to; block++)
                {
                    long item = block / blocks, first = block % blocks * blockPixels,
                        last = Math.Min(perItem, first + blockPixels);
                    float* sumScale = Cleared(a.Scale, block), sumShift = Cleared(a.Shift, block),
                        sumStrength = Cleared(a.Strength, block);
                    for (long pixel = first; pixel < last; pixel++)
                    {
                        long row = (item * perItem) + pixel;
                        float grain = a.Noise == null ? 0 : a.Noise[noiseItems == 1 ? pixel : row];
                        float noiseGradient = BackwardRow<T, TActive, TScale, TOthers>(
                            a.Dy, a.Y, a.X, a.Dx, scale.Of(item), strength.Of(item), sumScale, sumShift, sumStrength,
                            grain,
                            slope, gain, clamp, row * width, width);
                        if (a.DNoise != null)
                        {
                            a.DNoise[row] = noiseGradient;
                        }
                    }
                }
            });

        private static float BackwardRow<T, TActive, TScale, TOthers>(
            void* dy, void* y, void* x, void* dx, float* scale, float* strength, float* sumScale, float* sumShift,
            float* sumStrength, float grain,
            float slope, float gain, float clamp, long offset, long width)
            where T : struct, IElement
            where TActive : struct, ISwitch
            where TScale : struct, ISwitch
            where TOthers : struct, ISwitch
        {
            float straight = 1 / gain, bent = slope > 0 ? 1 / (gain * slope) : 0; // undo the activation
            // nothing is beyond a bound that is no number
            Vector256<float> most = Vector256.Create(float.IsFinite(clamp) ? clamp : float.NaN);
            Vector256<float> grains = Vector256.Create(grain), noiseSum = default;
            for (long c = 0; c < width; c += Part.Width)
            {
                long left = width - c;
                Vector256<float> g = Part.Load<T>(dy, offset + c, left) * gain, v = default;
                if (TActive.IsOn)
                {
                    Vector256<float> output = Part.Load<T>(y, offset + c, left);
                    Vector256<float> positive = Vector256.GreaterThan(output, Vector256<float>.Zero);
                    g = Vector256.AndNot(
                        Vector256.ConditionalSelect(positive, g, g * slope),
                        Vector256.GreaterThanOrEqual(Vector256.Abs(output), most));
                    v = Vector256.ConditionalSelect(positive, output * straight, output * bent);
                }

                if (TScale.IsOn && (!TOthers.IsOn || sumScale != null))
                {
                    Vector256<float> gx = g * (x == null ? v : Part.Load<T>(x, offset + c, left));
                    Part.Store<F32>(sumScale, c, Part.Load<F32>(sumScale, c, left) + gx, left);
                }

                if (TOthers.IsOn && sumShift != null)
                {
                    Part.Store<F32>(sumShift, c, Part.Load<F32>(sumShift, c, left) + g, left);
                }

                if (TOthers.IsOn && sumStrength != null)
                {
                    Part.Store<F32>(sumStrength, c, Part.Load<F32>(sumStrength, c, left) + (g * grains), left);
                }

                if (TOthers.IsOn)
                {
                    noiseSum += g * Part.Load<F32>(strength, c, left);
                }

                if (dx != null)
                {
                    Part.Store<T>(dx, offset + c, g * Part.Load<F32>(scale, c, left), left);
                }
            }

            return TOthers.IsOn ? Vector256.Sum(noiseSum) : 0;
        }

        private float* Cleared(float* partial, long block)
        {
            if (partial == null)
            {
                return null;
            }

            float* row = partial + (block * channels);
            new Span<float>(row, channels).Clear();
            return row;
        }
    }

    /// <summary>A part of a pass that is compiled in or left out.</summary>
    private interface ISwitch
    {
        static abstract bool IsOn { get; }
    }

    private readonly struct On : ISwitch
    {
        public static bool IsOn => true;
    }

    private readonly struct Off : ISwitch
    {
        public static bool IsOn => false;
    }

    private sealed class Sources(
        void* dy, void* y, void* x, float* noise, void* dx, float* dNoise, float* scale, float* shift, float* strength)
    {
        public void* Dy => dy;

        public void* Y => y;

        public void* X => x;

        public float* Noise => noise;

        public void* Dx => dx;

        public float* DNoise => dNoise;

        public float* Scale => scale;

        public float* Shift => shift;

        public float* Strength => strength;
    }
}
