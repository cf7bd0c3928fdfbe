using System.CommandLine;
using System.Globalization;
using Mien.Checkpoints;
using Mien.Cli.Parsing;
using Mien.Evaluation;
using Mien.Evaluation.Judging;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien eval</c>: how much of the expression is moved, and how much of the person is kept.</summary>
internal static class EvalCommand
{
    private const int Rows = 12;

    public static Command Create()
    {
        EvaluationSettings usual = new();
        Option<int> pairs = new Option<int>("--pairs")
        {
            Description = "Pairs of held-out portraits",
            HelpName = "n",
            DefaultValueFactory = _ => usual.Pairs,
        }.Within(1, 100000);
        Option<ulong> seed = new("--seed", "--first")
        {
            Description = "Seed of the first portrait; the next ones follow",
            HelpName = "seed",
            DefaultValueFactory = _ => usual.FirstSeed,
        };
        InputFileOption estimator = new("--estimator")
        {
            Description = "The judge, made by 'mien train estimator' [default: the built-in one]",
            HelpName = "file",
        };
        OutputFileOption chart = new("--chart", "eval.svg")
        {
            Description = "Also draw expression against identity, one point a method",
            HelpName = "file.svg",
        };
        Option<bool> all = new("--all") { Description = "List every range of layers, not the best alone" };
        Option<string[]> layers = new("--layers")
        {
            Description = "Measure these layers alone, such as 4-5; may be repeated [default: every range, both searches, the joint objective]",
            HelpName = "list",
        };
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new(["inversion", "computing", "paste", "exchange"], "exchange", "paste", "steps");
        ExampleCommand command = new("eval", "Measure transfers on drawn portraits, whose truth is known",
            "mien eval --pairs 20 --chart eval.svg", "mien eval --pairs 50 --layers 4-5 --layers 3-5",
            "mien eval --json > eval.json")
        {
            pairs, seed, layers, estimator, chart, all, model,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings how = TransferSettings.For(stored, options.Read(parsed));
            using FaceModel opened = ModelLoader.Load(stored);
            EvaluationSettings settings = new()
            {
                Pairs = parsed.GetValue(pairs),
                FirstSeed = parsed.GetValue(seed),
                Layers = [.. (parsed.GetValue(layers) ?? []).Select(
                    list => LayerMask.Parse(list, opened.Generator.Layers))],
                Exchange = how.Exchange,
                Paste = how.Paste,
                Inversion = how.Inversion,
            };
            if (settings.FirstSeed >= 1UL << 62)
            {
                throw new ArgumentException("--seed must be below 2⁶²: portraits from 2⁶³ on are trained on");
            }

            if (settings.Paste == PasteMode.None)
            {
                throw new ArgumentException(
                    "--paste none leaves no picture to measure: choose motion, difference or plain");
            }

            string? picture = parsed.GetValue(chart);
            using ParameterEstimator judge = ParameterEstimator.Read(
                parsed.GetValue(estimator) ?? BuiltInModel.EstimatorPath);
            TransferEvaluation evaluation = new(opened, judge, InversionCache.OfUser(Report.Notice));
            Report.Notice(
                $"{settings.Pairs} pairs take about {Words(evaluation.Estimate(settings))}, less where inversions are kept from before");
            EvaluationResult result = ProgressDisplay.Run(display => evaluation.Run(settings, display, cancellation));
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(AsJson(result, picture));
            }
            else
            {
                Print(result, parsed.GetValue(all) ? int.MaxValue : Rows);
            }

            return Task.FromResult(picture is null ? CommandLine.Good : OutputFile.Further("the table", () =>
                AtomicFile.Write(picture, EvaluationChart.Draw(result))));
        });
        return command;
    }

    private static object AsJson(EvaluationResult r, string? chart) => new
    {
        model = r.Model,
        pairs = r.Pairs,
        facesNotFound = r.NotFound,
        estimator = new
        {
            expressionR2 = r.Estimator.Expression,
            identityR2 = r.Estimator.Identity,
            poseR2 = r.Estimator.Pose,
            portraits = r.Estimator.Portraits
        },
        reconstruction = new
        {
            psnr = r.Psnr.Median,
            lpips = r.Lpips.Median,
            psnrQuartiles = r.Psnr,
            lpipsQuartiles = r.Lpips
        },
        methods = r.Methods.Select(m => new
        {
            name = m.Name,
            transferred = m.Transferred.Median,
            kept = m.Kept.Median,
            h = m.H.Median,
            pose = m.Pose.Median,
            truthPsnr = Known(m.TruthPsnr.Median),
            seconds = m.Seconds.Median,
            quartiles = new { transferred = m.Transferred, kept = m.Kept, h = m.H, pose = m.Pose, seconds = m.Seconds },
        }),
        chart,
    };

    private static void Print(EvaluationResult r, int rows)
    {
        Line($"{r.Model}, {r.Pairs} pairs of held-out portraits ({r.NotFound} passed over: no face found)");
        Line($"estimator on {r.Estimator.Portraits} portraits: R² {r.Estimator.Expression:0.00} of the expression, {r.Estimator.Identity:0.00} of the identity, {r.Estimator.Pose:0.00} of the pose");
        Line($"reconstruction: {r.Psnr.Median:0.0} dB ({r.Psnr.Lower:0.0} to {r.Psnr.Upper:0.0}), LPIPS {r.Lpips.Median:0.000} ({r.Lpips.Lower:0.000} to {r.Lpips.Upper:0.000})");
        Line($"");
        Line($"{"medians (quartiles)",-22}{"transferred",20}{"kept",20}{"H",20}{"pose °",8}{"truth dB",10}{"s/pair",8}");
        MethodResult[] fixedOnes = [.. r.Methods.Where(m => !m.IsOneOfMany)];
        HashSet<MethodResult> shown = [.. fixedOnes, .. r.Methods.Where(m => m.IsOneOfMany)
            .OrderByDescending(m => m.H.Median).Take(rows - fixedOnes.Length)];
        foreach (MethodResult m in r.Methods.Where(shown.Contains))
        {
            Line($"{m.Name,-22}{Spread(m.Transferred),20}{Spread(m.Kept),20}{Spread(m.H),20}{m.Pose.Median,8:0.0}{(Known(m.TruthPsnr.Median) is { } db ? $"{db:0.0}" : "-"),10}{m.Seconds.Median,8:0.0}");
        }

        if (shown.Count < r.Methods.Count)
        {
            Line($"of {r.Methods.Count(m => m.IsOneOfMany)} further ranges the best by H; --all lists every one");
        }

        Line($"");
        Line($"best range: {r.BestRange.Name}, H {r.BestRange.H.Median:0.00}");
    }

    private static string Words(TimeSpan time) => time.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} seconds")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes");

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static string Spread(Quartiles q)
        => string.Create(CultureInfo.InvariantCulture, $"{q.Median:0.00} ({q.Lower:0.00}–{q.Upper:0.00})");

    private static void Line(FormattableString text)
        => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
