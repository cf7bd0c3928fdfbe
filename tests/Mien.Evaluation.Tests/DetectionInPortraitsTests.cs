using Mien.Faces.Detection;
using Mien.Portraits;

namespace Mien.Evaluation.Tests;

public sealed class DetectionInPortraitsTests
{
    /// <summary>
    /// The first is a face under a fringe that is not found, and whose eye, in the picture on its side, looks like a small face; in
    /// the others the face is found, at its size.
    /// </summary>
    [Theory]
    [InlineData(1_000_071, 0)]
    [InlineData(1_000_002, 1)]
    [InlineData(1_000_003, 1)]
    public void Find_InAPortrait_TakesNoEyeForAFace(ulong seed, int expected)
    {
        byte[] pixels = new byte[512 * 512 * 3];
        new PortraitRenderer().Render(PortraitSampler.Sample(seed), 512, Framing.Portrait, pixels);
        using FaceDetector detector = new();
        IReadOnlyList<Face> faces = detector.Find(new(512, 512, pixels));
        faces.Count.ShouldBe(expected);
        faces.ShouldAllBe(face => face.Box.Width > 150);
    }
}
