using System.Numerics;
using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>
/// How one drawn face becomes another one with a different expression: where each point of the new face was in the old
/// one, and which parts of the new face were nowhere in it (teeth, a lid, the white of an eye), so that they must be
/// painted.
/// </summary>
public sealed class ExpressionMotion
{
    /// <summary>Side of the grid that motion is found on, pixels.</summary>
    public const int Side = 256;

    // A point that goes there and comes back may miss itself by this part of its way and so many pixels of the grid.
    private const float MissOfWay = 0.1f;
    private const float MissLeast = 1.0f;
    private const float MissMost = 4.0f;

    // Change of the motion from pixel to pixel at which it begins to tear skin, and at which it does.
    private const float TearLeast = 0.35f;
    private const float TearMost = 0.8f;
    private const int TearReach = 4; // pixels to each side, twice, over which a change is looked at
    private const int TearMean = 16; // likewise, over which the motion is taken instead

    internal ExpressionMotion(ColourField back) => Back = back;

    /// <summary>
    /// Of each point of the new face: how far right and how far down it was in the old one, pixels of the grid; whether
    /// it appears, 0 to 1.
    /// </summary>
    internal ColourField Back { get; }

    /// <summary>Finds the motion.</summary>
    /// <param name="before">The face as it was, square.</param>
    /// <param name="after">The same face with another expression, of the same size.</param>
    /// <param name="guides">Places that are the same point in both, in pixels of the pictures; they help where motion
    /// is large.</param>
    /// <exception cref="ArgumentException">The pictures are not square, or of different sizes.</exception>
    public static ExpressionMotion Between(
        Image before, Image after, IReadOnlyList<(Point Before, Point After)>? guides = null) =>
        Between(before, after, guides ?? [], new());

    internal static ExpressionMotion Between(
        Image before, Image after, IReadOnlyList<(Point Before, Point After)> guides, VariationalFlow.Settings settings)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Width != before.Height || (after.Width, after.Height) != (before.Width, before.Height))
        {
            throw new ArgumentException(
                $"ExpressionMotion: two squares of one size are needed, not {before.Width}×{before.Height} and {after.Width}×{after.Height} px", nameof(after));
        }

        if (before.Pixels.Span.SequenceEqual(after.Pixels.Span))
        {
            return new(new ColourField(Side, Side));
        }

        float unit = 1f / before.Width;
        (Vector2 Before, Vector2 After)[] places = [.. guides.Select(g => (Unit(g.Before), Unit(g.After)))];
        FlowLevel[] old = [], now = [];
        Parallel.Invoke(
            () => old = FlowPyramid.Of(before.Resize(Side, Side)),
            () => now = FlowPyramid.Of(after.Resize(Side, Side)));
        Flow back = default, there = default;
        Parallel.Invoke(
            () => back = VariationalFlow.Between(now, old, [.. places.Select(p => (p.After, p.Before))], settings),
            () => there = VariationalFlow.Between(old, now, places, settings));
        return new(Agreed(back, there));

        Vector2 Unit(Point p) => new((float)(p.X + 0.5) * unit, (float)(p.Y + 0.5) * unit);
    }

    /// <summary>
    /// The motion as colours over a picture of the face: to the right red, down and left green, up and left blue; the
    /// farther the stronger.
    /// </summary>
    /// <param name="face">The new face, square.</param>
    public Image Draw(Image face) => MotionDrawing.Draw(Back, face);

    // What a pixel's corner covers in the old face; not above 0 where the motion folds, which no surface that is seen
    // does.
    private static float Area(Flow back, int x, int y)
    {
        int right = Math.Min(x + 1, Side - 1), below = Math.Min(y + 1, Side - 1);
        float xx = 1 + back.Across[right, y] - back.Across[x, y], xy = back.Down[right, y] - back.Down[x, y];
        float yx = back.Across[x, below] - back.Across[x, y], yy = 1 + back.Down[x, below] - back.Down[x, y];
        return (xx * yy) - (xy * yx);
    }

    /// <summary>
    /// The same motion; where skin would tear, outside of eyes and mouth, it is that of the wider neighbourhood, unless
    /// the generator paints the face well.
    /// </summary>
    /// <param name="openings">Of the new face.</param>
    internal ExpressionMotion Untorn(FaceOpenings openings)
    {
        if (openings.Likeness == 1)
        {
            return this;
        }

        ColourField tears = Tears(), field = new(Side, Side);
        ColourField? mean = null;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                int at = (y * Side) + x;
                float tear = Math.Clamp((tears.Values[at][0] - TearLeast) / (TearMost - TearLeast), 0, 1)
                    * (1 - openings.At((x + 0.5) / Side, (y + 0.5) / Side)) * (1 - openings.Likeness);
                field.Values[at] = Back.Values[at];
                if (tear > 0)
                {
                    mean ??= Smoothing.Mean(Back, TearMean);
                    field.Values[at] += (mean.Values[at] - Back.Values[at]) * tear;
                }
            }
        }

        return mean is null ? this : new(field);
    }

    // How much the motion differs from pixel to pixel, around each: root of the mean square.
    private ColourField Tears()
    {
        ColourField squares = new(Side, Side);
        Parallel.For(0, Side, y =>
        {
            for (int x = 0; x < Side; x++)
            {
                int at = (y * Side) + x;
                Vector128<float> across = Back.Values[at + (x + 1 < Side ? 1 : 0)] - Back.Values[at],
                    down = Back.Values[at + (y + 1 < Side ? Side : 0)] - Back.Values[at],
                    both = ((across * across) + (down * down)).WithElement(2, 0);
                squares.Values[at] = Vector128.Create(Vector128.Sum(both));
            }
        });
        ColourField mean = Smoothing.Mean(squares, TearReach);
        for (int i = 0; i < mean.Values.Length; i++)
        {
            mean.Values[i] = Vector128.Sqrt(mean.Values[i]);
        }

        return mean;
    }

    private static ColourField Agreed(Flow back, Flow there)
    {
        ColourField field = new(Side, Side);
        Parallel.For(0, Side, y =>
        {
            for (int x = 0; x < Side; x++)
            {
                Vector2 way = new(back.Across[x, y], back.Down[x, y]), was = new Vector2(x, y) + way;
                Vector2 home = way + new Vector2(there.Across.At(was.X, was.Y), there.Down.At(was.X, was.Y));
                float miss = (home.Length() - (MissOfWay * way.Length()) - MissLeast) / (MissMost - MissLeast);
                field.Values[(y * Side) + x] = Vector128.Create(
                    way.X, way.Y, Area(back, x, y) > 0 ? Math.Clamp(miss, 0, 1) : 1, 0);
            }
        });
        return field;
    }
}
