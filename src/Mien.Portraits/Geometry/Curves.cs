namespace Mien.Portraits.Geometry;

/// <summary>The smooth functions from which the head is sculpted.</summary>
internal static class Curves
{
    /// <summary>
    /// 0 at <paramref name="from"/>, 1 at <paramref name="to"/>, smooth and level at both ends; either may be the
    /// larger.
    /// </summary>
    public static float Step(float from, float to, float x)
    {
        float t = Math.Clamp((x - from) / (to - from), 0f, 1f);
        return t * t * (3f - (2f * t));
    }

    /// <summary>Bell of height 1.</summary>
    public static float Bell(float x, float width)
    {
        float t = x / width;
        return MathF.Exp(-0.5f * t * t);
    }

    /// <summary>
    /// 1 within the ellipse of half-axes (<paramref name="rx"/>, <paramref name="ry"/>), falling to 0 at 1.9 times its
    /// size.
    /// </summary>
    public static float Plateau(float dx, float dy, float rx, float ry)
    {
        float r = MathF.Sqrt((dx * dx / (rx * rx)) + (dy * dy / (ry * ry)));
        return 1f - Step(1f, 1.9f, r);
    }

    /// <summary>Smooth maximum; <paramref name="k"/> is the width of the transition.</summary>
    public static float SoftMax(float a, float b, float k)
    {
        float h = Math.Max(k - Math.Abs(a - b), 0f) / k;
        return Math.Max(a, b) + (h * h * k * 0.25f);
    }

    public static float Lerp(float a, float b, float t) => a + ((b - a) * t);
}

/// <summary>A curve through given points without overshoot (Fritsch and Carlson 1980), level beyond its ends.</summary>
internal sealed class Profile
{
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _slope;

    /// <param name="points">Abscissae ascending.</param>
    public Profile(params (float X, float Y)[] points)
    {
        int n = points.Length;
        _x = [.. points.Select(p => p.X)];
        _y = [.. points.Select(p => p.Y)];
        _slope = new float[n];
        for (int i = 1; i < n - 1; i++)
        {
            float a = (_y[i] - _y[i - 1]) / (_x[i] - _x[i - 1]);
            float b = (_y[i + 1] - _y[i]) / (_x[i + 1] - _x[i]);
            _slope[i] = a * b <= 0f ? 0f : 2f * a * b / (a + b);
        }
    }

    public float At(float x)
    {
        int n = _x.Length;
        if (x <= _x[0]) return _y[0];
        if (x >= _x[n - 1]) return _y[n - 1];
        int i = 0;
        while (x > _x[i + 1]) i++;
        float h = _x[i + 1] - _x[i];
        float t = (x - _x[i]) / h;
        float t2 = t * t;
        float t3 = t2 * t;
        return (((2f * t3) - (3f * t2) + 1f) * _y[i]) + ((t3 - (2f * t2) + t) * h * _slope[i])
            + (((-2f * t3) + (3f * t2)) * _y[i + 1]) + ((t3 - t2) * h * _slope[i + 1]);
    }
}
