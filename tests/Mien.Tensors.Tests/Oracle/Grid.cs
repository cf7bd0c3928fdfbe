namespace Mien.Tensors.Tests.Oracle;

/// <summary>
/// Numbers in float64 with the lengths of their axes, row-major: what the slow operations compute on.
/// </summary>
internal sealed class Grid(int[] shape, double[] values)
{
    public int[] Shape { get; } = shape;

    public double[] Values { get; } = values;

    public int Count => Values.Length;

    public double this[int n, int h, int w, int c] => Values[At(n, h, w, c)];

    public static Grid Scalar(double value) => new([], [value]);

    /// <summary>A grid of rank 4 by a rule.</summary>
    public static Grid Of(int n, int h, int w, int c, Func<int, int, int, int, double> rule)
    {
        Grid grid = Zeros(n, h, w, c);
        for (int at = 0; at < grid.Count; at++)
        {
            grid.Values[at] = rule(at / c / w / h, at / c / w % h, at / c % w, at % c);
        }

        return grid;
    }

    /// <summary>A grid of any rank by a rule of the position in memory.</summary>
    public static Grid Flat(int[] shape, Func<int, double> rule)
        => new(shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(rule)]);

    public static Grid Zeros(params int[] shape) => new(shape, new double[shape.Aggregate(1, (a, b) => a * b)]);

    /// <summary>The element, or 0 outside of the image.</summary>
    public double Padded(int n, int h, int w, int c)
        => h >= 0 && h < Shape[1] && w >= 0 && w < Shape[2] ? Values[At(n, h, w, c)] : 0;

    public Grid Map(Func<double, double> f) => new(Shape, [.. Values.Select(f)]);

    /// <summary>f(this, other), where the other's axes are the last of this one's.</summary>
    public Grid With(Grid other, Func<double, double, double> f)
        => Flat(Shape, i => f(Values[i], other.Values[i % other.Count]));

    public Grid Reshape(params int[] shape) => new(shape, Values);

    private int At(int n, int h, int w, int c) => (((((n * Shape[1]) + h) * Shape[2]) + w) * Shape[3]) + c;
}
