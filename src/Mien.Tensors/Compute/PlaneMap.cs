namespace Mien.Tensors.Compute;

/// <summary>
/// A linear map of an image's two axes. A separable one has a map of the rows and one of the columns. One that is not,
/// such as a radial filter, has a map of the columns for every row of the filter, and its map of the rows says which of
/// them to take: its weights count them, from 1.
/// </summary>
internal sealed class PlaneMap
{
    private PlaneMap? _transposed;

    private PlaneMap(AxisMap rows, AxisMap[] columns, bool isSeparable)
    {
        Rows = rows;
        Columns = columns;
        IsSeparable = isSeparable;
        MostTerms = Math.Max(1, Enumerable.Range(0, rows.Outputs).Max(i => rows.Start[i + 1] - rows.Start[i]));
    }

    public AxisMap Rows { get; }

    public AxisMap[] Columns { get; }

    public bool IsSeparable { get; }

    /// <summary>Input rows that an output row is made of, at most.</summary>
    public int MostTerms { get; }

    public int Height => Rows.Outputs;

    public int Width => Columns[0].Outputs;

    public PlaneMap Transposed
        => _transposed ??= new(Rows.Transposed, [.. Columns.Select(map => map.Transposed)], IsSeparable)
        {
            _transposed = this,
        };

    public static PlaneMap Separable(AxisMap rows, AxisMap columns) => new(rows, [columns], isSeparable: true);

    /// <summary>
    /// The filter [n, n] at every <paramref name="down"/>-th place where it fits, and zeros around that.
    /// </summary>
    public static PlaneMap Radial(int height, int width, ReadOnlySpan<float> filter, int n, int down, int border)
    {
        float[] taps = filter.ToArray();
        int outH = ((height - n) / down) + 1, outW = ((width - n) / down) + 1; // without the border
        AxisMap rows = AxisMap.Build(height, outH + (2 * border), (i, add) =>
        {
            for (int k = 0; k < n && i >= border && i < outH + border; k++)
            {
                add(((i - border) * down) + k, k + 1);
            }
        });

        // Convolution mirrors the taps.
        AxisMap Row(int k) => AxisMap.Build(width, outW + (2 * border), (j, add) =>
        {
            for (int l = 0; l < n && j >= border && j < outW + border; l++)
            {
                add(((j - border) * down) + l, taps[((n - 1 - k) * n) + n - 1 - l]);
            }
        });
        return new(rows, [.. Enumerable.Range(0, n).Select(Row)], isSeparable: false);
    }
}
