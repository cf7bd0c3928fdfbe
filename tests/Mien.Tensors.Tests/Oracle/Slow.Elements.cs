namespace Mien.Tensors.Tests.Oracle;

internal static partial class Slow
{
    public static Grid Relu(Grid x) => x.Map(v => Math.Max(v, 0));

    public static Grid LeakyRelu(Grid x, double slope = 0.2f, double gain = 1)
        => x.Map(v => gain * (v > 0 ? v : slope * v));

    public static Grid Softplus(Grid x) => x.Map(v => Math.Log(1 + Math.Exp(v)));

    /// <summary>gain · lrelu(x · scale + noise · strength + shift).</summary>
    public static Grid Style(
        Grid x, Grid? scale = null, Grid? shift = null, Grid? noise = null, Grid? strength = null, double slope = 1,
        double gain = 1)
    {
        int n = x.Shape[0], channels = x.Shape[^1], pixels = x.Count / n / channels;
        return Grid.Flat(x.Shape, at =>
        {
            int c = at % channels, pixel = at / channels % pixels, item = at / channels / pixels;
            double PerItem(Grid? g, double otherwise)
                => g is null ? otherwise : g.Values[g.Shape.Length == 2 ? (item * channels) + c : c];
            double grain = noise is null ? 0 : noise.Values[noise.Shape.Length == 3 ? (item * pixels) + pixel : pixel];
            double amount = strength is null ? 0 : strength.Values[strength.Shape.Length == 1 ? c : 0];
            double v = (x.Values[at] * PerItem(scale, 1)) + (grain * amount) + PerItem(shift, 0);
            return gain * (v > 0 ? v : slope * v);
        });
    }

    public static Grid Lerp(Grid a, Grid b, double t) => a.With(b, (x, y) => x + (t * (y - x)));

    public static Grid Rsqrt(Grid x, double epsilon = 1e-8f) => x.Map(v => 1 / Math.Sqrt(v + epsilon));
}
