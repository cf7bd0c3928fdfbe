using Mien.Faces.Detection;

namespace Mien.Faces.Tests.Detection;

/// <summary>The flat copy of the landmark model against the file of dlib that it is made of.</summary>
public sealed class LandmarkModelTests
{
    private const string OfDlib = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

    [Theory]
    [InlineData("gus")]
    [InlineData("cleo")]
    [InlineData("hana-and-ines")]
    public void Find_ByTheFlatCopy_GivesWhatTheModelOfDlibGives(string name)
    {
        FaceDetector.Model.ShouldNotBe(OfDlib, "the build makes a flat copy");
        using FaceDetector flat = new(), parsed = new(OfDlib);

        IReadOnlyList<Face> faces = flat.Find(Samples.Picture(name)), expected = parsed.Find(Samples.Picture(name));

        faces.Count.ShouldBe(expected.Count);
        for (int i = 0; i < faces.Count; i++)
        {
            faces[i].Landmarks.ShouldBe(expected[i].Landmarks);
            faces[i].Confidence.ShouldBe(expected[i].Confidence);
        }
    }

    [Theory]
    [InlineData(4, "too short")]
    [InlineData(1000, "bytes instead of")]
    public void Find_ByAFlatCopyCutShort_SaysSo(int bytes, string why)
    {
        string cut = Path.Combine(Path.GetTempPath(), $"mien-{Guid.NewGuid():N}.landmarks");
        using (FileStream whole = File.OpenRead(FaceDetector.Model!))
        {
            byte[] first = new byte[8 + bytes];
            whole.ReadExactly(first);
            File.WriteAllBytes(cut, first);
        }

        try
        {
            using FaceDetector detector = new(cut);
            string message = Should.Throw<Exception>(() => detector.Find(TestPicture.Of(100, 100))).Message;
            message.ShouldContain(cut);
            message.ShouldContain(why);
        }
        finally
        {
            File.Delete(cut);
        }
    }
}
