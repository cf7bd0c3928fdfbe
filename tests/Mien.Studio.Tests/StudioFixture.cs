using System.Net;
using Microsoft.Playwright;
using Mien.Studio.Desks;
using Mien.Studio.Jobs;

namespace Mien.Studio.Tests;

/// <summary>A studio of its own folders, and a browser.</summary>
public sealed class StudioFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-studio-");
    private IPlaywright? _playwright;

    public StudioServer Server { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    public List<string> Notices { get; } = [];

    public StudioOptions Options => new()
    {
        Port = 0,
        Home = Path.Combine(_folder.FullName, "home"),
        Cache = Path.Combine(_folder.FullName, "cache"),
        Models = Path.Combine(_folder.FullName, "models"),
        Notice = text =>
        {
            lock (Notices)
            {
                Notices.Add(text);
            }
        },
    };

    /// <summary>Sends a body from a page of an origin, and tells the status of the answer.</summary>
    public static async Task<HttpStatusCode> Post(HttpClient client, string path, string? origin, byte[] content)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(content) };
        request.Headers.ExpectContinue = true; // an answer before the content spares sending it
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using HttpResponseMessage answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "formats", name);

    public async Task InitializeAsync()
    {
        Server = await StudioServer.Start(Options);
        Assertions.SetDefaultExpectTimeout(90_000); // a busy machine is slow, not wrong
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public async Task Restart()
    {
        await Server.DisposeAsync();
        Server = await StudioServer.Start(Options);
    }

    /// <summary>A page of a browser of its own, past the entrance; what goes wrong in it is collected.</summary>
    public async Task<(IPage Page, List<string> Faults)> Enter(
        int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                AcceptDownloads = true
            });
        IPage page = await context.NewPageAsync();
        List<string> faults = [];
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(Server.Entrance.ToString());
        await page.WaitForURLAsync("**/transfer/*");
        await Live(page);
        return (page, faults);
    }

    /// <summary>Holds a desk's run at its next step until it is let go.</summary>
    public Hold Hold(string place) => new(Server.Bench.Find(place.Split('/')[^1])!);

    /// <summary>Waits until the page answers.</summary>
    public static Task Live(IPage page) => page.Locator("main[data-live]").WaitForAsync();
}

/// <summary>
/// A run that stands still at a step, however fast the machine is: the queue's thread waits where it tells of the step.
/// </summary>
public sealed class Hold : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly Action _leave;

    public Hold(Desk desk)
    {
        void Wait() => Stand(desk.State == DeskState.Running && desk[Side.Appearance].Step > 0);
        desk.Changed += Wait;
        _leave = () => desk.Changed -= Wait;
    }

    public Hold(LastingWork work)
    {
        void Wait() => Stand(work.State == DeskState.Running && work.Progress is not null);
        work.Changed += Wait;
        _leave = () => work.Changed -= Wait;
    }

    public void Dispose()
    {
        _leave();
        _open.Set();
    }

    private void Stand(bool holds)
    {
        if (holds && Thread.CurrentThread.Name == JobWorker.ThreadName)
        {
            _open.Wait(TimeSpan.FromMinutes(2));
        }
    }
}

/// <summary>Browser tests share a studio and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedStudio : ICollectionFixture<StudioFixture>
{
    public const string Name = "studio";
}
