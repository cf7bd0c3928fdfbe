using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mien.Tensors.Compute;

/// <summary>
/// A linear map of one axis of an image: output i = Σ_k Weights[Start[i] + k] · input[First[i] + k]. Every way of
/// resizing and every separable filter is one of these for the rows and one for the columns; its backward pass is the
/// transposed map.
/// </summary>
internal sealed class AxisMap
{
    private AxisMap? _transposed;

    private AxisMap(int inputs, int[] first, int[] start, float[] weights)
    {
        Inputs = inputs;
        First = first;
        Start = start;
        Weights = weights;
        (Period, IsAlike) = new[] { 1, 2, 4 }.Select(period => (period, Alike(period)))
            .MaxBy(p => p.Item2.Count(alike => alike));
    }

    public int Inputs { get; }

    public int Outputs => First.Length;

    /// <summary>Index of the first input of each output.</summary>
    public int[] First { get; }

    /// <summary>Where each output's weights start; one more entry marks the end.</summary>
    public int[] Start { get; }

    public float[] Weights { get; }

    /// <summary>The distance at which most outputs have the same weights.</summary>
    public int Period { get; }

    /// <summary>Whether an output and the one that is <see cref="Period"/> behind it have the same weights.</summary>
    public bool[] IsAlike { get; }

    public AxisMap Transposed => _transposed ??= Transpose();

    /// <summary>
    /// Makes a map from a rule that adds (output, input, weight) terms; terms outside of the input are dropped.
    /// </summary>
    public static AxisMap Build(int inputs, int outputs, Action<int, Action<int, double>> terms)
    {
        SortedDictionary<int, double>[] rows = new SortedDictionary<int, double>[outputs];
        for (int i = 0; i < outputs; i++)
        {
            SortedDictionary<int, double> row = rows[i] = [];
            terms(i, (input, weight) =>
            {
                if (input >= 0 && input < inputs && weight != 0)
                {
                    row[input] = row.GetValueOrDefault(input) + weight;
                }
            });
        }

        return Pack(inputs, rows);
    }

    /// <summary>
    /// Zero-stuffing, a filter, and every so manieth sample where the filter fits, with zeros around the result.
    /// </summary>
    /// <param name="inputs">Length of the axis.</param>
    /// <param name="taps">Of the filter; convolution mirrors them.</param>
    /// <param name="up">Factor of up-sampling.</param>
    /// <param name="down">Factor of down-sampling.</param>
    /// <param name="before">Zeros before the zero-stuffed axis; below 0 cuts.</param>
    /// <param name="after">Zeros after it.</param>
    /// <param name="scale">Multiplies the taps.</param>
    /// <param name="border">Zeros on both sides of the result.</param>
    public static AxisMap Fir(
        int inputs, float[] taps, int up, int down, int before, int after, double scale, int border = 0)
    {
        int outputs = Ops.Resizing.FirOutputs(inputs, taps.Length, up, down, before, after);
        return Build(inputs, outputs + (2 * border), (i, add) =>
        {
            for (int k = 0; k < taps.Length && i >= border && i < outputs + border; k++)
            {
                // Sample of the zero-stuffed axis under tap k.
                int at = ((i - border) * down) + k - before;
                if (at >= 0 && at % up == 0)
                {
                    add(at / up, taps[taps.Length - 1 - k] * scale);
                }
            }
        });
    }

    private bool[] Alike(int period)
    {
        ReadOnlySpan<float> Of(int output) => Weights.AsSpan(Start[output]..Start[output + 1]);
        bool[] alike = new bool[Outputs];
        for (int i = 0; i + period < Outputs; i++)
        {
            alike[i] = Of(i).SequenceEqual(Of(i + period));
        }

        return alike;
    }

    private AxisMap Transpose()
    {
        SortedDictionary<int, double>[] rows = new SortedDictionary<int, double>[Inputs];
        for (int i = 0; i < Inputs; i++)
        {
            rows[i] = [];
        }

        for (int output = 0; output < Outputs; output++)
        {
            for (int k = Start[output]; k < Start[output + 1]; k++)
            {
                if (Weights[k] != 0)
                {
                    rows[First[output] + k - Start[output]][output] = Weights[k];
                }
            }
        }

        return Pack(Outputs, rows);
    }

    private static AxisMap Pack(int inputs, SortedDictionary<int, double>[] rows)
    {
        int[] first = new int[rows.Length], start = new int[rows.Length + 1];
        List<float> weights = [];
        for (int i = 0; i < rows.Length; i++)
        {
            start[i] = weights.Count;
            if (rows[i].Count > 0)
            {
                first[i] = rows[i].Keys.First();
                for (int input = first[i]; input <= rows[i].Keys.Last(); input++)
                {
                    weights.Add((float)rows[i].GetValueOrDefault(input));
                }
            }
        }

        start[rows.Length] = weights.Count;
        return new(inputs, first, start, [.. weights]);
    }
}

/// <summary>
/// Applies one map to the rows and one to the columns of [N, H, W, C], reading and writing memory once.
/// </summary>
internal static unsafe class Resampling
{
    public static void Run(Tensor x, AxisMap rows, AxisMap columns, Tensor y)
    {
        if (x.DType == DType.Float32)
        {
            Run<F32>(x.Pointer, x.Shape, rows, columns, y.Pointer);
        }
        else
        {
            Run<BF16>(x.Pointer, x.Shape, rows, columns, y.Pointer);
        }
    }

    private static void Run<T>(void* x, Shape shape, AxisMap rows, AxisMap columns, void* y)
        where T : struct, IElement
    {
        int channels = shape[3], height = shape[1];
        long inRow = (long)shape[2] * channels, outRow = (long)columns.Outputs * channels;
        Workers.For((long)shape[0] * rows.Outputs, Math.Max(inRow, outRow), (from, to) =>
        {
            using Tensor line = new([(int)inRow]); // one output row before its columns are mapped
            fixed (float* rowWeights = rows.Weights, columnWeights = columns.Weights)
            {
                for (long row = from; row < to; row++)
                {
                    int i = (int)(row % rows.Outputs);
                    long first = ((row / rows.Outputs * height) + rows.First[i]) * inRow;
                    Combine<T>(
                        x, first, inRow, rowWeights + rows.Start[i], rows.Start[i + 1] - rows.Start[i], line.F32);
                    MapColumns<T>(line.F32, columns, columnWeights, channels, y, row * outRow);
                }
            }
        });
    }

    // line = Σ_k w[k] · row k
    private static void Combine<T>(void* x, long first, long length, float* w, int taps, float* line)
        where T : struct, IElement
    {
        long c = 0;
        if (taps == 2)
        {
            Vector256<float> w0 = Vector256.Create(w[0]), w1 = Vector256.Create(w[1]);
            for (; c + Part.Width <= length; c += Part.Width)
            {
                F32.Store(line, c, (T.Load(x, first + c) * w0) + (T.Load(x, first + length + c) * w1));
            }
        }
        else if (taps == 4)
        {
            Vector256<float> w0 = Vector256.Create(w[0]), w1 = Vector256.Create(w[1]), w2 = Vector256.Create(w[2]),
                w3 = Vector256.Create(w[3]);
            long second = first + length, third = second + length, fourth = third + length;
            for (; c + Part.Width <= length; c += Part.Width)
            {
                Vector256<float> outer = (T.Load(x, first + c) * w0) + (T.Load(x, fourth + c) * w3);
                Vector256<float> inner = (T.Load(x, second + c) * w1) + (T.Load(x, third + c) * w2);
                F32.Store(line, c, outer + inner);
            }
        }
        else
        {
            for (; c + Part.Width <= length; c += Part.Width)
            {
                Vector256<float> sum = default;
                for (int k = 0; k < taps; k++)
                {
                    sum += T.Load(x, first + (k * length) + c) * w[k];
                }

                F32.Store(line, c, sum);
            }
        }

        for (; c < length; c++)
        {
            float sum = 0;
            for (int k = 0; k < taps; k++)
            {
                sum += T.Get(x, first + (k * length) + c) * w[k];
            }

            line[c] = sum;
        }
    }

    private static void MapColumns<T>(float* line, AxisMap columns, float* weights, int channels, void* y, long offset)
        where T : struct, IElement
    {
        int[] first = columns.First, start = columns.Start;
        for (int j = 0; j < columns.Outputs; j++)
        {
            MapPixel<T>(
                line + ((long)first[j] * channels), weights + start[j], start[j + 1] - start[j], channels, y,
                offset + ((long)j * channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MapPixel<T>(float* from, float* w, int taps, int channels, void* y, long offset)
        where T : struct, IElement
    {
        int c = 0;
        if (taps == 2)
        {
            Vector256<float> w0 = Vector256.Create(w[0]), w1 = Vector256.Create(w[1]);
            for (; c + Part.Width <= channels; c += Part.Width)
            {
                T.Store(y, offset + c, (F32.Load(from, c) * w0) + (F32.Load(from + channels, c) * w1));
            }
        }
        else if (taps == 4)
        {
            Vector256<float> w0 = Vector256.Create(w[0]), w1 = Vector256.Create(w[1]), w2 = Vector256.Create(w[2]),
                w3 = Vector256.Create(w[3]);
            float* second = from + channels, third = second + channels, fourth = third + channels;
            for (; c + Part.Width <= channels; c += Part.Width)
            {
                Vector256<float> outer = (F32.Load(from, c) * w0) + (F32.Load(fourth, c) * w3);
                Vector256<float> inner = (F32.Load(second, c) * w1) + (F32.Load(third, c) * w2);
                T.Store(y, offset + c, outer + inner);
            }
        }
        else
        {
            for (; c + Part.Width <= channels; c += Part.Width)
            {
                Vector256<float> sum = default;
                for (int k = 0; k < taps; k++)
                {
                    sum += F32.Load(from, (k * channels) + c) * w[k];
                }

                T.Store(y, offset + c, sum);
            }
        }

        for (; c < channels; c++)
        {
            float sum = 0;
            for (int k = 0; k < taps; k++)
            {
                sum += from[(k * channels) + c] * w[k];
            }

            T.Set(y, offset + c, sum);
        }
    }
}
