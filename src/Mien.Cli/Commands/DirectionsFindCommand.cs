using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Directions;
using Mien.Evaluation.Directions;
using Mien.Evaluation.Judging;
using Mien.Faces.Detection;
using Mien.Fusion;
using Mien.Models;
using Mien.Networks;
using Mien.Training.Directions;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary>
/// <c>mien directions find</c>: directions from labels, from principal components, from the affine maps.
/// </summary>
internal static class DirectionsFindCommand
{
    private enum Labels
    {
        Auto,
        Portraits,
        Judge,
        None,
    }

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        OutputFileOption output = new("--out", "directions.safetensors")
        {
            Description = "The directions [default: into the model, where 'mien edit' looks for them]",
            HelpName = "file.safetensors",
        };
        Option<Labels> labels = new("--labels")
        {
            Description = "What tells style vectors' labels: the portraits that a model was trained on, the judge of 'mien eval' looking at samples, or nothing",
            HelpName = "auto|portraits|judge|none",
            DefaultValueFactory = _ => Labels.Auto,
        };
        Option<int?> samples = new Option<int?>("--samples")
        {
            Description = "Labelled samples [default: 8192 of portraits, 2000 that are looked at]",
            HelpName = "n",
        }.Within(64, 10_000_000);
        Option<int> principal = new Option<int>("--principal")
        {
            Description = "Also so many principal components of style vectors",
            HelpName = "n",
            DefaultValueFactory = _ => 0,
        }.Within(0, 512);
        Option<int> affine = new Option<int>("--affine")
        {
            Description = "Also so many singular vectors of the affine maps",
            HelpName = "n",
            DefaultValueFactory = _ => 0,
        }.Within(0, 512);
        Option<string?> layers = new("--layers")
        {
            Description = "The layers that directions move [default: for expressions those that the model's card advises, for pose and person the others, without labels all]",
            HelpName = "list",
        };
        Option<int> check = new Option<int>("--check")
        {
            Description = "Samples by which the judge measures what directions change",
            HelpName = "n",
            DefaultValueFactory = _ => 8,
        }.Within(0, 10_000);
        InputFileOption estimator = new("--estimator")
        {
            Description = "The judge, made by 'mien train estimator' [default: the built-in one]",
            HelpName = "file",
        };
        Option<int> seed = new("--seed") { Description = "Chooses the samples", HelpName = "n" };
        ExampleCommand command = new("find", "Find directions of a model, with labels and without",
            "mien directions find --model ffhq",
            "mien directions find --labels none --principal 10 --affine 10 --layers 4-7 --check 0 --out free.safetensors")
        {
            model, output, labels, samples, principal, affine, layers, check, estimator, seed,
        };
        command.SetAction((parsed, cancellation) =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            string? to = parsed.GetValue(output);
            if (to is null && BuiltInModel.Names.Contains(stored.Name))
            {
                throw new ArgumentException(
                    $"{stored.Name} is built in, its files stay as they are: say where the directions go with --out");
            }

            using StyleGenerator generator = ModelLoader.LoadGenerator(stored);
            LayerMask all = LayerMask.Range(1, generator.Layers, generator.Layers);
            LayerMask? asked = parsed.GetValue(layers) is { } list ? LayerMask.Parse(list, generator.Layers) : null;
            LayerMask ofExpression = asked ?? TransferSettings.For(stored).Layers
                ?? LayerMask.Default(generator.Layers);
            LayerMask others = asked ?? all.Except(ofExpression);
            Labels from = parsed.GetValue(labels) is var told && told != Labels.Auto ? told
                : stored.Card.Sources.Count == 0 && PortraitLabels.Fit(generator) ? Labels.Portraits : Labels.Judge;
            bool isJudged = from == Labels.Judge || parsed.GetValue(check) > 0;
            using ParameterEstimator? judge = isJudged
                ? ParameterEstimator.Read(parsed.GetValue(estimator) ?? BuiltInModel.EstimatorPath) : null;
            using FaceDetector? detector = isJudged ? new() : null;
            FaceReading? reading = judge is null ? null : new(generator, judge, detector!);
            int first = parsed.GetValue(seed);
            (List<StyleDirection> found, DirectionEffects? effects) =
                ProgressDisplay.Run<(List<StyleDirection>, DirectionEffects?)>(display =>
            {
                List<StyleDirection> directions = [];
                if (from != Labels.None)
                {
                    LabelledStyles labelled = from == Labels.Portraits
                        ? PortraitLabels.Of(generator, parsed.GetValue(samples) ?? 8192, first)
                        : reading!.Label(
                            parsed.GetValue(samples) ?? 2000, first, progress: display, cancellation: cancellation);
                    Dictionary<string, ParameterKind> kinds = FaceTrait.All.ToDictionary(
                        t => t.Trait.Name, t => t.Kind);
                    directions.AddRange(
                        LabelledDirections.Find(
                            labelled, trait => kinds[trait.Name] == ParameterKind.Expression ? ofExpression : others));
                }

                if (parsed.GetValue(principal) is > 0 and var components)
                {
                    directions.AddRange(
                        UnlabelledDirections.Principal(generator, asked ?? all, components, seed: first));
                }

                if (parsed.GetValue(affine) is > 0 and var vectors)
                {
                    directions.AddRange(UnlabelledDirections.Affine(generator, asked ?? all, vectors, seed: first));
                }

                if (directions.Count == 0)
                {
                    throw new ArgumentException("--labels none finds nothing without --principal or --affine");
                }

                if (parsed.GetValue(check) == 0)
                {
                    return (directions, null);
                }

                const int HeldOut = 104729; // another row of samples than the one that was learnt from
                IReadOnlyList<float[]> faces = UnlabelledDirections.Sample(
                    generator, parsed.GetValue(check), unchecked(first + HeldOut), psi: 0.7f);
                DirectionEffects seen = DirectionEffects.Measure(reading!, directions, faces, display, cancellation);
                return ([.. directions.Select(seen.Calibrated)], seen);
            });
            DirectionSet set = new(found, stored.Name, DirectionSet.IdentityOf(generator));
            DirectionFile.Write(to ?? stored.DirectionsPath, set, generator.Layers);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        directions = to ?? stored.DirectionsPath,
                        model = stored.Name,
                        labels = from,
                        found = found.Select(d => DirectionsInfoCommand.AsJson(d, generator.Layers)),
                        effects
                    });
            }
            else
            {
                DirectionsInfoCommand.Print(found, generator.Layers);
                Console.Error.WriteLine(
                    $"{to ?? stored.DirectionsPath}: {found.Count} directions of {stored.Name}{(effects is null ? "" : string.Create(CultureInfo.InvariantCulture, $", measured on {effects.Faces} faces"))}");
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
