using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Mien.Cli.Parsing;
using Mien.Faces.Images;
using Mien.Portraits;

namespace Mien.Cli.Commands;

/// <summary><c>mien portraits</c>: procedural portraits with their truth.</summary>
internal static class PortraitsCommand
{
    public static Command Create()
    {
        Option<int> count = new Option<int>("--count") { Description = "How many portraits", DefaultValueFactory = _ => 16 }.Within(1, 1000000);
        Option<int> size = new Option<int>("--size") { Description = "Width and height in pixels", DefaultValueFactory = _ => 512 }.Within(PortraitRenderer.MinimumSize, PortraitRenderer.MaximumSize);
        OutputFolderOption folder = new("--out") { Description = "Folder for the pictures, made if it is missing", HelpName = "folder", Required = true };
        Option<ulong> seed = new("--seed") { Description = "Seed of the first portrait; the next ones follow", DefaultValueFactory = _ => 0 };
        Option<bool> aligned = new("--aligned") { Description = "Crop as FFHQ does, instead of head and shoulders" };
        ExampleCommand command = new("portraits", "Draw random portraits with known identity, expression, pose and landmarks",
            "mien portraits --count 16 --out portraits", "mien portraits --count 1000 --size 128 --aligned --seed 7 --out crops --json")
        {
            count, size, folder, seed, aligned,
        };
        command.SetAction((parsed, stop) =>
        {
            int n = parsed.GetValue(count), side = parsed.GetValue(size);
            string to = parsed.GetRequiredValue(folder);
            ulong first = parsed.GetValue(seed);
            Framing framing = parsed.GetValue(aligned) ? Framing.Aligned : Framing.Portrait;
            Directory.CreateDirectory(to);
            Stopwatch clock = Stopwatch.StartNew();
            int drawn = 0;
            ProgressDisplay.Run(display => Parallel.For(0, n, new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => new PortraitRenderer(),
                (i, _, renderer) =>
                {
                    Write(renderer, unchecked(first + (ulong)i), side, framing, Path.Combine(to, Name(i)));
                    lock (display)
                    {
                        display.Report("drawing", ++drawn, n);
                    }

                    return renderer;
                },
                _ => { }));
            double seconds = clock.Elapsed.TotalSeconds;
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { folder = to, count = n, size = side, seed = first, aligned = parsed.GetValue(aligned), seconds, files = Enumerable.Range(0, n).Select(i => Name(i) + ".png") });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n} portraits of {side}×{side} px in {to}, {seconds:0.0} s"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"portrait-{i:000000}");

    private static void Write(PortraitRenderer renderer, ulong seed, int size, Framing framing, string path)
    {
        Portrait portrait = PortraitSampler.Sample(seed);
        byte[] rgb = new byte[size * size * 3];
        Vector2[] landmarks = renderer.Render(portrait, size, framing, rgb);
        new Image(size, size, rgb).Write(path + ".png");
        JsonFile.Write(path + ".json", new
        {
            seed,
            size,
            portrait.Identity,
            portrait.Expression,
            portrait.Pose,
            portrait.Scene,
            landmarks = landmarks.Select(p => new[] { p.X, p.Y }),
        });
    }
}
