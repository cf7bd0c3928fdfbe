namespace Mien.Checkpoints;

/// <summary>Gathers strided elements into rows.</summary>
internal static class StridedCopy
{
    private const int Tile = 32;

    /// <summary>
    /// destination[i0, i1, …], row-major, becomes source[offset + i0·strides[0] + i1·strides[1] + …]. The dimension
    /// that runs fastest in the destination and the one that runs fastest in the source are walked in tiles, so that
    /// both stay in cache.
    /// </summary>
    public static void Gather(
        ReadOnlySpan<float> source, long offset, ReadOnlySpan<int> shape, ReadOnlySpan<long> strides,
        Span<float> destination)
    {
        int rank = shape.Length;
        if (rank == 0)
        {
            destination[0] = source[(int)offset];
            return;
        }

        Span<int> rows = stackalloc int[rank]; // strides of the destination
        int row = 1;
        for (int i = rank - 1; i >= 0; i--)
        {
            rows[i] = row;
            row *= shape[i];
        }

        int inner = rank - 1;
        while (inner > 0 && shape[inner] == 1)
        {
            inner--;
        }

        int across = FastestInSource(shape, strides, inner);
        Span<int> index = stackalloc int[rank];
        index.Clear();
        while (true)
        {
            long from = offset;
            int to = 0;
            for (int i = 0; i < rank; i++)
            {
                from += index[i] * strides[i];
                to += index[i] * rows[i];
            }

            Plane(
                source, from, destination, to,
                (shape[inner], strides[inner], rows[inner]),
                across == inner ? (1, 0, 0) : (shape[across], strides[across], rows[across]));

            int next = rank - 1;
            while (next >= 0 && (next == inner || next == across || ++index[next] == shape[next]))
            {
                index[next--] = 0;
            }

            if (next < 0)
            {
                return;
            }
        }
    }

    private static int FastestInSource(ReadOnlySpan<int> shape, ReadOnlySpan<long> strides, int inner)
    {
        int fastest = inner;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] > 1 && Math.Abs(strides[i]) < Math.Abs(strides[fastest]))
            {
                fastest = i;
            }
        }

        return fastest;
    }

    private static void Plane(
        ReadOnlySpan<float> source, long from, Span<float> destination, int to,
        (int Length, long From, int To) a, (int Length, long From, int To) b)
    {
        for (int b0 = 0; b0 < b.Length; b0 += Tile)
        {
            int b1 = Math.Min(b0 + Tile, b.Length);
            for (int a0 = 0; a0 < a.Length; a0 += Tile)
            {
                int a1 = Math.Min(a0 + Tile, a.Length);
                for (int j = b0; j < b1; j++)
                {
                    int read = (int)(from + (j * b.From) + (a0 * a.From));
                    int write = to + (j * b.To) + (a0 * a.To);
                    for (int i = a0; i < a1; i++)
                    {
                        destination[write] = source[read];
                        read += (int)a.From;
                        write += a.To;
                    }
                }
            }
        }
    }
}
