using System.CommandLine;
using System.Globalization;
using Mien.Inversion;

namespace Mien.Cli.Commands;

/// <summary><c>mien cache</c>: the inversions that are kept.</summary>
internal static class CacheCommand
{
    public static Command Create() => new ExampleCommand(
        "cache", "Say what inversions are kept, or remove them (in $MIEN_CACHE, else in ~/.cache/mien)",
        "mien cache info", "mien cache clear")
    {
        Create("info", "Say how many inversions are kept, and how much room they take", cache => cache.Contents(),
            "holds"),
        Create("clear", "Remove all inversions that are kept; runs that were stopped begin anew",
            cache => cache.Clear(), "held, now removed:"),
    };

    private static ExampleCommand Create(
        string name, string description, Func<InversionCache, CacheContents> act, string verb)
    {
        ExampleCommand command = new(name, description, $"mien cache {name}", $"mien cache {name} --json");
        command.SetAction(parsed =>
        {
            CacheContents contents = act(InversionCache.OfUser(Report.Notice));
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        folder = UserFolders.Cache,
                        contents.Results,
                        contents.Runs,
                        contents.SetAside,
                        contents.Bytes
                    });
            }
            else if (UserFolders.Cache is { } folder)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{folder} {verb} {contents.Results} inversions, {contents.Runs} stopped runs, {contents.SetAside} files set aside, {contents.Bytes / 1e6:0.0} MB"));
            }

            return CommandLine.Good;
        });
        return command;
    }
}
