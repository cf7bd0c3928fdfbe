namespace Mien.Tensors.Tests.Oracle;

internal static partial class Slow
{
    public static Grid Sum(Grid x) => Grid.Scalar(x.Values.Sum());

    public static Grid Mean(Grid x) => Grid.Scalar(x.Values.Average());

    public static Grid SumPerItem(Grid x)
        => new([x.Shape[0]], [.. x.Values.Chunk(x.Count / x.Shape[0]).Select(item => item.Sum())]);

    public static Grid SumPixels(Grid x)
    {
        (int n, int channels) = (x.Shape[0], x.Shape[3]);
        Grid sums = Grid.Zeros(n, channels);
        for (int at = 0; at < x.Count; at++)
        {
            sums.Values[(at / (x.Count / n) * channels) + (at % channels)] += x.Values[at];
        }

        return sums;
    }

    public static Grid SumSquaredDifference(Grid a, Grid b) => Sum(a.With(b, (x, y) => (x - y) * (x - y)));

    public static Grid MeanSquaredDifference(Grid a, Grid b) => Mean(a.With(b, (x, y) => (x - y) * (x - y)));

    public static Grid SumAbsoluteDifference(Grid a, Grid b) => Sum(a.With(b, (x, y) => Math.Abs(x - y)));

    public static Grid MeanAbsoluteDifference(Grid a, Grid b) => Mean(a.With(b, (x, y) => Math.Abs(x - y)));
}
