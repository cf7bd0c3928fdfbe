using System.Runtime.CompilerServices;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

/// <summary>Options of commands that read and write photos.</summary>
public sealed class PictureOptionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-pictures-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_PictureAboveTheLimit_NamesTheOptionThatAllowsIt()
    {
        Should.Throw<ImageFileException>(() => PictureOptions.Read(Sample("gus.jpg"), 0.1)).Message.ShouldContain(
            "--max-megapixels 1");
        CommandLine.Run(["faces", Sample("gus.jpg"), "--max-megapixels", "0.1"]).ShouldBe(CommandLine.CallersMistake);
        CommandLine.Run(["faces", Sample("gus.jpg"), "--max-megapixels", "1"]).ShouldBe(CommandLine.Good);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    public void Faces_LimitThatIsNone_IsTheCallersMistake(string limit)
        => CommandLine.Run(["faces", Sample("gus.jpg"), "--max-megapixels", limit])
            .ShouldBe(CommandLine.CallersMistake);

    [Theory]
    [InlineData("--keep-location")]
    [InlineData("--keep-gps")]
    public void Paste_AskedToKeepTheLocation_TakesEitherName(string option)
    {
        string sample = Sample("gus.jpg"), crop = Path.Combine(_folder.FullName, "crop.png"),
            result = Path.Combine(_folder.FullName, "result.jpg");
        CommandLine.Run(["align", sample, "--out", crop]).ShouldBe(CommandLine.Good);

        CommandLine.Run(["paste", sample, "--crop", crop, "--out", result, option]).ShouldBe(CommandLine.Good);

        Image.Read(result).Width.ShouldBe(Image.Read(sample).Width);
    }

    private static string Sample(string name, [CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples", name));
}
