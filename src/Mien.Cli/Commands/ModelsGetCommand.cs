using System.CommandLine;
using Mien.Models;
using Mien.Models.Downloads;

namespace Mien.Cli.Commands;

/// <summary><c>mien models get</c>: published weights, downloaded, checked and imported.</summary>
internal static class ModelsGetCommand
{
    public static Command Create()
    {
        Argument<string?> name = new("name")
        {
            Description = "Which; without it, all that are known are listed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> called = new("--name")
        {
            Description = "What to call the model; by default, as it is listed",
            HelpName = "name",
        };
        Option<string?> mirror = new("--mirror")
        {
            Description = "Take the files from this folder, or from below this address",
            HelpName = "folder|url",
        };
        Option<bool> generatorOnly = new("--generator-only")
        {
            Description = "Leave VGG16 and LPIPS out: the model generates then, but inverts no photos",
        };
        Option<bool> yes = new("--yes") { Description = "Agree to the licences without being asked" };
        ExampleCommand command = new(
            "get", "Download weights that others publish, check them and import them; http_proxy and https_proxy hold",
            "mien models get", "mien models get ffhq-1024", "mien models get ffhq-256 --yes --json",
            "mien models get ffhq-256-rosinality --mirror ~/Downloads")
        {
            name, called, mirror, generatorOnly, yes,
        };
        command.SetAction(async (parsed, stop) =>
        {
            bool json = parsed.GetValue(CommandLine.Json);
            if (parsed.GetValue(name) is not { } wanted)
            {
                List(json);
                return CommandLine.Good;
            }

            ModelDownload download = new()
            {
                File = PublishedFile.Find(wanted),
                Name = parsed.GetValue(called),
                Mirror = parsed.GetValue(mirror),
                GeneratorOnly = parsed.GetValue(generatorOnly),
                Replace = parsed.GetValue(CommandLine.Force),
            };
            ModelStore store = ModelStore.OfUser();
            download.Check(store);
            foreach (PublishedFile file in download.Files)
            {
                Describe(file);
            }

            if (!parsed.GetValue(yes) && !await Agrees(stop).ConfigureAwait(false))
            {
                throw new ArgumentException("without agreement to the licences nothing is downloaded (--yes agrees)");
            }

            Print(ProgressDisplay.Run(display => download.Into(store, display, stop)), json);
            return CommandLine.Good;
        });
        return command;
    }

    private static void List(bool json)
    {
        if (json)
        {
            Report.Json(new { published = PublishedFile.All });
            return;
        }

        int width = PublishedFile.All.Max(file => file.Name.Length);
        foreach (PublishedFile file in PublishedFile.All)
        {
            Console.Out.WriteLine(
                $"{file.Name.PadRight(width)}  {file.Description}{Size(file)}; {file.Licence}{(file.Address is null ? "; to be saved by hand" : "")}{(file.Sha256 is null ? "; SHA-256 not known" : "")}");
        }
    }

    private static void Describe(PublishedFile file)
    {
        TextWriter to = Console.Error;
        to.WriteLine($"{file.Name}: {file.Description}");
        to.WriteLine($"  file     {file.File}{Size(file)}, of {file.Address ?? file.Page}");
        to.WriteLine(file.Sha256 is null
            ? "  sha256   not known: that of the first download is kept, and later ones are held against it"
            : $"  sha256   {file.Sha256} (says {file.SumFrom})");
        to.WriteLine($"  by       {file.Author}");
        to.WriteLine($"  to cite  {file.Citation}");
        to.WriteLine($"  licence  {file.Licence}");
        to.WriteLine($"           {file.LicenceAddress}");
    }

    private static async Task<bool> Agrees(CancellationToken stop)
    {
        await Console.Error.WriteAsync("Do you agree to what is said under licence? [y/N] ").ConfigureAwait(false);
        string? answer = await Task.Run(Console.In.ReadLine, stop).WaitAsync(stop).ConfigureAwait(false);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static void Print(DownloadResult result, bool json)
    {
        if (json)
        {
            Report.Json(new
            {
                model = result.Model is { } model ? ModelText.Json(model) : null,
                files = result.Files.Select(file => new
                {
                    file.Published.Name,
                    file.Published.File,
                    Path = File.Exists(file.Path) ? file.Path : null,
                    file.Size,
                    file.Sha256,
                    file.Check,
                }),
            });
            return;
        }

        foreach (DownloadedFile file in result.Files)
        {
            string check = file.Check switch
            {
                SumCheck.Published => "as published",
                SumCheck.FirstDownload => "as at the first download",
                _ => "kept for later downloads; none is published",
            };
            Console.Error.WriteLine($"{file.Published.File}: sha256 {file.Sha256}, {check}");
        }

        if (result.Model is not null)
        {
            ModelText.Print(result.Model, json: false);
        }
        else
        {
            Console.Out.WriteLine(result.Files[0].Path);
        }
    }

    private static string Size(PublishedFile file) => file.Size is { } bytes ? $", {ModelText.Size(bytes)}" : "";
}
