using System.Diagnostics;
using System.Globalization;
using Mien.Faces.Images;
using Mien.Studio;
using Mien.Studio.Desks;
using Mien.Studio.Photos;

// What a person waits for in the studio: the page, the first picture of a reconstruction, a picture after the slider
// moved.
const int Moves = 20;
const int Side = 1350;
DirectoryInfo folder = Directory.CreateTempSubdirectory("mien-studio-bench-");
try
{
    Say($"{Environment.ProcessorCount} processors, photos of {Side}×{Side} px, milliseconds");
    await Start("mien studio, first start");
    await Start("mien studio, second start");
    Stopwatch clock = Stopwatch.StartNew();
    await using StudioServer server = await StudioServer.Start(
        new()
        {
            Port = 0,
            Home = Path.Combine(folder.FullName, "home"),
            Cache = Path.Combine(
            folder.FullName, "cache"),
            Models = null
        });
    using HttpClientHandler handler = new() { CookieContainer = new() };
    using HttpClient client = new(handler);
    string page = await client.GetStringAsync(server.Entrance);
    Say($"the page after the start   {clock.Elapsed.TotalMilliseconds,8:0}   ({page.Length / 1000} kB)");

    Desk desk = server.Bench.New();
    await Task.WhenAll(
        Lay(Mien.Studio.Desks.Side.Appearance, "gus.jpg"), Lay(Mien.Studio.Desks.Side.Expression, "cleo.jpg"));
    while (server.Bench.Queue.Count > 0)
    {
        await Task.Delay(20); // the model is loading
    }

    TaskCompletionSource first = new(), done = new();
    desk.Changed += () =>
    {
        if (desk.Find($"{Mien.Studio.Desks.Side.Appearance}-live") is not null)
        {
            first.TrySetResult();
        }

        if (desk.Result is not null && desk.Sheet is not null)
        {
            done.TrySetResult();
        }
    };
    clock.Restart();
    desk.Run();
    await first.Task;
    Say($"first reconstruction       {clock.Elapsed.TotalMilliseconds,8:0}   after Run");
    await done.Task;
    Say($"result and sheet           {clock.Elapsed.TotalMilliseconds,8:0}   after Run");

    await Move("strength", i => desk.Settings with { Strength = 0.05f + (1.4f * i / Moves) });
    await Move("layers", i => desk.Settings with { Layers = i % 2 == 0 ? "3-5" : "4-6" });

    // A process of its own, from its start to a page that was loaded.
    async Task Start(string what)
    {
        Stopwatch time = Stopwatch.StartNew();
        ProcessStartInfo start = new(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "../../Mien.Cli/release/Mien.Cli.dll"), "studio",
                "--port", "0", "--no-browser", "--home", Path.Combine(folder.FullName, "process")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["MIEN_HOME"] = Path.Combine(folder.FullName, "models");
        using Process studio = Process.Start(start)!;
        using HttpClient visitor = new();
        string answer = await visitor.GetStringAsync(await studio.StandardOutput.ReadLineAsync());
        Say($"{what,-26} {time.Elapsed.TotalMilliseconds,8:0}   to the page ({answer.Length / 1000} kB)");
        studio.Kill();
        await studio.WaitForExitAsync();
    }

    async Task Lay(Side side, string sample)
    {
        byte[] large = Image.Decode(PhotoShelf.SampleFile(sample)!, sample).Resize(Side, Side).Encode(ImageFormat.Jpeg);
        await desk.Put(side, server.Bench.Photos.Add(large, sample));
    }

    // From the choice to the first picture that shows it, and to the full one.
    async Task Move(string what, Func<int, DeskSettings> choose)
    {
        List<double> quick = [], full = [];
        for (int i = 0; i < Moves; i++)
        {
            Mien.Transfer.TransferResult before = desk.Result!;
            TaskCompletionSource changed = new();
            void Look()
            {
                if (desk.Result != before)
                {
                    changed.TrySetResult();
                }
            }

            desk.Changed += Look;
            Stopwatch time = Stopwatch.StartNew();
            desk.Change(choose(i));
            await changed.Task;
            full.Add(time.Elapsed.TotalMilliseconds);
            quick.Add(desk.Latency ?? double.NaN);
            desk.Changed -= Look;
            await Task.Delay(50);
        }

        Say($"{what,-10} first look       {Median(quick),8:0}   full picture {Median(full):0} (medians of {Moves})");
    }
}
finally
{
    folder.Delete(recursive: true);
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
