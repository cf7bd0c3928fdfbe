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
    }

    public int Inputs { get; }

    public int Outputs => First.Length;

    /// <summary>Index of the first input of each output.</summary>
    public int[] First { get; }

    /// <summary>Where each output's weights start; one more entry marks the end.</summary>
    public int[] Start { get; }

    public float[] Weights { get; }

    public AxisMap Transposed => _transposed ??= Transpose();

    /// <summary>Makes a map from a rule that adds (output, input, weight) terms; terms outside of the input are dropped.</summary>
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

/// <summary>Applies one map to the rows and one to the columns of [N, H, W, C], reading and writing memory once.</summary>
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
        int channels = shape[3];
        long inRow = (long)shape[2] * channels, outRow = (long)columns.Outputs * channels;
        Workers.For((long)shape[0] * rows.Outputs, Math.Max(inRow, outRow), (from, to) =>
        {
            using Tensor line = new([(int)inRow]); // one output row before its columns are mapped
            fixed (float* rowWeights = rows.Weights, columnWeights = columns.Weights)
            {
                for (long row = from; row < to; row++)
                {
                    int i = (int)(row % rows.Outputs);
                    long first = ((row / rows.Outputs * shape[1]) + rows.First[i]) * inRow;
                    Combine<T>(x, first, inRow, rowWeights + rows.Start[i], rows.Start[i + 1] - rows.Start[i], line.F32);
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
        switch (taps)
        {
            case 1:
                for (; c + Part.Width <= length; c += Part.Width)
                {
                    F32.Store(line, c, T.Load(x, first + c) * w[0]);
                }

                break;
            case 2:
                for (; c + Part.Width <= length; c += Part.Width)
                {
                    F32.Store(line, c, (T.Load(x, first + c) * w[0]) + (T.Load(x, first + length + c) * w[1]));
                }

                break;
            case 4:
                for (; c + Part.Width <= length; c += Part.Width)
                {
                    F32.Store(
                        line, c,
                        (T.Load(x, first + c) * w[0]) + (T.Load(x, first + length + c) * w[1])
                            + (T.Load(x, first + (2 * length) + c) * w[2]) + (T.Load(x, first + (3 * length) + c) * w[3]));
                }

                break;
            default:
                for (; c + Part.Width <= length; c += Part.Width)
                {
                    Vector256<float> sum = default;
                    for (int k = 0; k < taps; k++)
                    {
                        sum += T.Load(x, first + (k * length) + c) * w[k];
                    }

                    F32.Store(line, c, sum);
                }

                break;
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
        for (int j = 0; j < columns.Outputs; j++, offset += channels)
        {
            int taps = columns.Start[j + 1] - columns.Start[j];
            MapPixel<T>(line + ((long)columns.First[j] * channels), weights + columns.Start[j], taps, channels, y, offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MapPixel<T>(float* from, float* w, int taps, int channels, void* y, long offset)
        where T : struct, IElement
    {
        int c = 0;
        if (taps == 2)
        {
            for (; c + Part.Width <= channels; c += Part.Width)
            {
                T.Store(y, offset + c, (F32.Load(from, c) * w[0]) + (F32.Load(from, channels + c) * w[1]));
            }
        }
        else if (taps == 4)
        {
            for (; c + Part.Width <= channels; c += Part.Width)
            {
                T.Store(
                    y, offset + c,
                    (F32.Load(from, c) * w[0]) + (F32.Load(from, channels + c) * w[1])
                        + (F32.Load(from, (2 * channels) + c) * w[2]) + (F32.Load(from, (3 * channels) + c) * w[3]));
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
