namespace Mien.Cli.Tests;

/// <summary>Bad input to the commands on faces: the caller's mistake, and nothing is written.</summary>
public sealed class FaceCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-faces-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("empty.jpg", 0)]
    [InlineData("text.jpg", 20)]
    public void Faces_NoPicture_IsTheCallersMistake(string name, int bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, new string('a', bytes));

        CommandLine.Run(["faces", path, "--draw", Path.Combine(_folder, "drawn.png")])
            .ShouldBe(CommandLine.CallersMistake);

        Directory.GetFiles(_folder).ShouldBe([path]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(90)]
    public void Align_PictureWithoutFace_IsTheCallersMistake(int size)
    {
        string path = Path.Combine(_folder, "grey.png");
        new Mien.Faces.Images.Image(size, size, new byte[size * size * 3]).Write(path);

        CommandLine.Run(["align", path, "--out", Path.Combine(_folder, "crop.png")])
            .ShouldBe(CommandLine.CallersMistake);

        Directory.GetFiles(_folder).ShouldBe([path]);
    }

    [Theory]
    [InlineData("align", "a.jpg", "--out", "b.png", "--face", "second")]
    [InlineData("align", "missing.jpg", "--out", "b.png")]
    [InlineData("paste", "missing.jpg", "--crop", "c.png", "--out", "b.png")]
    [InlineData("paste", "missing.jpg", "--crop", "c.png", "--out", "b.png", "--blend", "glue")]
    [InlineData("faces")]
    public void Run_BadArguments_IsTheCallersMistake(params string[] arguments)
        => CommandLine.Run(arguments).ShouldBe(CommandLine.CallersMistake);
}
