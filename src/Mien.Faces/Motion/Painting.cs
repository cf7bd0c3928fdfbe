using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>
/// What motion does not explain of a new expression. Where the new face differs little from the moved old one, only
/// that difference is added, such as a crease or the shade of a cheek. Where it differs much around eyes and mouth,
/// something appears, and the new face takes the place of the photo's moved pixels, in the photo's light and colours;
/// where it does elsewhere, the moved pixels stay as they are.
/// </summary>
internal sealed class Painting
{
    private const int Least = 512;       // side at which it is kept, if the pictures are no larger, pixels
    private const int LightCells = 64;   // across the crop, in which light and colours are compared
    private const int LightReach = 4;    // cells to each side, twice, over which a mean is light, not detail
    // standard deviation of the mean change around a point, of the crop's side
    private const float ChangeReach = 0.008f;
    private const int DriftReach = 9; // cells to each side, twice, over which a mean change is no expression
    private const float DriftSpread = 10; // levels beside the mean change from which on a cell counts for less
    private const int DriftRounds = 3;
    private const float Faint = 5;    // levels of change that are only added
    private const float Strong = 16;  // levels of change from which on the new face takes the place
    private const float MostGain = 3; // of what is in a mouth, to the light of the photo, and its inverse
    private const float GainOfBrightness = 0.7f; // its part, as powers
    private const float GainOfHue = 0.4f;
    private const float Trust = 2;       // how much more a change counts where the way there is not the way back

    private readonly ColourField _rest;  // new − moved old; in the fourth lane how much appears, 0 to 1
    private readonly ColourField _now;   // the new face; in the fourth lane where something can appear
    private readonly ColourField _light; // photo − old face, coarse, where the old face was
    private readonly double _scale;
    private readonly double _lightScale;

    private Painting(ColourField rest, ColourField now, ColourField light) =>
        (_rest, _now, _light, _scale, _lightScale) =
            (rest, now, light, (double)rest.Width / ExpressionMotion.Side, (double)light.Width / ExpressionMotion.Side);

    /// <summary>What is to be painted.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="box">The part of it in which light and colours are compared.</param>
    /// <param name="toGrid">From its pixels to those of the motion's grid.</param>
    /// <param name="before">The old face.</param>
    /// <param name="after">The new one.</param>
    /// <param name="motion">From the one to the other.</param>
    /// <param name="openings">Where something can appear; null for everywhere.</param>
    /// <param name="mouth">What is in the mouth; null for what the new face has there.</param>
    public static Painting Of(
        Image photo, Box box, Affine toGrid, Image before, Image after, ExpressionMotion motion, FaceOpenings? openings,
        MouthInside? mouth)
    {
        int side = Math.Max(Least, after.Width);
        ColourField now = ColourField.Of(after.Resize(side, side)), old = ColourField.Of(before.Resize(side, side)),
            rest = new(side, side), change = new(side, side);
        double scale = (double)side / ExpressionMotion.Side;
        Parallel.For(0, side, y =>
        {
            for (int x = 0; x < side; x++)
            {
                Vector128<float> way = motion.Back.At(Grid(x, 1 / scale), Grid(y, 1 / scale));
                int at = (y * side) + x;
                Vector128<float> missing = now.Values[at] - old.Cubic(x + (way[0] * scale), y + (way[1] * scale));
                rest.Values[at] = missing;
            }
        });
        ColourField drift = Drift(rest);
        double cells = (double)LightCells / side;
        Parallel.For(0, side, y =>
        {
            for (int x = 0; x < side; x++)
            {
                int at = (y * side) + x;
                Vector128<float> way = motion.Back.At(Grid(x, 1 / scale), Grid(y, 1 / scale)),
                    slow = drift.At(Grid(x, cells), Grid(y, cells));
                now.Values[at] = (now.Values[at] - slow).WithElement(
                    3, openings?.At((x + 0.5) / side, (y + 0.5) / side) ?? 1);
                rest.Values[at] -= slow;
                change.Values[at] = Vector128.Create(
                    Vector128.Sum(Vector128.Abs(rest.Values[at])) / 3 * (1 + (Trust * way[2])));
            }
        });
        change = Smoothing.Mean(change, (int)Math.Round(ChangeReach * side * 1.2));
        for (int i = 0; i < rest.Values.Length; i++)
        {
            rest.Values[i] = rest.Values[i].WithElement(3, Step((change.Values[i][0] - Faint) / (Strong - Faint)));
        }

        ColourField light = Light(photo, box, toGrid, before);
        if (mouth is not null)
        {
            FillMouth(mouth, now, rest, light, motion);
        }

        return new(rest, now, light);
    }

    // Most of the way to the mean colour of the new face's own mouth, which the photo's light is added to; less so in
    // hue, which in a small generator's mouth is that of lips.
    private static void FillMouth(
        MouthInside mouth, ColourField now, ColourField rest, ColourField light, ExpressionMotion motion)
    {
        int side = now.Width;
        List<(int At, Vector128<float> Inside, Vector128<float> Light)> places = [];
        Vector128<float> inside = default, painted = default;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                Vector128<float> colour = mouth.At((x + 0.5) / side, (y + 0.5) / side);
                if (colour[3] <= 0)
                {
                    continue;
                }

                const double ToGrid = ExpressionMotion.Side, ToLight = (double)LightCells / ExpressionMotion.Side;
                double column = Grid(x, ToGrid / side), row = Grid(y, ToGrid / side);
                Vector128<float> way = motion.Back.At(column, row),
                    added = light.At(Grid(column + way[0], ToLight), Grid(row + way[1], ToLight));
                int at = (y * side) + x;
                places.Add((at, colour, added));
                inside += colour * colour[3];
                painted += (now.Values[at] + added) * colour[3];
            }
        }

        Vector128<float> gain = Gain(inside, painted);
        foreach ((int at, Vector128<float> colour, Vector128<float> added) in places)
        {
            float share = colour[3];
            Vector128<float> face = now.Values[at], shown = face + (((colour * gain) - added - face) * share);
            now.Values[at] = shown.WithElement(3, Math.Max(face[3], share));
            rest.Values[at] = rest.Values[at].WithElement(3, Math.Max(rest.Values[at][3], share));
        }
    }

    /// <summary>A pixel of the moved photo with what is painted on it.</summary>
    /// <param name="moved">The photo's own, moved.</param>
    /// <param name="now">Where in the new face it is, pixels of the motion's grid.</param>
    /// <param name="way">From there to where it was.</param>
    /// <param name="strength">Of the expression.</param>
    /// <param name="weight">Of the mask.</param>
    /// <param name="grain">The photo's grain here.</param>
    public Vector128<float> Over(
        Vector128<float> moved, Point now, Vector128<float> way, float strength, float weight, float grain)
    {
        double x = Grid(now.X, _scale), y = Grid(now.Y, _scale);
        Vector128<float> rest = _rest.Cubic(x, y);
        float appears = Math.Clamp(rest[3], 0, 1) * Math.Min(1, 2 * strength);
        Vector128<float> change = rest.WithElement(3, 0) * (strength * (1 - appears));
        Vector128<float> face = appears > 0 ? _now.Cubic(x, y) : default;
        if (face[3] > 0)
        {
            Vector128<float> light = _light.At(Grid(now.X + way[0], _lightScale), Grid(now.Y + way[1], _lightScale));
            Vector128<float> painted = face.WithElement(3, 0) + light + Vector128.Create(grain, grain, grain, 0);
            change += (painted - moved) * (appears * Math.Min(face[3], 1));
        }

        return moved + (change * weight);
    }

    // What changes slowly over the face is the other one's skin and light, which are no expression: the mean change
    // around each place, to which what differs from it (a mouth that opens) hardly counts.
    private static ColourField Drift(ColourField rest)
    {
        int part = rest.Width / LightCells;
        ColourField change = new(LightCells, LightCells), drift = new(LightCells, LightCells),
            weighed = new(LightCells, LightCells);
        for (int y = 0; y < LightCells * part; y++)
        {
            for (int x = 0; x < LightCells * part; x++)
            {
                change.Values[(y / part * LightCells) + (x / part)] +=
                    rest.Values[(y * rest.Width) + x] / (part * part);
            }
        }

        for (int round = 0; round < DriftRounds; round++)
        {
            for (int i = 0; i < weighed.Values.Length; i++)
            {
                float beside = round == 0
                    ? 0 : Vector128.Sum(Vector128.Abs(change.Values[i] - drift.Values[i])) / (3 * DriftSpread);
                float weight = 1 / (1 + (beside * beside));
                weighed.Values[i] = (change.Values[i] * weight).WithElement(3, weight);
            }

            ColourField mean = Smoothing.Mean(weighed, DriftReach);
            for (int i = 0; i < drift.Values.Length; i++)
            {
                drift.Values[i] = (mean.Values[i] / mean.Values[i][3]).WithElement(3, 0);
            }
        }

        return drift;
    }

    // Photo less old face: sums over cells, with the number of pixels in the fourth lane, then their means over the
    // cells around.
    private static ColourField Light(Image photo, Box box, Affine toGrid, Image before)
    {
        ColourField old = ColourField.Of(before.Resize(LightCells, LightCells)), sums = new(LightCells, LightCells);
        const double Scale = (double)LightCells / ExpressionMotion.Side;
        int step = Math.Max(1, box.Width / (4 * LightCells));
        for (int y = box.Top; y < box.Bottom; y += step)
        {
            for (int x = box.Left; x < box.Right; x += step)
            {
                Point place = toGrid.Apply(new(x, y));
                int column = (int)Math.Floor((place.X + 0.5) * Scale), row = (int)Math.Floor((place.Y + 0.5) * Scale);
                if (column >= 0 && row >= 0 && column < LightCells && row < LightCells)
                {
                    int cell = (row * LightCells) + column, at = ((y * photo.Width) + x) * 3;
                    sums.Values[cell] += Vector128.Create(
                        photo.Bytes[at], photo.Bytes[at + 1], photo.Bytes[at + 2], 1f) - old.Values[cell];
                }
            }
        }

        ColourField light = Smoothing.Mean(sums, LightReach);
        for (int i = 0; i < light.Values.Length; i++)
        {
            float count = light.Values[i][3];
            light.Values[i] = count > 0 ? (light.Values[i] / count).WithElement(3, 0) : Vector128<float>.Zero;
        }

        return light;
    }

    private static Vector128<float> Gain(Vector128<float> from, Vector128<float> to)
    {
        float brightness = MathF.Pow(Ratio(ColourField.Brightness(from), ColourField.Brightness(to)), GainOfBrightness);
        Vector128<float> gain = Vector128.Create(brightness);
        for (int channel = 0; channel < 3; channel++)
        {
            float hue = Ratio(from[channel] * ColourField.Brightness(to), to[channel] * ColourField.Brightness(from));
            gain = gain.WithElement(channel, brightness * MathF.Pow(hue, GainOfHue));
        }

        return gain;

        static float Ratio(float from, float to) => from > 0 ? Math.Clamp(to / from, 1 / MostGain, MostGain) : 1;
    }

    private static double Grid(double at, double scale) => ((at + 0.5) * scale) - 0.5;

    private static float Step(float t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - (2 * t));
    }
}
