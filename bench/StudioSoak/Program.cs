// Random use of the studio by several browsers at once: dotnet run -c Release --project bench/StudioSoak -- [MINUTES]
// [BROWSERS] [SEED] The studio is a process of its own. At the end every transfer that it kept is made again, without
// it, and compared bit for bit; what it said, what the browsers said, and its memory are printed. Exit code 1 if
// anything is not as it should be.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Models;
using Mien.Studio.Desks;
using Mien.Studio.History;
using Mien.Transfer;

double minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 30;
int browsers = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 4;
int seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
const int CommandsTried = 3;
DirectoryInfo folder = Directory.CreateTempSubdirectory("mien-soak-");
string home = Path.Combine(folder.FullName, "home"), cli = Path.Combine(
    AppContext.BaseDirectory, "../../Mien.Cli/release/Mien.Cli.dll");
string film = Path.Combine(folder.FullName, "film.mp4");
ConcurrentQueue<string> faults = new(), log = new();
ConcurrentDictionary<string, int> done = new();
try
{
    Draw(film);
    using Process studio = Command("studio-cache", "studio", "--port", "0", "--no-browser", "--home", home);
    studio.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
    studio.BeginErrorReadLine();
    string entrance = await studio.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"the studio did not start: {string.Join(' ', log)}");
    using IPlaywright playwright = await Playwright.CreateAsync();
    Stopwatch clock = Stopwatch.StartNew();
    using CancellationTokenSource time = new(TimeSpan.FromMinutes(minutes));
    Task<List<(double Minute, long Megabytes)>> memory = Measure(studio, clock, time.Token);
    await Task.WhenAll(
        Enumerable.Range(0, browsers).Select(
            i => Task.Run(() => Use(playwright, entrance, new(seed + i), $"browser {i + 1}", time.Token))));
    using (Process interrupt = Process.Start("kill", ["-TERM", studio.Id.ToString(CultureInfo.InvariantCulture)]))
    {
        await studio.WaitForExitAsync();
    }

    Check(studio.ExitCode == 0, $"the studio ended with exit code {studio.ExitCode}");
    foreach (string line in log.Where(line => line.Length > 0 && !line.StartsWith("Ctrl-C", StringComparison.Ordinal)))
    {
        faults.Enqueue("the studio said: " + line);
    }

    Say($"{minutes} minutes, {browsers} browsers, seed {seed}, {Environment.ProcessorCount} processors");
    Say($"done: {string.Join(", ", done.OrderByDescending(d => d.Value).Select(d => $"{d.Key} {d.Value}"))}");
    List<(double Minute, long Megabytes)> measured = await memory;
    Say($"memory, MB: {string.Join(", ", measured.Where((_, i) => i % Math.Max(1, measured.Count / 12) == 0).Select(m => $"{m.Megabytes} at {m.Minute:0} min"))}");
    long[] early = Between(0.15, 0.5), late = Between(0.65, 1); // after the first five of thirty minutes
    Say($"medians, MB: {Median(early)} early, {Median(late)} late; most {measured.Max(m => m.Megabytes)}");
    Check(Median(late) < 1.15 * Median(early), "memory grows");
    Compare();

    long[] Between(double from, double to)
        => [.. measured.Where(m => m.Minute >= from * minutes && m.Minute <= to * minutes).Select(m => m.Megabytes)];
}
finally
{
    folder.Delete(recursive: true);
}

foreach (string fault in faults)
{
    Console.WriteLine("FAULT " + fault);
}

return faults.IsEmpty ? 0 : 1;

// One person: does something at random, looks at what comes, does something else.
async Task Use(IPlaywright playwright, string entrance, Random random, string name, CancellationToken time)
{
    await using IBrowser browser = await playwright.Chromium.LaunchAsync(
        new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
    IPage page = await browser.NewPageAsync();
    page.SetDefaultTimeout(120_000);
    page.Console += (_, message) =>
    {
        // Words of the browser itself on what was refused on purpose, and on pictures of what was deleted meanwhile.
        if (message.Type == "error" && !message.Text.Contains("415", StringComparison.Ordinal)
            && !message.Text.Contains("404", StringComparison.Ordinal))
        {
            faults.Enqueue($"{name}: {message.Text} {message.Location}");
        }
    };
    page.PageError += (_, error) => faults.Enqueue($"{name}: {error}");
    await page.GotoAsync(entrance);
    await Live(page);
    Uri start = new(page.Url);
    (string Name, Func<Task> Do)[] actions =
    [
        ("new desk", () => Goto("/")),
        ("sample", Sample), ("sample", Sample),
        ("face", () => Click(".photo .face")),
        ("run", Run), ("run", Run), ("run", Run), ("run", Run), ("run", Run), ("run", Run),
        ("stop", () => Click(".run .stop")),
        ("strength", Strength), ("strength", Strength), ("strength", Strength),
        ("layer", () => Click(".layer")),
        ("preset", () => Click(".presets .chip")),
        ("paste", () => Click(".paste label")), ("paste", () => Click(".paste label")),
        ("cell", () => Click(".cell")), ("cell", () => Click(".cell")),
        ("exchange", () => Click(".exchange")),
        ("zoom", () => Click("[data-zoom]")),
        ("film", () => Click("[data-play]")),
        ("report", () => Click(".take button.button:not(.quiet)")),
        ("reload", async () => { await page.ReloadAsync(); await Live(page); }),
        ("odd file", OddFile),
        ("file", File),
        ("history", History), ("history", History),
        ("film page", FilmPage),
        ("batch page", BatchPage),
        ("models", async () => { await Goto("/models"); await page.GoBackAsync(); await Live(page); }),
    ];
    while (!time.IsCancellationRequested)
    {
        (string what, Func<Task> act) = actions[random.Next(actions.Length)];
        try
        {
            await act();
            done.AddOrUpdate(what, 1, (_, n) => n + 1);
            if (await page.Locator("#blazor-error-ui").IsVisibleAsync())
            {
                faults.Enqueue($"{name}: the page failed after {what}");
                await Goto("/");
            }

            if (await page.Locator(".empty h1").CountAsync() > 0) // another browser deleted it
            {
                await Goto("/");
            }

            await Task.Delay(random.Next(2000), time);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (IsGone(e))
        {
            done.AddOrUpdate("gone meanwhile", 1, (_, n) => n + 1);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            faults.Enqueue($"{name}: {what}: {e.Message.ReplaceLineEndings(" ")}");
            await Goto("/");
        }
    }

    // What stood there when it was chosen, and no longer when it was clicked.
    static bool IsGone(Exception e)
        => e is TimeoutException && e.Message.Contains("Timeout 5000ms", StringComparison.Ordinal);

    async Task Goto(string path)
    {
        await page.GotoAsync(new Uri(start, path).ToString());
        await Live(page);
    }

    async Task Click(string selector)
    {
        if (await page.Locator(selector).AllAsync() is { Count: > 0 } all && all[random.Next(all.Count)] is { } one
            && await one.IsEnabledAsync(new() { Timeout = 5000 }))
        {
            await one.ClickAsync(new() { Timeout = 5000 });
        }
    }

    // Mostly somebody waits for what comes; the queue may be long.
    async Task Run()
    {
        await Click(".run .primary");
        for (int seconds = random.Next(5) == 0 ? 0 : 60; seconds > 0 && !time.IsCancellationRequested
            && await page.Locator(".run .stop").CountAsync() > 0; seconds--)
        {
            await Task.Delay(1000, time);
        }
    }

    Task Sample() => Click(
        random.Next(2) == 0 ? ".photo.appearance .samples button" : ".photo.expression .samples button");

    async Task Strength()
    {
        if (await page.Locator(".strength input").CountAsync() > 0)
        {
            for (int i = random.Next(1, 8); i > 0; i--)
            {
                await page.Locator(".strength input").FillAsync(
                    (random.Next(31) / 20.0).ToString(CultureInfo.InvariantCulture), new() { Timeout = 5000 });
            }
        }
    }

    // A film of four frames of another sample; some are stopped, some deleted.
    async Task FilmPage()
    {
        string back = new Uri(page.Url).PathAndQuery;
        await Goto("/film");
        await Click(".kinds label");
        await Click(".photo .samples button");
        if (await page.Locator("[data-kind=film] input[type=file]").CountAsync() > 0)
        {
            await page.Locator("[data-kind=film] input[type=file]").First.SetInputFilesAsync(film);
        }

        await RunAWork(back);
    }

    // Two or three samples on one or two.
    async Task BatchPage()
    {
        string back = new Uri(page.Url).PathAndQuery;
        await Goto("/batch");
        for (int i = 0; i < 3; i++)
        {
            await Click(".photo.appearance .samples button");
            await Click(".photo.expression .samples button");
        }

        await RunAWork(back);
    }

    async Task RunAWork(string back)
    {
        await Task.Delay(2000, time);
        await Run();
        switch (random.Next(4))
        {
            case 0:
                await Click(".run .stop");
                break;
            case 1:
                await Click(".works button");
                await Click(".question .stop");
                break;
            default:
                break;
        }

        await Goto(back);
    }

    async Task File()
    {
        if (await page.Locator(".photo input[type=file]").CountAsync() > 0)
        {
            await page.Locator(".photo input[type=file]").Nth(random.Next(2)).SetInputFilesAsync(PathOfSample(random));
        }
    }

    async Task OddFile()
    {
        if (await page.Locator(".photo input[type=file]").CountAsync() > 0)
        {
            byte[] noise = new byte[random.Next(1, 5000)];
            random.NextBytes(noise);
            await page.Locator(".photo input[type=file]").Nth(random.Next(2))
                .SetInputFilesAsync(new FilePayload { Name = "odd.jpg", MimeType = "image/jpeg", Buffer = noise });
        }
    }

    async Task History()
    {
        string back = new Uri(page.Url).PathAndQuery;
        await Goto("/history");
        await page.GetByRole(AriaRole.Searchbox).FillAsync(random.Next(3) == 0 ? "gus" : "");
        switch (random.Next(8))
        {
            case 0:
                await Click(".entry button:has-text('Delete')");
                await Click(".question .stop");
                break;
            case 1:
                await Click(".entry button:has-text('Compare')");
                await Click(".entry button:has-text('Compare')");
                break;
            case 2:
                await Click(".entry button:has-text('Open')");
                return;
            default:
                break;
        }

        await Goto(back);
    }
}

static Task Live(IPage page) => page.Locator("main[data-live]").WaitForAsync();

// Four frames of a face at rest.
static void Draw(string path)
{
    Image frame = Image.Read(Path.Combine(AppContext.BaseDirectory, "../../../../samples/cleo.jpg")).Resize(256, 256);
    using FilmWriter writer = new(path, 256, 256);
    for (int i = 0; i < 4; i++)
    {
        writer.Add(frame, i * 40_000);
    }

    writer.Finish();
}

static string PathOfSample(Random random)
{
    string[] samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "../../../../samples"), "*.jpg");
    return samples[random.Next(samples.Length)];
}

static async Task<List<(double Minute, long Megabytes)>> Measure(
    Process process, Stopwatch clock, CancellationToken time)
{
    List<(double, long)> measured = [];
    while (!time.IsCancellationRequested)
    {
        process.Refresh();
        measured.Add((clock.Elapsed.TotalMinutes, process.WorkingSet64 >> 20));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured[^1]}"));
        await Task.Delay(TimeSpan.FromSeconds(10), CancellationToken.None);
    }

    return measured;
}

// All that is kept, made again by the library, and some of it by the command.
void Compare()
{
    using HistoryStore history = new(home);
    using FaceModel model = ModelLoader.Load(BuiltInModel.Open());
    using FaceDetector detector = new();
    ExpressionTransfer transfer = new(model, new(Path.Combine(folder.FullName, "own-cache")));
    int equal = 0, tried = 0;
    foreach (HistoryEntry entry in history.List(most: int.MaxValue))
    {
        if (entry.Desk.Settings.Model != BuiltInModel.Name)
        {
            continue;
        }

        DeskSettings chosen = entry.Desk.Settings;
        TransferSettings advised = TransferSettings.For(model);
        TransferResult result = transfer.Run(Cut(entry.Desk.Appearance!), Cut(entry.Desk.Expression!), advised with
        {
            Method = chosen.Method,
            Layers = chosen.Method == FusionMethod.Layers && chosen.Layers is { } layers
                ? LayerMask.Parse(layers, model.Generator.Layers)
                : chosen.Method == FusionMethod.Layers ? advised.Layers : null,
            Strength = chosen.Strength,
            Paste = chosen.Paste,
        });
        string hash = Image.Read(history.File(entry.Id, "result.png")!).Hash;
        Check(hash == result.Picture.Hash, $"not the picture that the library makes: {entry}");
        equal++;
        if (tried < CommandsTried)
        {
            string picture = Path.Combine(folder.FullName, "by-command.png");
            List<string> line = ["transfer", "--appearance", PhotoOf(entry.Desk.Appearance!), "--expression", PhotoOf(entry.Desk.Expression!), "--out", picture, "--force",
                "--face-a", $"{entry.Desk.Appearance!.Chosen}", "--face-e", $"{entry.Desk.Expression!.Chosen}",
                "--strength", chosen.Strength.ToString("0.##", CultureInfo.InvariantCulture),
                "--paste", chosen.Paste.ToString().ToLowerInvariant()];
            line.AddRange(chosen.Method switch
            {
                FusionMethod.SearchRange => ["--set", "method=search-range"],
                FusionMethod.SearchLinear => ["--set", "method=search-linear"],
                FusionMethod.Joint => ["--set", "method=joint"],
                _ => chosen.Layers is { } list ? ["--layers", list] : [],
            });
            using Process command = Command("command-cache", [.. line]);
            string said = command.StandardError.ReadToEnd();
            command.WaitForExit();
            Check(command.ExitCode == 0, $"mien {string.Join(' ', line)}: {said}");
            Check(command.ExitCode == 0 && Image.Read(picture).Hash == hash,
                $"not the picture that the command makes: {entry}");
            tried++;
        }
    }

    Say($"{equal} transfers kept and made again by the library, {tried} of them by mien transfer: compared bit for bit");

    AlignedFace Cut(KeptPlace place)
        => AlignedFace.Cut(
            PhotoOf(place), model.Generator.Resolution, detector,
            FaceChoice.Parse(place.Chosen.ToString(CultureInfo.InvariantCulture)), model.Frame);

    string PhotoOf(KeptPlace place) => Path.Combine(home, "photos", place.Hash);
}

Process Command(string cache, params string[] arguments)
{
    ProcessStartInfo start = new("dotnet", [cli, .. arguments])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    };
    (start.Environment["MIEN_CACHE"], start.Environment["MIEN_HOME"]) =
        (Path.Combine(folder.FullName, cache), Path.Combine(folder.FullName, "models"));
    start.Environment.Remove("MIEN_MODEL");
    return Process.Start(start)!;
}

void Check(bool isGood, string fault)
{
    if (!isGood)
    {
        faults.Enqueue(fault);
    }
}

static long Median(long[] values) => values.Length > 0 ? values.Order().ElementAt(values.Length / 2) : 0;

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
