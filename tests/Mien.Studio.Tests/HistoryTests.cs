using System.Text;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Mien.Studio.Components.Pages;
using Mien.Studio.Desks;
using Mien.Studio.History;

namespace Mien.Studio.Tests;

public sealed class HistoryTests : BunitContext
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-history-");

    [Fact]
    public void Page_WhereAnEntryIsAskedFor_StillAsks_WhenOthersComeAndGo()
    {
        using Workbench bench = new(new() { Home = _folder.FullName, Cache = null, Models = null });
        (string first, string second) = (Put("gus"), Put("cleo"));
        Services.AddSingleton(bench);
        IRenderedComponent<HistoryPage> page = Render<HistoryPage>();
        Button(first, Texts.Compare).Click();
        Button(first, Texts.Delete).Click();
        page.FindAll("[role=alertdialog]").Count.ShouldBe(1);

        bench.Delete(bench.History!.Find(second)!);
        page.WaitForAssertion(() => page.FindAll(".entry").Count.ShouldBe(1), TimeSpan.FromSeconds(60));
        page.Find(".entry").ClassList.ShouldContain("chosen"); // for comparison
        page.Find("[role=alertdialog] .stop").Click();
        page.FindAll(".entry").ShouldBeEmpty();
        bench.History.List().ShouldBeEmpty();

        IElement Button(string entry, string name)
            => page.FindAll(".entry").Single(e => e.InnerHtml.Contains(entry, StringComparison.Ordinal))
            .QuerySelectorAll("button").Single(button => button.TextContent == name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Delete_OfOneAmongMany_LeavesNoTraceInTheDatabase(int seed)
    {
        Random random = new(seed);
        using HistoryStore store = new(_folder.FullName);
        string[] entries = [.. Enumerable.Range(0, 30).Select(_ => HistoryStore.NewEntry())];
        for (int i = 0; i < 300; i++) // rows grow and shrink, so that pages of the database are split and joined
        {
            int number = random.Next(entries.Length);
            KeptPlace photo = new($"photo-of-{entries[number]}", new string('x', random.Next(800)), 0);
            store.Save(entries[number], new(new(), photo, photo, IsUnfinished: false, IsDone: true, entries[number]));
        }

        foreach (string entry in entries[..8])
        {
            store.Delete(entry);
            foreach (FileInfo file in _folder.EnumerateFiles("studio.db*"))
            {
                File.ReadAllBytes(file.FullName).AsSpan().IndexOf(Encoding.UTF8.GetBytes(entry))
                    .ShouldBe(-1, file.Name);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Delete(recursive: true);
    }

    // An entry, without its files.
    private string Put(string name)
    {
        string id = HistoryStore.NewEntry();
        using SqliteConnection database = new(
            $"Data Source={Path.Combine(_folder.FullName, "studio.db")};Pooling=False");
        database.Open();
        using SqliteCommand command = database.CreateCommand();
        command.CommandText = "INSERT INTO transfer VALUES ($id, 0, $desk, '4-5', 0.1, 0.2, 'a', 'b')";
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue(
            "$desk", $$"""{"settings":{},"appearance":{"hash":"{{id}}","name":"{{name}}.jpg","chosen":0},"isDone":true}""");
        command.ExecuteNonQuery();
        return id;
    }
}
