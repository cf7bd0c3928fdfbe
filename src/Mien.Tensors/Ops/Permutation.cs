using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Axes in another order: how weights come from the layout of a file into that of an operation.</summary>
public static unsafe class Permutation
{
    /// <summary>
    /// Axis i of the result is axis <paramref name="axes"/>[i] of x: [C, H, W] with (1, 2, 0) gives [H, W, C].
    /// </summary>
    /// <param name="x">Any shape, float32.</param>
    /// <param name="axes">Every axis of x once.</param>
    /// <exception cref="ArgumentException">The axes are not those of x, or x is not float32.</exception>
    public static Tensor Permute(this Tensor x, params ReadOnlySpan<int> axes)
    {
        Tape tape = Tape.For("Permute", x);
        Require.Float32("Permute", x);
        int[] order = axes.ToArray();
        Require.That(
            order.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Rank)), "Permute",
            $"the axes ({string.Join(", ", order)})", x);
        Tensor y = tape.Own(Permuted(x, order));
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        int[] back = [.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))];
        return tape.Record(y, dy => nx.Add(Permuted(dy, back)));
    }

    private static Tensor Permuted(Tensor x, int[] order)
    {
        int rank = order.Length;
        int[] from = x.Shape.ToArray(), to = [.. order.Select(axis => from[axis])];
        long[] strides = new long[rank]; // of x, along the axes of y
        for (int i = 0; i < rank; i++)
        {
            strides[i] = from.Skip(order[i] + 1).Aggregate(1L, (product, length) => product * length);
        }

        Tensor y = new(Shape.Of(to));
        int last = rank == 0 ? 1 : to[^1];
        Workers.For(y.Count / last, last, (first, end) =>
        {
            for (long row = first; row < end; row++)
            {
                long at = 0, rest = row;
                for (int i = rank - 2; i >= 0; i--)
                {
                    at += rest % to[i] * strides[i];
                    rest /= to[i];
                }

                long step = rank == 0 ? 0 : strides[^1];
                float* source = x.F32 + at, target = y.F32 + (row * last);
                for (int i = 0; i < last; i++)
                {
                    target[i] = source[i * step];
                }
            }
        });
        return y;
    }
}
