namespace Mien.Portraits.Tests;

public sealed class PortraitFilmTests
{
    [Fact]
    public void At_OfTheSameSeed_IsTheSameFrame_AndOneOfAnotherIsNot()
    {
        new PortraitFilm(3, 100).At(50).ShouldBe(new PortraitFilm(3, 100).At(50));
        new PortraitFilm(4, 100).At(50).ShouldNotBe(new PortraitFilm(3, 100).At(50));
    }

    [Fact]
    public void At_TheBeginning_IsAtRest()
    {
        PortraitFilm film = new(5, 100);
        film.At(0).Expression.ShouldBe(new Expression());
        film.At(12).Expression.ShouldBe(new Expression());
        film.At(0).Pose.ShouldBe(new Pose());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void At_EveryFrame_CanBeDrawn_AndIsNearTheOneBefore(ulong seed)
    {
        PortraitFilm film = new(seed, 300);
        float largest = 0, most = 0;
        for (int frame = 1; frame < film.Frames; frame++)
        {
            film.At(frame).Check();
            float[] now = film.At(frame).Expression.ToVector(), before = film.At(frame - 1).Expression.ToVector();
            largest = Math.Max(largest, now.Zip(before, (a, b) => Math.Abs(a - b)).Max());
            most = Math.Max(most, now.Max());
            Math.Abs(film.At(frame).Pose.Yaw - film.At(frame - 1).Pose.Yaw).ShouldBeLessThan(0.5f);
        }

        largest.ShouldBeLessThan(0.65f); // a blink closes the eyes in a tenth of a second
        most.ShouldBeGreaterThan(0.5f);
    }
}
