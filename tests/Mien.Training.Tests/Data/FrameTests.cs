using System.Numerics;
using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;

namespace Mien.Training.Tests.Data;

public sealed class FrameTests
{
    /// <summary>
    /// A portrait drawn in a frame, aligned by its true landmarks in the same frame, is its own crop.
    /// </summary>
    [Theory]
    [InlineData(FaceFrame.Ffhq)]
    [InlineData(FaceFrame.Close)]
    public void Frame_OfPortraitsAndOfPhotographs_IsTheSameSquare(FaceFrame frame)
    {
        PortraitRenderer renderer = new();
        for (ulong seed = 0; seed < 10; seed++)
        {
            Vector2[] landmarks = renderer.Landmarks(
                PortraitSampler.Sample(seed), 256, frame == FaceFrame.Close ? Framing.Close : Framing.Aligned);
            AlignedCrop crop = AlignedCrop.Of(
                new Image(256, 256, new byte[256 * 256 * 3]),
                [.. landmarks.Select(p => new Point(p.X + 0.5, p.Y + 0.5))], 256, frame);
            (crop.Quad[0] - new Point(0, 0)).Length.ShouldBeLessThan(0.05);
            (crop.Quad[2] - new Point(256, 256)).Length.ShouldBeLessThan(0.05);
        }
    }
}
