using Mien.Training.Generators;

namespace Mien.Cli.Tests;

public sealed class TrainGeneratorCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-train-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Train_WithoutChannels_HasNarrowOnesOrThoseThatItBeginsWith()
    {
        Train("narrow").ShouldBe(GeneratorSettings.Narrow(16));
        Train("wide", "--channels", "16,12,8").ShouldBe([16, 12, 8]);
        Train("on", "--from", Checkpoint("wide")).ShouldBe([16, 12, 8]);
        Train("on", "--resume", "--steps", "2").ShouldBe([16, 12, 8]);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("16,0,8")]
    [InlineData("16,8")]
    public void Train_ChannelsThatAreNone_IsTheCallersMistake(string channels)
        => CommandLine.Run(
            ["train", "generator", "--resolution", "16", "--channels", channels, "--steps", "1", "--out", _folder])
                .ShouldBe(CommandLine.CallersMistake);

    private IReadOnlyList<int> Train(string run, params string[] more)
    {
        string[] steps = more.Contains("--steps") ? [] : ["--steps", "1"];
        CommandLine.Run(
            ["train", "generator", "--resolution", "16", "--batch", "2", .. steps, "--out", Path.Combine(_folder, run),
                .. more]).ShouldBe(CommandLine.Good);
        return GeneratorTraining.ChannelsOf(Checkpoint(run), 16);
    }

    private string Checkpoint(string run) => Path.Combine(_folder, run, "checkpoint.safetensors");
}
