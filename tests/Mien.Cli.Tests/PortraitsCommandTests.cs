using System.Text.Json;
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;

namespace Mien.Cli.Tests;

public sealed class PortraitsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-portraits-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Portraits_SmallRun_WritesPicturesAndTheirTruth()
    {
        string to = Path.Combine(_folder, "new");
        CommandLine.Run(["portraits", "--count", "3", "--size", "64", "--seed", "40", "--out", to])
            .ShouldBe(CommandLine.Good);
        Directory.GetFiles(to).Select(f => Path.GetFileName(f)).Order().ShouldBe(
            ["portrait-000000.json", "portrait-000000.png", "portrait-000001.json", "portrait-000001.png",
                "portrait-000002.json", "portrait-000002.png"]);

        byte[] rgb = new byte[64 * 64 * 3];
        Portrait portrait = PortraitSampler.Sample(41);
        System.Numerics.Vector2[] landmarks = new PortraitRenderer().Render(portrait, 64, Framing.Portrait, rgb);
        Image picture = Image.Read(Path.Combine(to, "portrait-000001.png"));
        picture.Pixels.ToArray().ShouldBe(rgb);
        JsonElement truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(to, "portrait-000001.json"))).RootElement;
        truth.GetProperty("seed").GetUInt64().ShouldBe(41UL);
        truth.GetProperty("landmarks").GetArrayLength().ShouldBe(68);
        truth.GetProperty("landmarks")[30][1].GetSingle().ShouldBe(landmarks[30].Y);
        truth.GetProperty("expression").GetProperty("smile").GetSingle().ShouldBe(portrait.Expression.Smile);
        truth.GetProperty("identity").EnumerateObject().Count().ShouldBe(Identity.Parameters.Count);
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--size", "4")]
    [InlineData("--size", "100000")]
    public void Portraits_ValueOutOfRange_IsTheCallersMistake(string option, string value)
    {
        CommandLine.Run(["portraits", "--out", _folder, option, value]).ShouldBe(CommandLine.CallersMistake);
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }
}
