using Mien.Faces.Alignment;
using Mien.Faces.Detection;

namespace Mien.Faces.Tests.Detection;

public sealed class FaceChoiceTests
{
    private readonly Face[] _faces = [FaceAt(0, 0, 100), FaceAt(200, 0, 50)];

    [Theory]
    [InlineData("largest", 0)]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("220,30", 1)]
    [InlineData("99.5,1", 0)]
    public void From_TwoFaces_IsTheOneMeant(string text, int expected)
        => FaceChoice.Parse(text).From(_faces, "photo.jpg").ShouldBe(_faces[expected]);

    [Theory]
    [InlineData("2", "no face 2")]
    [InlineData("150,20", "none at 150,20")]
    public void From_NoSuchFace_SaysWhatThereIs(string text, string says)
    {
        string message = Should.Throw<NoFaceException>(() => FaceChoice.Parse(text).From(_faces, "photo.jpg")).Message;
        message.ShouldStartWith("photo.jpg: 2 faces were found");
        message.ShouldContain(says);
    }

    [Fact]
    public void From_NoFaces_SaysSo()
        => Should.Throw<NoFaceException>(() => FaceChoice.Largest.From([], "photo.jpg")).Message.ShouldStartWith(
            "photo.jpg: no face was found");

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("second")]
    [InlineData("1,2,3")]
    [InlineData("1,nan")]
    public void Parse_NoChoice_SaysWhatIsOne(string text)
        => Should.Throw<FormatException>(() => FaceChoice.Parse(text)).Message.ShouldContain("largest");

    private static Face FaceAt(double left, double top, double side) => new()
    {
        Box = new FaceBox(left, top, side, side),
        Confidence = 1,
        Landmarks = [.. Enumerable.Repeat(new Point(left, top), 68)],
        Roll = 0,
        InterOcular = side / 2,
    };

    [Theory]
    [InlineData("largest")]
    [InlineData("2")]
    [InlineData("320.5,240")]
    public void ToString_OfAParsedText_IsTheText(string text) => FaceChoice.Parse(text).ToString().ShouldBe(text);
}
