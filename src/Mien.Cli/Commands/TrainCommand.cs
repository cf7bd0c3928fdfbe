using System.CommandLine;

namespace Mien.Cli.Commands;

/// <summary><c>mien train</c>: how the built-in models are made.</summary>
internal static class TrainCommand
{
    public static Command Create() => new ExampleCommand(
        "train", "Make a model from portraits that are drawn on the way, and from photographs; takes hours",
        "mien train perceptual --out runs/perceptual --minutes 30",
        "mien train generator --perceptual runs/perceptual/perceptual.safetensors --out runs/generator --minutes 600",
        "mien train encoder --generator runs/generator/model --out runs/encoder --minutes 60")
    {
        TrainEncoderCommand.Create(),
        TrainEstimatorCommand.Create(),
        TrainExamplesCommand.Create(),
        TrainExpressionCommand.Create(),
        TrainGeneratorCommand.Create(),
        TrainPerceptualCommand.Create(),
        TrainPhotographsCommand.Create(),
    };
}
