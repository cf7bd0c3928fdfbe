using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Models;
using Mien.Training.Photographs;
using Mien.Training.Runs;

namespace Mien.Cli.Commands;

/// <summary>
/// <c>mien train expression</c>: what of a generator's style vectors tells the expression.
/// </summary>
internal static class TrainExpressionCommand
{
    public static Command Create()
    {
        Option<string> photographs = new("--photographs")
        {
            Description = "The set of photographs that the generator learnt from",
            HelpName = "folder",
            Required = true,
        };
        Option<string> generator = new("--generator")
        {
            Description = "Folder of the model, with its encoder",
            HelpName = "folder",
            Required = true,
        };
        PatternOption rest = new("--rest")
        {
            Description = "Photographs whose names match are of people at rest: how these differ is no expression",
            Required = true,
        };
        OutputFileOption output = new("--out", "expression.safetensors")
        {
            Description = "The subspace [default: into the model, whose card then advises --exchange expression]",
            HelpName = "file.safetensors",
        };
        ExampleCommand command = new(
            "expression",
            "Learn what of a generator's style vectors tells the expression, so that it can be exchanged alone",
            "mien train expression --photographs sets/faces --generator runs/generator/model --rest neutral")
        {
            photographs, generator, rest, output,
        };
        command.SetAction((parsed, stop) =>
        {
            StoredModel stored = StoredModel.In(parsed.GetRequiredValue(generator));
            using FaceModel model = ModelLoader.Load(stored);
            (ExpressionSubspace subspace, ExpressionSubspaceQuality quality) = ProgressDisplay.Run(
                display => ExpressionSubspaceFit.Learn(
                    model, parsed.GetRequiredValue(photographs), parsed.GetRequiredValue(rest)!, 0, display,
                    stop));
            string to = parsed.GetValue(output) ?? ModelFolder.WithExpression(stored, subspace).ExpressionPath;
            if (to != stored.ExpressionPath)
            {
                subspace.Write(to);
            }

            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new
                {
                    file = to,
                    parameters = subspace.Parameters,
                    read = quality.Read,
                    change = quality.Change,
                    photographs = quality.Photographs,
                });
            }
            else
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{to}: {subspace.Parameters} parameters, read with R² {quality.Read.Min():0.00} to {quality.Read.Max():0.00} on {quality.Photographs} photographs; the change of style vectors {quality.Change:0.00}"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
