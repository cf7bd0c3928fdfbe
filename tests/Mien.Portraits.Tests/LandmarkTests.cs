using System.Numerics;
using Mien.Portraits.Rendering;

namespace Mien.Portraits.Tests;

/// <summary>The landmarks move where they should when a parameter moves. Pictures: y grows downwards.</summary>
public class LandmarkTests
{
    private static readonly PortraitRenderer _renderer = new();
    private static readonly Vector2[] _neutral = Of(new Portrait());

    [Fact]
    public void Neutral_MeanFace_IsSymmetricAndUpright()
    {
        foreach ((int left, int right) in (ReadOnlySpan<(int, int)>)[(0, 16), (4, 12), (17, 26), (36, 45), (39, 42),
            (31, 35), (48, 54), (60, 64)])
        {
            (_neutral[left].X + _neutral[right].X).ShouldBe(511f, 0.5f);
            _neutral[left].Y.ShouldBe(_neutral[right].Y, 0.5f);
        }

        _neutral[8].Y.ShouldBe(_neutral.Max(p => p.Y), 0.01f);
        (_neutral[66].Y - _neutral[62].Y).ShouldBeLessThan(2f);
        (_neutral[41].Y - _neutral[37].Y).ShouldBeGreaterThan(8f);
    }

    [Fact]
    public void Smile_FromNeutral_MovesTheCornersUpAndOut()
    {
        Vector2[] at = Of(new Expression { Smile = 1f });
        (at[48] - _neutral[48]).X.ShouldBeLessThan(-5f);
        (at[54] - _neutral[54]).X.ShouldBeGreaterThan(5f);
        (at[48] - _neutral[48]).Y.ShouldBeLessThan(-5f);
        (at[54] - _neutral[54]).Y.ShouldBeLessThan(-5f);
        (at[27] - _neutral[27]).Length().ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void LipCornerDepress_FromNeutral_MovesTheCornersDown()
    {
        Vector2[] at = Of(new Expression { LipCornerDepress = 1f });
        (at[48] - _neutral[48]).Y.ShouldBeGreaterThan(5f);
        (at[54] - _neutral[54]).Y.ShouldBeGreaterThan(5f);
    }

    [Fact]
    public void JawDrop_FromNeutral_LowersTheChinAndOpensTheMouth()
    {
        Vector2[] at = Of(new Expression { JawDrop = 1f });
        (at[57] - _neutral[57]).Y.ShouldBeGreaterThan(15f);
        (at[8] - _neutral[8]).Y.ShouldBeGreaterThan(15f);
        (at[66].Y - at[62].Y).ShouldBeGreaterThan(20f);
        (at[51] - _neutral[51]).Length().ShouldBeLessThan(2f);
    }

    [Fact]
    public void LipsPart_FromNeutral_OpensTheMouthButNotTheJaw()
    {
        Vector2[] at = Of(new Expression { LipsPart = 1f });
        (at[66].Y - at[62].Y).ShouldBeGreaterThan(7f);
        (at[8] - _neutral[8]).Length().ShouldBeLessThan(0.5f);
    }

    [Fact]
    public void Pucker_FromNeutral_NarrowsTheMouth()
    {
        Vector2[] at = Of(new Expression { Pucker = 1f });
        (at[54].X - at[48].X).ShouldBeLessThan(0.8f * (_neutral[54].X - _neutral[48].X));
    }

    [Fact]
    public void Blink_OfOneEye_ClosesThatEyeOnly()
    {
        Vector2[] left = Of(new Expression { BlinkLeft = 1f }), right = Of(new Expression { BlinkRight = 1f });
        (left[47].Y - left[43].Y).ShouldBeLessThan(1.5f);
        (left[41].Y - left[37].Y).ShouldBe(_neutral[41].Y - _neutral[37].Y, 0.01f);
        (right[41].Y - right[37].Y).ShouldBeLessThan(1.5f);
        (right[47].Y - right[43].Y).ShouldBe(_neutral[47].Y - _neutral[43].Y, 0.01f);
    }

    [Fact]
    public void LidRaise_FromNeutral_OpensTheEyes()
    {
        Vector2[] at = Of(new Expression { LidRaise = 1f });
        (at[41].Y - at[37].Y).ShouldBeGreaterThan(_neutral[41].Y - _neutral[37].Y + 2f);
    }

    [Fact]
    public void Irises_LookingStraight_LieBetweenTheLids_AndFollowTheGaze()
    {
        Vector2[] straight = Irises(new()), right = Irises(new() { GazeX = 1f }), up = Irises(new() { GazeY = 1f });
        for (int eye = 0; eye < 2; eye++)
        {
            Vector2 corner = _neutral[36 + (6 * eye)], other = _neutral[39 + (6 * eye)];
            straight[eye].X.ShouldBe((corner.X + other.X) / 2, 3f);
            straight[eye].Y.ShouldBeInRange(_neutral[37 + (6 * eye)].Y, _neutral[41 + (6 * eye)].Y);
            (right[eye] - straight[eye]).X.ShouldBeGreaterThan(8f);
            (right[eye] - straight[eye]).Y.ShouldBe(0f, 0.5f);
            (up[eye] - straight[eye]).Y.ShouldBeLessThan(-6f);
        }

        static Vector2[] Irises(Expression expression)
            => _renderer.Irises(new Portrait { Expression = expression }, 512, Framing.Portrait);
    }

    [Fact]
    public void Brows_InnerOuterAndLower_MoveTheirOwnEnds()
    {
        Vector2[] inner = Of(new Expression { BrowRaiseInner = 1f }),
            outer = Of(new Expression { BrowRaiseOuter = 1f }), lower = Of(new Expression { BrowLower = 1f });
        Up(inner, 21).ShouldBeGreaterThan(8f);
        Up(inner, 21).ShouldBeGreaterThan(4f * Up(inner, 17));
        Up(outer, 18).ShouldBeGreaterThan(8f);
        Up(outer, 18).ShouldBeGreaterThan(4f * Up(outer, 21));
        Up(lower, 20).ShouldBeLessThan(-5f);
        (lower[22].X - lower[21].X).ShouldBeLessThan(_neutral[22].X - _neutral[21].X - 4f);

        static float Up(Vector2[] at, int k) => _neutral[k].Y - at[k].Y;
    }

    [Fact]
    public void CheekRaise_FromNeutral_LiftsTheLowerLid()
    {
        Vector2[] at = Of(new Expression { CheekRaise = 1f });
        (at[41].Y - _neutral[41].Y).ShouldBeLessThan(-1f);
    }

    [Fact]
    public void Yaw_Positive_MovesTheNoseRightOfTheEyes()
    {
        Vector2[] at = Of(new Portrait { Pose = new Pose { Yaw = 20f } });
        float middle = (at[36].X + at[45].X) / 2f;
        (at[30].X - middle).ShouldBeGreaterThan(15f);
        (at[45].X - at[42].X).ShouldBeLessThan(at[39].X - at[36].X);
    }

    [Fact]
    public void Pitch_Positive_LiftsTheNoseTip()
    {
        Vector2[] up = Of(new Portrait { Pose = new Pose { Pitch = 12f } }),
            down = Of(new Portrait { Pose = new Pose { Pitch = -12f } });
        (up[33].Y - up[30].Y).ShouldBeGreaterThan(down[33].Y - down[30].Y);
        up[30].Y.ShouldBeLessThan(down[30].Y);
    }

    [Fact]
    public void Roll_Positive_TurnsTheEyeLineClockwise()
    {
        Vector2[] at = Of(new Portrait { Pose = new Pose { Roll = 10f } });
        Vector2 eyes = at[45] - at[36];
        (MathF.Atan2(eyes.Y, eyes.X) * 180f / MathF.PI).ShouldBe(10f, 0.1f);
    }

    [Fact]
    public void Outline_OfATurnedHead_IsTheOutermostSkinOfItsRow()
    {
        // On the far side the outline lies in front of where it was marked on the frontal face: eyes, nose and mouth
        // lie within it.
        Vector2[] at = Of(new Portrait { Pose = new Pose { Yaw = 25f } });
        for (int k = 27; k < 68; k++) at[k].X.ShouldBeLessThan(at.Skip(9).Take(8).Max(p => p.X));
    }

    [Fact]
    public void Identity_OfAnotherPerson_ChangesTheFaceAndKeepsTheExpression()
    {
        Vector2[] wide = Of(new Portrait { Identity = new Identity { FaceWidth = 1f } }),
            narrow = Of(new Portrait { Identity = new Identity { FaceWidth = -1f } });
        (wide[16].X - wide[0].X).ShouldBeGreaterThan(1.08f * (narrow[16].X - narrow[0].X));
        (wide[66].Y - wide[62].Y).ShouldBe(narrow[66].Y - narrow[62].Y, 0.1f);
    }

    private static Vector2[] Of(Expression expression) => Of(new Portrait { Expression = expression });

    private static Vector2[] Of(Portrait portrait)
    {
        lock (_renderer) return _renderer.Landmarks(portrait, 512, Framing.Portrait);
    }
}
