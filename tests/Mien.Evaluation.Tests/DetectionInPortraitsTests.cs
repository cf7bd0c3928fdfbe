using System.Numerics;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Portraits;
using Mien.Portraits.Rendering;

namespace Mien.Evaluation.Tests;

public sealed class DetectionInPortraitsTests
{
    /// <summary>
    /// The first is a face under a fringe that is not found, and whose eye, in the picture on its side, looks like a
    /// small face; in the others the face is found, at its size.
    /// </summary>
    [Theory]
    [InlineData(1_000_071, 0)]
    [InlineData(1_000_002, 1)]
    [InlineData(1_000_003, 1)]
    public void Find_InAPortrait_TakesNoEyeForAFace(ulong seed, int expected)
    {
        (IReadOnlyList<Face> faces, _) = Found(seed);
        faces.Count.ShouldBe(expected);
        faces.ShouldAllBe(face => face.Box.Width > 150);
    }

    /// <summary>
    /// From the detector's own box the mouth is taken for that of a smaller face, at the nostrils; from those beside
    /// it, it is not.
    /// </summary>
    [Theory]
    [InlineData(1_000_102)]
    [InlineData(1_000_107)]
    [InlineData(1_000_280)]
    public void Find_WhereTheBoxIsTooHigh_FindsTheMouth(ulong seed)
    {
        (IReadOnlyList<Face> faces, Vector2[] truth) = Found(seed);
        Face face = faces.ShouldHaveSingleItem();
        foreach (int corner in (int[])[48, 54])
        {
            (face.Landmarks[corner] - new Point(truth[corner].X, truth[corner].Y)).Length.ShouldBeLessThan(
                0.15 * face.InterOcular);
        }
    }

    private static (IReadOnlyList<Face> Faces, Vector2[] Truth) Found(ulong seed)
    {
        byte[] pixels = new byte[512 * 512 * 3];
        Vector2[] truth = new PortraitRenderer().Render(PortraitSampler.Sample(seed), 512, Framing.Portrait, pixels);
        using FaceDetector detector = new();
        return (detector.Find(new(512, 512, pixels)), truth);
    }
}
