using System.Numerics;

namespace Mien.Faces.Motion;

/// <summary>Pairs of points, spread over the pixels around them.</summary>
internal sealed class Guide
{
    private const float Reach = 0.025f; // standard deviation of a point's weight, of the picture's side
    private const float Wide = 0.08f;   // likewise, of where the flow begins

    private readonly int _side;
    private readonly IReadOnlyList<(Vector2 From, Vector2 To)> _points;
    private readonly Plane _weight;
    private readonly Plane _across;
    private readonly Plane _down;

    private Guide(IReadOnlyList<(Vector2 From, Vector2 To)> points, int side, float pull)
    {
        (_points, _side) = (points, side);
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
        float scale = -0.5f / (reach * reach);
        for (int y = 0; y < _side; y++)
        {
            for (int x = 0; x < _side; x++)
            {
                Vector2 place = new((x + 0.5f) / _side, (y + 0.5f) / _side), sum = default;
                float whole = 0;
                foreach ((Vector2 from, Vector2 to) in _points)
                {
                    float weight = MathF.Exp(Vector2.DistanceSquared(place, from) * scale);
                    whole += weight;
                    sum += weight * (to - from);
                }

                set(_weight.First(y) + x, whole, whole > 1e-12f ? sum * (_side / whole) : default);
            }
        }
    }
}
