using Mien.Evaluation.Judging;
using Mien.Portraits;
using Mien.Portraits.Rendering;
using Mien.Training.Data;

namespace Mien.Training.Tests.Data;

public sealed class MirroringTests
{
    private const int Size = 32;

    /// <summary>
    /// The points of a mirrored crop are those of the mirrored portrait, and so is what the batch says of it.
    /// </summary>
    [Fact]
    public void Draw_OfARowThatMirrors_MirrorsEveryOtherAndThenTheRest()
    {
        PortraitCrops mirroring = new()
        {
            Size = Size,
            Jitter = true,
            Different = 4,
            Mirrors = true,
        }, plain = new() { Size = Size, Jitter = true, Different = 4 };
        CropBatch first = mirroring.Draw(0, 4), second = mirroring.Draw(4, 4), never = plain.Draw(0, 4);
        for (int i = 0; i < 4; i++)
        {
            (CropBatch turned, CropBatch kept) = int.IsOddInteger(i) ? (first, second) : (second, first);
            kept.Portraits[i].ShouldBe(never.Portraits[i]);
            Of(kept, i).ShouldBe(Of(never, i));
            turned.Portraits[i].ShouldBe(never.Portraits[i].Mirrored());
            float[] picture = Of(turned, i);
            picture.ShouldNotBe(Of(never, i));
            Mirroring.Flip(picture, Size);
            picture.ShouldBe(Of(never, i));

            float[] across = [.. turned.Points.Skip(i * 2 * CropBatch.PointsOfFace).Take(CropBatch.PointsOfFace)];
            across[16].ShouldBeGreaterThan(across[0]); // the jaw still goes from left to right,
            across[45].ShouldBeGreaterThan(across[36]); // eyes,
            across[69].ShouldBeGreaterThan(across[68]); // irises
            across[54].ShouldBeGreaterThan(across[48]); // and lips, too
        }
    }

    [Fact]
    public void Exchange_OfEveryLandmark_GivesThoseOfTheMirroredPortrait()
    {
        PortraitRenderer renderer = new();
        for (ulong seed = 0; seed < 5; seed++)
        {
            Portrait portrait = PortraitSampler.Sample(seed);
            float[] points = Places(portrait), mirrored = Places(portrait.Mirrored());
            Mirroring.Exchange(points);
            points.Zip(mirrored, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-3f);
        }

        float[] Places(Portrait portrait)
        {
            float middle = (Size - 1) / 2f;
            System.Numerics.Vector2[] all = [.. renderer.Landmarks(portrait, Size, Framing.Aligned), .. renderer.Irises(
                portrait, Size, Framing.Aligned)];
            return [.. all.Select(p => (p.X - middle) / middle), .. all.Select(p => (p.Y - middle) / middle)];
        }
    }

    [Fact]
    public void Mirror_OfParameters_IsWhatTheMirroredPortraitHas()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            float[] vector = PortraitParameters.Of(PortraitSampler.Sample(seed)),
                mirrored = PortraitParameters.Of(PortraitSampler.Sample(seed).Mirrored());
            PortraitParameters.Mirror.Select(m => m.Sign * vector[m.From])
                .ShouldBe(mirrored[..PortraitParameters.OfFace]);
        }
    }

    private static float[] Of(CropBatch batch, int item)
        => [.. batch.Pixels.Skip(item * Size * Size * 3).Take(Size * Size * 3)];
}
