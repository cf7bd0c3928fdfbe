using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Mien.Cli.Parsing;
using Mien.Faces.Films;
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;

namespace Mien.Cli.Commands;

/// <summary><c>mien portraits</c>: procedural portraits with their truth.</summary>
internal static class PortraitsCommand
{
    public static Command Create()
    {
        Option<int> count = new Option<int>("--count")
        {
            Description = "How many portraits",
            DefaultValueFactory = _ => 16,
        }.Within(1, 1000000);
        Option<int> size = new Option<int>("--size")
        {
            Description = "Width and height in pixels",
            DefaultValueFactory = _ => 512,
        }.Within(PortraitRenderer.MinimumSize, PortraitRenderer.MaximumSize);
        OutputFolderOption folder = new("--out")
        {
            Description = "Folder for the pictures, made if it is missing",
            HelpName = "folder",
            Required = true,
        };
        Option<ulong> seed = new("--seed")
        {
            Description = "Seed of the first portrait; the next ones follow",
            DefaultValueFactory = _ => 0,
        };
        Option<bool> aligned = new("--aligned") { Description = "Crop as FFHQ does, instead of head and shoulders" };
        Option<int?> film = new Option<int?>("--film")
        {
            Description = "Draw films of so many frames in place of pictures, with the truth of each frame",
            HelpName = "n",
        }.Within(1, 1000000);
        Option<double> rate = new Option<double>("--rate")
        {
            Description = "Frames a second of films",
            HelpName = "n",
            DefaultValueFactory = _ => 25,
        }.Within(1, 240);
        ExampleCommand command = new("portraits", "Draw random portraits with known identity, expression, pose and landmarks",
            "mien portraits --count 16 --out portraits",
            "mien portraits --count 1000 --size 128 --aligned --seed 7 --out crops --json",
            "mien portraits --film 250 --count 1 --out films")
        {
            count, size, folder, seed, aligned, film, rate,
        };
        command.Exclude(film, aligned);
        command.SetAction((parsed, stop) =>
        {
            int n = parsed.GetValue(count), side = parsed.GetValue(size);
            string to = parsed.GetRequiredValue(folder);
            ulong first = parsed.GetValue(seed);
            Framing framing = parsed.GetValue(aligned) ? Framing.Aligned : Framing.Portrait;
            Directory.CreateDirectory(to);
            if (parsed.GetValue(film) is { } frames)
            {
                return Task.FromResult(Films(parsed, n, frames, parsed.GetValue(rate), side, first, to, stop));
            }

            Stopwatch clock = Stopwatch.StartNew();
            int drawn = 0;
            ParallelOptions parallel = new()
            {
                CancellationToken = stop,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            };
            ProgressDisplay.Run(display => Parallel.For(0, n, parallel,
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
                Report.Json(
                    new
                    {
                        folder = to,
                        count = n,
                        size = side,
                        seed = first,
                        aligned = parsed.GetValue(aligned),
                        seconds,
                        files = Enumerable.Range(0, n).Select(i => Name(i) + ".png")
                    });
            }
            else
            {
                Console.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{n} portraits of {side}×{side} px in {to}, {seconds:0.0} s"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }

    private static int Films(
        ParseResult parsed, int count, int frames, double rate, int side, ulong first, string to,
        CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        string[] names = [.. Enumerable.Range(0, count).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"film-{i:000000}"))];
        ProgressDisplay.Run(display =>
        {
            PortraitRenderer renderer = new();
            for (int i = 0; i < count; i++)
            {
                ulong seed = unchecked(first + (ulong)i);
                PortraitFilm film = new(seed, frames, rate);
                using FilmWriter writer = new(Path.Combine(to, names[i] + ".mp4"), side, side);
                List<object> truth = [];
                for (int frame = 0; frame < frames; frame++)
                {
                    stop.ThrowIfCancellationRequested();
                    Portrait portrait = film.At(frame);
                    byte[] rgb = new byte[side * side * 3];
                    Vector2[] landmarks = renderer.Render(portrait, side, Framing.Portrait, rgb);
                    writer.Add(new Image(side, side, rgb), (long)Math.Round(frame * 1e6 / rate));
                    truth.Add(
                        new
                        {
                            frame,
                            portrait.Expression,
                            portrait.Pose,
                            portrait.Scene,
                            landmarks = landmarks.Select(
                            p => new[] { p.X, p.Y })
                        });
                    display.Report("drawing", (i * frames) + frame + 1, count * frames);
                }

                writer.Finish();
                JsonFile.Write(
                    Path.Combine(to, names[i] + ".json"),
                    new { seed, size = side, rate, identity = film.At(0).Identity, frames = truth });
            }

            return true;
        });
        double seconds = clock.Elapsed.TotalSeconds;
        if (parsed.GetValue(CommandLine.Json))
        {
            Report.Json(
                new
                {
                    folder = to,
                    count,
                    size = side,
                    seed = first,
                    frames,
                    rate,
                    seconds,
                    files = names.Select(
                    name => name + ".mp4")
                });
        }
        else
        {
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} films of {frames} frames of {side}×{side} px in {to}, {seconds:0.0} s"));
        }

        return CommandLine.Good;
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
