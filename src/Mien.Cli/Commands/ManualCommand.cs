using System.CommandLine;
using Mien.Cli.Parsing;

namespace Mien.Cli.Commands;

/// <summary><c>mien manual</c>, for those who pack the program: the manual, made of the commands.</summary>
internal static class ManualCommand
{
    public static Command Create()
    {
        OutputFolderOption output = new("--out")
        {
            Description = "Where mien.1 and the pages in Markdown go",
            HelpName = "folder",
            Required = true,
        };
        ExampleCommand command = new(
            "manual", "Write the manual: a page for man, and pages in Markdown", "mien manual --out manual")
        {
            output,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string folder = OutputFile.Folder(parsed.GetRequiredValue(output));
            RootCommand root = (RootCommand)parsed.RootCommandResult.Command;
            File.WriteAllText(Path.Combine(folder, "mien.1"), Manual.Man(root, VersionText.Version));
            foreach ((string file, string text) in Manual.Pages(root, words => Help(root, words)))
            {
                File.WriteAllText(Path.Combine(folder, file), text);
            }
        });
        return command;
    }

    private static string Help(RootCommand root, string[] words)
    {
        using StringWriter text = new();
        _ = root.Parse([.. words, "--help"]).Invoke(new InvocationConfiguration { Output = text });
        return text.ToString();
    }
}
