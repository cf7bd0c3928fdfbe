using System.Numerics;

namespace Mien.Faces.Motion;

/// <summary>Pairs of points, spread over the pixels around them.</summary>
internal sealed class Guide
{
    private const float Reach = 0.025f; // standard deviation of a point's weight, of the picture's side
    private const float Wide = 0.08f;   // likewise, of where the flow begins

    private readonly int _side;
    private readonly Vector2[] _points;
    private readonly Vector2[] _motions;
    private readonly Plane _weight;
    private readonly Plane _across;
    private readonly Plane _down;

    private Guide(IReadOnlyList<(Vector2 From, Vector2 To)> points, int side, float pull)
    {
        _side = side;
        _points = [.. points.Select(pair => pair.From)];
        _motions = [.. points.Select(pair => pair.To - pair.From)];
        (_weight, _across, _down) = (new(side, side), new(side, side), new(side, side));
        Spread(MathF.Max(Reach, 0.7f / side), (at, weight, motion) =>
        {
            // More points at one place say nothing more.
            float whole = pull * MathF.Min(weight, 1);
            (_weight.Values[at], _across.Values[at], _down.Values[at]) = (whole, whole * motion.X, whole * motion.Y);
        });
    }

    public static Guide Of(IReadOnlyList<(Vector2 From, Vector2 To)> points, int side, float pull)
        => new(points, side, pull);

    /// <summary>Where a flow may begin: with the motion of the points near by.</summary>
    public void Begin(Flow flow) => Spread(Wide, (at, weight, motion) =>
    {
        float trust = weight / (weight + 0.3f);
        (flow.Across.Values[at], flow.Down.Values[at]) = (motion.X * trust, motion.Y * trust);
    });

    /// <summary>Adds their pull to the equations of the pixels.</summary>
    public void Pull(Plane xx, Plane yy, Plane x, Plane y)
    {
        for (int i = 0; i < xx.Values.Length; i++)
        {
            xx.Values[i] += _weight.Values[i];
            yy.Values[i] += _weight.Values[i];
            x.Values[i] += _across.Values[i];
            y.Values[i] += _down.Values[i];
        }
    }

    // The summed weight at each pixel, and the weighted mean of the motion.
    private void Spread(float reach, Action<int, float, Vector2> set)
    {
        // A Gaussian is the product of one across and one down.
        float[] across = Bells(reach, point => point.X), down = Bells(reach, point => point.Y);
        for (int y = 0; y < _side; y++)
        {
            for (int x = 0; x < _side; x++)
            {
                Vector2 sum = default;
                float whole = 0;
                for (int i = 0; i < _points.Length; i++)
                {
                    float weight = across[(x * _points.Length) + i] * down[(y * _points.Length) + i];
                    whole += weight;
                    sum += weight * _motions[i];
                }

                set(_weight.First(y) + x, whole, whole > 1e-12f ? sum * (_side / whole) : default);
            }
        }
    }

    // [side, points]: along one axis.
    private float[] Bells(float reach, Func<Vector2, float> axis)
    {
        float scale = -0.5f / (reach * reach);
        float[] bells = new float[_side * _points.Length];
        for (int place = 0; place < _side; place++)
        {
            for (int i = 0; i < _points.Length; i++)
            {
                float apart = ((place + 0.5f) / _side) - axis(_points[i]);
                bells[(place * _points.Length) + i] = MathF.Exp(apart * apart * scale);
            }
        }

        return bells;
    }
}
