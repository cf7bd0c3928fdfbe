using System.Numerics;
using Mien.Portraits.Rendering;

namespace Mien.Portraits.Tests;

public class PortraitRendererTests
{
    private const int Size = 128;

    [Fact]
    public void Render_SamePortraitTwice_GivesTheSameBits()
    {
        PortraitRenderer worn = new();
        for (ulong seed = 0; seed < 4; seed++)
        {
            Portrait portrait = PortraitSampler.Sample(seed);
            float[] first = Draw(new PortraitRenderer(), portrait), second = Draw(worn, portrait);
            second.ShouldBe(first);
        }
    }

    [Fact]
    public void RenderBatch_AnyNumberOfThreads_GivesTheSameBits()
    {
        Portrait[] portraits = [.. Enumerable.Range(0, 6).Select(i => PortraitSampler.Sample((ulong)i))];
        float[] one = new float[6 * 64 * 64 * 3], many = new float[one.Length];
        Vector2[][] truth = PortraitBatch.Render(portraits, 64, Framing.Aligned, one, threads: 1);
        Vector2[][] again = PortraitBatch.Render(portraits, 64, Framing.Aligned, many, threads: 3);
        many.ShouldBe(one);
        again.ShouldBe(truth);
        one.Min().ShouldBeGreaterThanOrEqualTo(-1f);
        one.Max().ShouldBeLessThanOrEqualTo(1f);
    }

    [Fact]
    public void Render_BytesAndFloats_ShowTheSamePicture()
    {
        Portrait portrait = PortraitSampler.Sample(5);
        byte[] bytes = new byte[Size * Size * 3];
        new PortraitRenderer().Render(portrait, Size, Framing.Portrait, bytes);
        float[] floats = Draw(new PortraitRenderer(), portrait);
        for (int i = 0; i < bytes.Length; i++) ((floats[i] + 1f) * 127.5f).ShouldBe(bytes[i], 0.501f);
    }

    [Fact]
    public void Render_MeanFace_HasSkinOnTheNoseDarkPupilsAndRedLips()
    {
        byte[] rgb = new byte[256 * 256 * 3];
        Vector2[] at = new PortraitRenderer().Render(new Portrait(), 256, Framing.Portrait, rgb);
        Vector3 nose = Pixel(at[29]), pupil = Darkest(at[38], at[41]), lip = Pixel((at[57] + at[66]) / 2f),
            corner = Pixel(Vector2.Zero);
        nose.X.ShouldBeGreaterThan(nose.Y);
        nose.Y.ShouldBeGreaterThan(nose.Z);
        pupil.Length().ShouldBeLessThan(0.4f * nose.Length());
        (lip.X / lip.Y).ShouldBeGreaterThan(nose.X / nose.Y);
        (nose - corner).Length().ShouldBeGreaterThan(40f);

        Vector3 Darkest(Vector2 from, Vector2 to) =>
            Enumerable.Range(0, 100).Select(
                i => Pixel(Vector2.Lerp(from, to, i / 99f) with { Y = (from.Y + to.Y) / 2f })).MinBy(c => c.Length());

        Vector3 Pixel(Vector2 p)
        {
            int i = (((int)MathF.Round(p.Y) * 256) + (int)MathF.Round(p.X)) * 3;
            return new(rgb[i], rgb[i + 1], rgb[i + 2]);
        }
    }

    [Fact]
    public void Render_WrongBuffer_NamesBothSizes()
    {
        ArgumentException e = Should.Throw<ArgumentException>(
            () => new PortraitRenderer().Render(new Portrait(), 64, Framing.Portrait, new byte[10]));
        e.Message.ShouldContain("12288");
        e.Message.ShouldContain("10");
    }

    [Fact]
    public void Render_ParameterOutOfRange_NamesIt()
    {
        Portrait portrait = new() { Pose = new Pose { Yaw = 40f } };
        Should.Throw<ArgumentException>(
            () => new PortraitRenderer().Landmarks(portrait, 64, Framing.Portrait)).Message.ShouldContain("Yaw is 40");
        Portrait none = new() { Identity = new Identity { Beard = float.NaN } };
        Should.Throw<ArgumentException>(
            () => new PortraitRenderer().Landmarks(none, 64, Framing.Portrait)).Message.ShouldContain("Beard");
    }

    private static float[] Draw(PortraitRenderer renderer, Portrait portrait)
    {
        float[] rgb = new float[Size * Size * 3];
        renderer.Render(portrait, Size, Framing.Portrait, rgb);
        return rgb;
    }
}
