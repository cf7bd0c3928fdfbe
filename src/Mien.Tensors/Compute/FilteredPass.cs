using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mien.Tensors.Compute;

/// <summary>What happens to a sample between the two filters.</summary>
internal unsafe interface IMiddle
{
    /// <summary>Eight samples, and the two bytes kept of them: read or written.</summary>
    Vector256<float> Of(Vector256<float> value, byte* mask);
}

/// <summary>
/// An expanding map, something done to every sample, a shrinking map, in one pass: a few channels at a time, of which
/// only the rows in between that the next output row needs are held, in the cache.
/// </summary>
internal static unsafe class FilteredPass
{
    /// <summary>Channels at a time: a line of the cache.</summary>
    public const int Lanes = 16;

    /// <summary>
    /// Bytes kept of a sample's lanes: a bit each for the slope, a bit each for the clamp, eight lanes together.
    /// </summary>
    public const int MaskBytes = 4;

    private const int LeastRows = 16; // of a band; the rows above it that it needs are computed anew

    /// <summary>Bytes of the masks of an image.</summary>
    /// <param name="items">Images.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="expanding">The first map.</param>
    public static long Masks(int items, int channels, PlaneMap expanding)
        => (long)items * Blocks(channels) * expanding.Height * expanding.Width * MaskBytes;

    /// <summary>y = shrinking(middle(expanding(x))).</summary>
    public static void Run<TMiddle>(
        Tensor x, PlaneMap expanding, PlaneMap shrinking, TMiddle middle, byte* masks, Tensor y)
        where TMiddle : struct, IMiddle
    {
        if (x.DType == DType.Float32)
        {
            Run<F32, TMiddle>(x, expanding, shrinking, middle, masks, y);
        }
        else
        {
            Run<BF16, TMiddle>(x, expanding, shrinking, middle, masks, y);
        }
    }

    private static int Blocks(int channels) => (channels + Lanes - 1) / Lanes;

    private static void Run<T, TMiddle>(
        Tensor x, PlaneMap expanding, PlaneMap shrinking, TMiddle middle, byte* masks, Tensor y)
        where T : struct, IElement
        where TMiddle : struct, IMiddle
    {
        int channels = x.Shape[3], blocks = Blocks(channels), units = x.Shape[0] * blocks;
        int bands = Math.Clamp(4 * Engine.Threads / units, 1, Math.Max(1, shrinking.Height / LeastRows));
        long work = (long)expanding.Height * expanding.Width * Lanes / bands;
        Workers.For((long)units * bands, work, (from, to) =>
        {
            using Worker<T, TMiddle> worker = new(x, expanding, shrinking, middle, masks, y);
            for (long unit = from; unit < to; unit++)
            {
                int band = (int)(unit % bands), block = (int)(unit / bands % blocks),
                    item = (int)(unit / bands / blocks);
                worker.Run(item, block, shrinking.Height * band / bands, shrinking.Height * (band + 1) / bands);
            }
        });
    }

    /// <summary>One thread's rows in between.</summary>
    private sealed class Worker<T, TMiddle> : IDisposable
        where T : struct, IElement
        where TMiddle : struct, IMiddle
    {
        private readonly Tensor _x;
        private readonly Tensor _y;
        private readonly PlaneMap _expanding;
        private readonly PlaneMap _shrinking;
        private readonly TMiddle _middle;
        private readonly byte* _masks;
        private readonly Ring _inputs; // rows of x
        private readonly Ring _between; // rows to shrink: as they are, or with their columns shrunk already
        private readonly Tensor _line;
        private readonly Tensor _wide;

        public Worker(Tensor x, PlaneMap expanding, PlaneMap shrinking, TMiddle middle, byte* masks, Tensor y)
        {
            (_x, _y, _expanding, _shrinking, _middle) = (x, y, expanding, shrinking, middle);
            _masks = masks;
            _inputs = new(expanding.MostTerms, x.Shape[2]);
            _between = new(shrinking.MostTerms, shrinking.IsSeparable ? shrinking.Width : expanding.Width);
            _line = new([Math.Max(x.Shape[2], shrinking.Width) * Lanes]);
            _wide = new([expanding.Width * Lanes]);
        }

        public void Run(int item, int block, int from, int to)
        {
            _inputs.Empty();
            _between.Empty();
            int channels = _x.Shape[3], count = Math.Min(Lanes, channels - (block * Lanes));
            AxisMap rows = _shrinking.Rows;
            float** terms = stackalloc float*[_shrinking.MostTerms];
            for (int i = from; i < to; i++)
            {
                int first = rows.First[i], taps = rows.Start[i + 1] - rows.Start[i];
                for (int k = 0; k < taps; k++)
                {
                    terms[k] = Between(item, block, count, first + k);
                }

                long output = ((((long)item * _shrinking.Height) + i) * _shrinking.Width * channels) + (block * Lanes);
                fixed (float* weights = rows.Weights)
                {
                    if (_shrinking.IsSeparable)
                    {
                        StoreSums(terms, weights + rows.Start[i], taps, _shrinking.Width, output, channels, count);
                    }
                    else
                    {
                        MapEach(terms, weights + rows.Start[i], taps, _shrinking.Columns, _line.F32);
                        StoreLine(_line.F32, _shrinking.Width, output, channels, count);
                    }
                }
            }
        }

        public void Dispose()
        {
            _inputs.Dispose();
            _between.Dispose();
            _line.Dispose();
            _wide.Dispose();
        }

        // Row m after the middle.
        private float* Between(int item, int block, int count, int m)
        {
            if (_between.Find(m, out float* slot))
            {
                return slot;
            }

            AxisMap rows = _expanding.Rows;
            int first = rows.First[m], taps = rows.Start[m + 1] - rows.Start[m];
            float** terms = stackalloc float*[_expanding.MostTerms];
            for (int k = 0; k < taps; k++)
            {
                terms[k] = Input(item, block, count, first + k);
            }

            byte* mask = _masks + (((((long)item * Blocks(_x.Shape[3])) + block) * _expanding.Height) + m)
                * _expanding.Width * MaskBytes;
            float* wide = _shrinking.IsSeparable ? _wide.F32 : slot;
            fixed (float* weights = rows.Weights)
            {
                if (_expanding.IsSeparable)
                {
                    Sums(terms, weights + rows.Start[m], taps, _x.Shape[2], _line.F32);
                    MapColumns(_line.F32, _expanding.Columns[0], new Through<TMiddle>(_middle, wide, mask));
                }
                else
                {
                    MapEach(terms, weights + rows.Start[m], taps, _expanding.Columns, wide);
                    new Through<TMiddle>(_middle, wide, mask).All(_expanding.Width);
                }
            }

            if (_shrinking.IsSeparable)
            {
                MapColumns(wide, _shrinking.Columns[0], new Into(slot));
            }

            return slot;
        }

        // Row r of x, its lanes side by side, those beyond the last channel 0.
        private float* Input(int item, int block, int count, int r)
        {
            if (_inputs.Find(r, out float* slot))
            {
                return slot;
            }

            int width = _x.Shape[2], channels = _x.Shape[3];
            long from = ((((long)item * _x.Shape[1]) + r) * width * channels) + (block * Lanes);
            for (int j = 0; j < width; j++)
            {
                float* to = slot + (j * Lanes);
                Part.Load<T>(_x.Pointer, from, count).Store(to);
                Part.Load<T>(_x.Pointer, from + Part.Width, count - Part.Width).Store(to + Part.Width);
                from += channels;
            }

            return slot;
        }

        private void StoreSums(
            float** terms, float* weights, int taps, int pixels, long output, int channels, int count)
        {
            int j = 0;
            for (; j + 1 < pixels; j += 2)
            {
                Sum(terms, weights, taps, j * Lanes, out Vector256<float> low, out Vector256<float> high,
                    out Vector256<float> nextLow, out Vector256<float> nextHigh);
                Store(output, low, high, count);
                Store(output + channels, nextLow, nextHigh, count);
                output += 2L * channels;
            }

            if (j < pixels)
            {
                Sum(terms, weights, taps, j * Lanes, out Vector256<float> low, out Vector256<float> high);
                Store(output, low, high, count);
            }
        }

        private void StoreLine(float* line, int pixels, long output, int channels, int count)
        {
            for (int j = 0; j < pixels; j++)
            {
                Store(output, Vector256.Load(line), Vector256.Load(line + Part.Width), count);
                line += Lanes;
                output += channels;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Store(long output, Vector256<float> low, Vector256<float> high, int count)
        {
            Part.Store<T>(_y.Pointer, output, low, count);
            Part.Store<T>(_y.Pointer, output + Part.Width, high, count - Part.Width);
        }
    }

    // to = Σ_k weights[k] · terms[k]
    private static void Sums(float** terms, float* weights, int taps, int pixels, float* to)
    {
        int j = 0;
        for (; j + Lanes < pixels * Lanes; j += 2 * Lanes)
        {
            Sum(terms, weights, taps, j, out Vector256<float> low, out Vector256<float> high,
                out Vector256<float> nextLow, out Vector256<float> nextHigh);
            low.Store(to + j);
            high.Store(to + j + Part.Width);
            nextLow.Store(to + j + Lanes);
            nextHigh.Store(to + j + Lanes + Part.Width);
        }

        if (j < pixels * Lanes)
        {
            Sum(terms, weights, taps, j, out Vector256<float> low, out Vector256<float> high);
            low.Store(to + j);
            high.Store(to + j + Part.Width);
        }
    }

    // Two pixels: a weight is loaded once for four vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(
        float** terms, float* weights, int taps, int at, out Vector256<float> a, out Vector256<float> b,
        out Vector256<float> c, out Vector256<float> d)
    {
        a = b = c = d = default;
        for (int k = 0; k < taps; k++)
        {
            Vector256<float> weight = Vector256.Create(weights[k]);
            float* term = terms[k] + at;
            a = Vector256.FusedMultiplyAdd(Vector256.Load(term), weight, a);
            b = Vector256.FusedMultiplyAdd(Vector256.Load(term + Part.Width), weight, b);
            c = Vector256.FusedMultiplyAdd(Vector256.Load(term + Lanes), weight, c);
            d = Vector256.FusedMultiplyAdd(Vector256.Load(term + Lanes + Part.Width), weight, d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(
        float** terms, float* weights, int taps, int at, out Vector256<float> low, out Vector256<float> high)
    {
        low = default;
        high = default;
        for (int k = 0; k < taps; k++)
        {
            Vector256<float> weight = Vector256.Create(weights[k]);
            low = Vector256.FusedMultiplyAdd(Vector256.Load(terms[k] + at), weight, low);
            high = Vector256.FusedMultiplyAdd(Vector256.Load(terms[k] + at + Part.Width), weight, high);
        }
    }

    // The map of columns that each term asks for, of that term.
    private static void MapEach(float** terms, float* which, int taps, AxisMap[] columns, float* to)
    {
        new Span<float>(to, columns[0].Outputs * Lanes).Clear();
        for (int k = 0; k < taps; k++)
        {
            MapColumns(terms[k], columns[(int)which[k] - 1], new Onto(to));
        }
    }

    private static void MapColumns<TSink>(float* from, AxisMap map, TSink sink)
        where TSink : struct, ISink
    {
        int period = map.Period, j = 0;
        bool[] alike = map.IsAlike;
        fixed (float* weights = map.Weights)
        {
            fixed (int* first = map.First, start = map.Start)
            {
                for (; j + (2 * period) <= map.Outputs; j += 2 * period)
                {
                    for (int a = j; a < j + period; a++)
                    {
                        int b = a + period;
                        if (alike[a])
                        {
                            // Two pixels of the same weights: one is loaded for four vectors.
                            Pixels(
                                from + (first[a] * Lanes), from + (first[b] * Lanes), weights + start[a],
                                start[a + 1] - start[a],
                                out Vector256<float> low, out Vector256<float> high, out Vector256<float> nextLow,
                                out Vector256<float> nextHigh);
                            sink.Put(a, low, high);
                            sink.Put(b, nextLow, nextHigh);
                        }
                        else
                        {
                            Put(from, a, first, start, weights, sink);
                            Put(from, b, first, start, weights, sink);
                        }
                    }
                }

                for (; j < map.Outputs; j++)
                {
                    Put(from, j, first, start, weights, sink);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TSink>(float* from, int pixel, int* first, int* start, float* weights, TSink sink)
        where TSink : struct, ISink
    {
        Pixel(from + (first[pixel] * Lanes), weights + start[pixel], start[pixel + 1] - start[pixel],
            out Vector256<float> low, out Vector256<float> high);
        sink.Put(pixel, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pixels(
        float* from, float* next, float* weights, int taps, out Vector256<float> a, out Vector256<float> b,
        out Vector256<float> c, out Vector256<float> d)
    {
        a = b = c = d = default;
        for (int k = 0; k < taps; k++)
        {
            Vector256<float> weight = Vector256.Create(weights[k]);
            a = Vector256.FusedMultiplyAdd(Vector256.Load(from), weight, a);
            b = Vector256.FusedMultiplyAdd(Vector256.Load(from + Part.Width), weight, b);
            c = Vector256.FusedMultiplyAdd(Vector256.Load(next), weight, c);
            d = Vector256.FusedMultiplyAdd(Vector256.Load(next + Part.Width), weight, d);
            from += Lanes;
            next += Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pixel(
        float* from, float* weights, int taps, out Vector256<float> low, out Vector256<float> high)
    {
        low = default;
        high = default;
        for (int k = 0; k < taps; k++)
        {
            Vector256<float> weight = Vector256.Create(weights[k]);
            low = Vector256.FusedMultiplyAdd(Vector256.Load(from), weight, low);
            high = Vector256.FusedMultiplyAdd(Vector256.Load(from + Part.Width), weight, high);
            from += Lanes;
        }
    }

    /// <summary>What becomes of a pixel's lanes.</summary>
    private interface ISink
    {
        void Put(int pixel, Vector256<float> low, Vector256<float> high);
    }

    private readonly struct Into(float* to) : ISink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int pixel, Vector256<float> low, Vector256<float> high)
        {
            low.Store(to + (pixel * Lanes));
            high.Store(to + (pixel * Lanes) + Part.Width);
        }
    }

    private readonly struct Onto(float* to) : ISink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int pixel, Vector256<float> low, Vector256<float> high)
        {
            float* at = to + (pixel * Lanes);
            (Vector256.Load(at) + low).Store(at);
            (Vector256.Load(at + Part.Width) + high).Store(at + Part.Width);
        }
    }

    private readonly struct Through<TMiddle>(TMiddle middle, float* to, byte* mask) : ISink
        where TMiddle : struct, IMiddle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int pixel, Vector256<float> low, Vector256<float> high)
        {
            byte* kept = mask + (pixel * MaskBytes);
            middle.Of(low, kept).Store(to + (pixel * Lanes));
            middle.Of(high, kept + (MaskBytes / 2)).Store(to + (pixel * Lanes) + Part.Width);
        }

        /// <summary>Every pixel of the line itself.</summary>
        public void All(int pixels)
        {
            for (int j = 0; j < pixels; j++)
            {
                Put(j, Vector256.Load(to + (j * Lanes)), Vector256.Load(to + (j * Lanes) + Part.Width));
            }
        }
    }

    /// <summary>The last few rows, by number.</summary>
    private sealed class Ring : IDisposable
    {
        private readonly Tensor _memory; // [rows, pixels, lanes]
        private readonly int[] _held;

        public Ring(int rows, int pixels)
        {
            _memory = new([rows, pixels, Lanes]);
            _held = new int[rows];
        }

        public void Empty() => _held.AsSpan().Fill(-1);

        /// <summary>The place of a row, and whether it is there already; it is from now on.</summary>
        public bool Find(int row, out float* place)
        {
            int slot = row % _held.Length;
            place = _memory.F32 + ((long)slot * _memory.Shape[1] * Lanes);
            bool found = _held[slot] == row;
            _held[slot] = row;
            return found;
        }

        public void Dispose() => _memory.Dispose();
    }
}
