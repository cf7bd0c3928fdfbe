namespace Mien.Tensors.Tests.Oracle;

internal static partial class Slow
{
    public static Grid InstanceNorm(Grid x, double epsilon = 1e-8f)
    {
        (int n, int h, int w, int c) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        Grid mean = SumPixels(x).Map(v => v / h / w);
        Grid square = SumPixels(
            Grid.Of(n, h, w, c, (item, i, j, k) => Math.Pow(x[item, i, j, k] - mean.Values[(item * c) + k], 2)));
        return Grid.Of(n, h, w, c, (item, i, j, k)
            => (x[item, i, j, k] - mean.Values[(item * c) + k]) / Math.Sqrt(
                (square.Values[(item * c) + k] / h / w) + epsilon));
    }

    public static Grid PixelNorm(Grid x, double epsilon = 1e-8f)
        => OverLastAxis(x, row => 1 / Math.Sqrt((row.Sum(v => v * v) / row.Length) + epsilon));

    public static Grid UnitNorm(Grid x, double epsilon = 1e-10f)
        => OverLastAxis(x, row => 1 / (Math.Sqrt(row.Sum(v => v * v)) + epsilon));

    /// <summary>The mean over the features of a group's standard deviation, as one more channel.</summary>
    public static Grid MinibatchDeviation(Grid x, int group, double epsilon = 1e-8f)
    {
        (int n, int c) = (x.Shape[0], x.Shape[3]);
        int groups = n / group, features = x.Count / n;
        double Statistic(int which) => Enumerable.Range(0, features).Average(f =>
        {
            double[] members = [.. Enumerable.Range(0, group)
                .Select(i => x.Values[(((i * groups) + which) * features) + f])];
            double mean = members.Average();
            return Math.Sqrt(members.Average(v => (v - mean) * (v - mean)) + epsilon);
        });
        double[] statistics = [.. Enumerable.Range(0, groups).Select(Statistic)];
        return Grid.Of(
            n, x.Shape[1], x.Shape[2], c + 1, (item, i, j, k) => k < c ? x[item, i, j, k] : statistics[item % groups]);
    }

    private static Grid OverLastAxis(Grid x, Func<double[], double> factor)
    {
        int channels = x.Shape[^1];
        double[] factors = [.. x.Values.Chunk(channels).Select(factor)];
        return Grid.Flat(x.Shape, at => x.Values[at] * factors[at / channels]);
    }
}
