using System.CommandLine;

namespace Mien.Cli.Tests;

public sealed class ManualTests
{
    private static readonly RootCommand _root = CommandLine.Root();

    [Fact]
    public void Man_OfAllCommands_NamesEachWithItsOptions()
    {
        string page = Manual.Man(_root, "1.2.3");

        foreach ((string words, Command command) in Manual.Commands(_root))
        {
            int from = page.IndexOf($".SS \"{Troff(words)}", StringComparison.Ordinal);
            from.ShouldBeGreaterThan(0, words);
            string section = page[from..page.IndexOf("\n.S", from, StringComparison.Ordinal)];
            foreach (Option option in command.Options.Where(option => !option.Hidden))
            {
                section.ShouldContain($"\\fB{Troff(option.Name)}\\fR", customMessage: words);
            }
        }

        page.ShouldContain("mien 1.2.3");
        page.Split('\n').ShouldAllBe(line => !line.StartsWith('\''));
    }

    [Fact]
    public void Pages_OfAllCommands_HaveTheirHelpAndAreListed()
    {
        Dictionary<string, string> pages = Manual.Pages(_root, words => $"help of {string.Join(' ', words)}")
            .ToDictionary(page => page.File, page => page.Text);

        pages["models.md"].ShouldContain("help of models import");
        pages["transfer.md"].ShouldContain("help of transfer");
        foreach (string file in pages.Keys.Where(file => file != "index.md"))
        {
            pages["index.md"].ShouldContain($"({file})");
        }

        pages.Keys.ShouldNotContain("manual.md");
    }

    private static string Troff(string text) => text.Replace("-", "\\-", StringComparison.Ordinal);
}
