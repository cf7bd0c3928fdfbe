using System.Numerics;
using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Portraits;

namespace Mien.Faces.Tests.Motion;

public sealed class ExpressionMotionTests
{
    private const int Size = 128; // of a crop
    private const double Scale = (double)ExpressionMotion.Side / Size;

    [Fact]
    public void Between_TheSamePicture_IsStill()
    {
        Image face = DrawnFace.Crop(DrawnFace.Person(1), Size);

        ExpressionMotion.Between(face, face).Back.Values.ShouldAllBe(way => way == Vector128<float>.Zero);
    }

    [Fact]
    public void Between_PicturesWithoutDetail_IsStillAndANumber()
    {
        Image dark = new(Size, Size, new byte[Size * Size * 3]),
            bright = new(Size, Size, [.. Enumerable.Repeat((byte)255, Size * Size * 3)]);

        foreach (Vector128<float> way in ExpressionMotion.Between(dark, bright).Back.Values)
        {
            way.ShouldBe(Vector128<float>.Zero);
        }
    }

    /// <summary>
    /// A drawn face bent by a smooth warp: the warp is found within 0.3 px on average, nothing folds, all are numbers.
    /// </summary>
    [Fact]
    public void Between_SmoothWarp_IsFoundAndDoesNotFold()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(12), Prop.ForAll(
        Gen.Choose(1, 100_000).ToArbitrary(), seed =>
        {
            System.Random random = new(seed);
            Image face = DrawnFace.Crop(DrawnFace.Person((ulong)seed), Size);
            (Vector2 Middle, Vector2 Way, float Reach)[] bumps = [.. Enumerable.Range(0, 4).Select(_ => (
                new Vector2(32 + (64 * random.NextSingle()), 40 + (64 * random.NextSingle())),
                new Vector2((2 * random.NextSingle()) - 1, (2 * random.NextSingle()) - 1) * 3,
                8 + (8 * random.NextSingle())))];
            Vector2 Way(float x, float y)
                => bumps.Aggregate(
                    Vector2.Zero, (sum, b) => sum
                        + (b.Way * MathF.Exp(-Vector2.DistanceSquared(new(x, y), b.Middle) / (2 * b.Reach * b.Reach))));

            ColourField back = ExpressionMotion.Between(face, Warped(face, Way)).Back;

            back.Values.ShouldAllBe(way => float.IsFinite(Vector128.Sum(way)));
            Func<int, int, bool> within = DrawnFace.Within(DrawnFace.Points(DrawnFace.Person((ulong)seed), Size));
            double off = Mean(within, (x, y) => (At(back, x, y) - Way(x, y)).Length());
            off.ShouldBeLessThan(0.3, $"seed {seed}");
            Folds(back).ShouldBe(0, $"seed {seed}");
        }));

    /// <summary>
    /// Drawn expressions, of which the mesh tells the truth: mean error over the face, pixels of a crop of 128.
    /// </summary>
    [Theory]
    [InlineData(nameof(Expression.BrowRaiseInner), 0.15)]
    [InlineData(nameof(Expression.BrowLower), 0.15)]
    [InlineData(nameof(Expression.Smile), 0.45)]
    [InlineData(nameof(Expression.LipCornerDepress), 0.15)]
    [InlineData(nameof(Expression.Pucker), 0.3)]
    [InlineData(nameof(Expression.JawDrop), 0.8)]
    [InlineData(nameof(Expression.BlinkLeft), 0.1)]
    public void Between_ActionUnit_FollowsTheMesh(string unit, double most)
    {
        float[] whole = [.. Expression.Parameters.Select(p => p.Name == unit ? 1f : 0f)];
        double off = 0;
        const int People = 4;
        for (ulong seed = 1; seed <= People; seed++)
        {
            Portrait before = DrawnFace.Person(seed), now = before with { Expression = Expression.FromVector(whole) };
            Point[] old = DrawnFace.Points(before, Size), points = DrawnFace.Points(now, Size);
            ColourField back = ExpressionMotion.Between(
                DrawnFace.Crop(before, Size), DrawnFace.Crop(now, Size), [.. old.Zip(points)]).Back;
            Vector2[] truth = DrawnFace.Was(now, before, Size);
            Func<int, int, bool> within = DrawnFace.Within(points);
            off += Mean(
                (x, y) => within(x, y) && !float.IsNaN(truth[(y * Size) + x].X),
                (x, y) => (new Vector2(x, y) + At(back, x, y) - truth[(y * Size) + x]).Length()) / People;
            Folds(back).ShouldBe(0);
        }

        off.ShouldBeLessThan(most);
    }

    [Fact]
    public void Between_OtherSizes_AreTheCallersMistake()
    {
        Image square = TestPicture.Of(64, 64);

        Should.Throw<ArgumentException>(
            () => ExpressionMotion.Between(square, TestPicture.Of(32, 32))).Message.ShouldContain("32×32");
        Should.Throw<ArgumentException>(
            () => ExpressionMotion.Between(
                TestPicture.Of(64, 65), TestPicture.Of(64, 65))).Message.ShouldContain("64×65");
    }

    private static Vector2 At(ColourField back, int x, int y)
    {
        Vector128<float> way = back.At(((x + 0.5) * Scale) - 0.5, ((y + 0.5) * Scale) - 0.5);
        return new Vector2(way[0], way[1]) / (float)Scale;
    }

    private static double Mean(Func<int, int, bool> within, Func<int, int, double> of)
    {
        List<double> values = [.. Enumerable.Range(0, Size * Size).Where(i => within(i % Size, i / Size))
            .Select(i => of(i % Size, i / Size))];
        return values.Average();
    }

    // Pixels that do not appear from nowhere, and whose neighbours change sides.
    private static int Folds(ColourField back)
    {
        int folds = 0;
        for (int y = 0; y + 1 < back.Height; y++)
        {
            for (int x = 0; x + 1 < back.Width; x++)
            {
                Vector128<float> here = back.Row(y)[x], right = back.Row(y)[x + 1] - here,
                    below = back.Row(y + 1)[x] - here;
                float area = ((1 + right[0]) * (1 + below[1])) - (right[1] * below[0]);
                folds += area <= 0 && here[2] < 0.5f ? 1 : 0;
            }
        }

        return folds;
    }

    /// <summary>A brow that is torn out of a forehead moves with it instead; lips keep their edges.</summary>
    [Fact]
    public void Untorn_MotionThatTearsSkin_IsThatAroundIt()
    {
        const int Side = ExpressionMotion.Side;
        Point[] points = DrawnFace.Points(DrawnFace.Person(1), Side);
        Image photo = DrawnFace.Photo(DrawnFace.Person(1), Side);
        AlignedCrop crop = AlignedCrop.Of(photo, DrawnFace.Landmarks(DrawnFace.Person(1), Side), Side);
        FaceOpenings openings = FaceOpenings.Of(
            [.. points.Zip(points)], Side,
            new(photo, crop, new(Side, Side, new byte[photo.Pixels.Length])))!;
        Point brow = points[8] + ((points[8] - points[27]) * -1.5), lip = points[62];
        ColourField torn = new(Side, Side);
        Step(torn, brow, 12);
        Step(torn, lip, 12);

        ColourField mended = new ExpressionMotion(torn).Untorn(openings).Back;

        Steepest(torn, brow).ShouldBe(12);
        Steepest(mended, brow).ShouldBeLessThan(1.5f);
        Steepest(mended, lip).ShouldBe(12, 0.5f);
        ExpressionMotion smooth = new(new ColourField(Side, Side));
        smooth.Untorn(openings).ShouldBeSameAs(smooth);

        static void Step(ColourField field, Point at, float size)
        {
            for (int y = (int)at.Y - 10; y < (int)at.Y; y++)
            {
                for (int x = (int)at.X - 6; x < (int)at.X + 6; x++)
                {
                    field.Row(y)[x] = Vector128.Create(0, size, 0, 0);
                }
            }
        }

        // From pixel to pixel, where the block that moves ends.
        static float Steepest(ColourField field, Point at)
        {
            float most = 0;
            for (int y = (int)at.Y - 3; y < (int)at.Y + 3; y++)
            {
                most = Math.Max(most, Math.Abs(field.Row(y + 1)[(int)at.X][1] - field.Row(y)[(int)at.X][1]));
            }

            return most;
        }
    }

    private static Image Warped(Image face, Func<float, float, Vector2> way)
    {
        ColourField from = ColourField.Of(face);
        byte[] pixels = new byte[Size * Size * 3];
        for (int i = 0; i < Size * Size; i++)
        {
            Vector2 at = new Vector2(i % Size, i / Size) + way(i % Size, i / Size);
            Vector128<float> colour = from.Cubic(at.X, at.Y);
            for (int channel = 0; channel < 3; channel++)
            {
                pixels[(3 * i) + channel] = (byte)Math.Clamp(colour[channel] + 0.5f, 0, 255);
            }
        }

        return new(Size, Size, pixels);
    }
}
