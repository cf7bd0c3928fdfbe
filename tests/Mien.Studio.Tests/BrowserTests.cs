using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Mien.Directions;
using Mien.Faces.Detection;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;
using static Microsoft.Playwright.Assertions;

namespace Mien.Studio.Tests;

[Collection(SharedStudio.Name)]
public sealed class BrowserTests(StudioFixture studio)
{
    private const float Patience = 180_000; // milliseconds; a busy machine inverts slowly

    // Where pictures of the pages go, for whoever wants to look at them.
    private static readonly string? _album = Environment.GetEnvironmentVariable("MIEN_STUDIO_ALBUM");

    [Fact]
    public async Task Transfer_TwoDroppedSamples_ShowsAndGivesTheResult()
    {
        (IPage page, List<string> faults) = await studio.Enter();
        await Picture(page, "empty");
        await Accessible(page);
        await Drop(page, "appearance", "gus.jpg");
        await Drop(page, "expression", "cleo.jpg");
        await Expect(page.Locator(".photo .face.chosen")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await Picture(page, "chosen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Transfer the expression" }).ClickAsync();
        await Expect(page.Locator(".live img").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await Picture(page, "running");
        await Picture(page, "studio-photos", ".pair");
        await Accessible(page);

        await page.ReloadAsync(); // in the middle
        await StudioFixture.Live(page);
        await Expect(page.Locator(".result")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".sheet-box")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".scores")).ToContainTextAsync(Texts.ScorePerson);
        await Picture(page, "result");
        await Picture(page, "studio-result", ".result");
        await Picture(page, "studio-sheet", ".panels");
        await Accessible(page);

        ILocator result = page.Locator(".result .after");
        string? first = await result.GetAttributeAsync("src");
        await page.Locator(".strength input").FillAsync("0.4");
        await Expect(result).Not.ToHaveAttributeAsync("src", first!);
        await Expect(page.Locator(".strength output")).ToHaveTextAsync("0.40");

        string? fused = await page.Locator(".controls .faces-row img").Nth(1).GetAttributeAsync("src");
        await page.GetByRole(AriaRole.Switch, new() { Name = "layer 3", Exact = true }).ClickAsync();
        await Expect(page.Locator(".controls .faces-row img").Nth(1)).Not.ToHaveAttributeAsync("src", fused!);
        await Expect(page.Locator(".take .command code")).ToHaveTextAsync(
            "mien transfer --appearance 'gus.jpg' --expression 'cleo.jpg' --out result.png --layers 3-5 --strength 0.4");
        await Expect(page.Locator(".cell.chosen")).ToHaveAttributeAsync(
            "aria-label", "layers 3 to 5", new() { Timeout = Patience });

        await Directions(page);
        IDownload download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "Picture (PNG)" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("gus-as-cleo.png");
        Mien.Faces.Images.Image picture = Mien.Faces.Images.Image.Read(await download.PathAsync());
        // bit for bit what the library makes
        picture.Pixels.ToArray().ShouldBe(
            Expected("gus.jpg", "cleo.jpg", settings => settings with
            {
                Layers = LayerMask.Range(3, 5, settings.Layers!.Layers),
                Strength = 0.4f,
            }).Pixels.ToArray());
        faults.ShouldBeEmpty();
        lock (studio.Notices)
        {
            studio.Notices.ShouldBeEmpty();
        }
    }

    private async Task Directions(IPage page)
    {
        ILocator panel = page.Locator(".directions"), shown = panel.Locator(".after");
        string? before = await shown.GetAttributeAsync("src");
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = Texts.Reset })).ToBeDisabledAsync();
        await panel.GetByRole(AriaRole.Slider, new() { Name = "smile", Exact = true }).FillAsync("0.8");
        await Expect(shown).Not.ToHaveAttributeAsync("src", before!);
        await panel.GetByRole(AriaRole.Slider, new() { Name = "yaw", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(panel.Locator(".command code")).ToHaveTextAsync(
            "mien edit 'gus.jpg' --direction smile=0.8 --direction yaw=-0.1 --out edited.png");
        ILocator link = panel.GetByRole(AriaRole.Link, new() { Name = Texts.DownloadEdited });
        await Expect(link).ToBeVisibleAsync();
        Desks.FaceDirections play = studio.Server.Bench.Find(page.Url.Split('/')[^1])!.Directions;
        DirectionStep[] steps = [new("smile", 0.8f), new("yaw", -0.1f)];
        byte[] expected = Edited("gus.jpg", steps).Pixels.ToArray();
        for (int tries = 0; tries < 600 && !play.Result!.Picture.Pixels.Span.SequenceEqual(expected); tries++)
        {
            await Task.Delay(100); // the first of the two moves is still shown
        }

        await Picture(page, "studio-directions", ".directions");
        await Accessible(page);
        IDownload download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        download.SuggestedFilename.ShouldBe("gus-edited.png");
        // bit for bit what mien edit makes
        Mien.Faces.Images.Image.Read(await download.PathAsync()).Pixels.ToArray().ShouldBe(expected);
        await panel.GetByRole(AriaRole.Button, new() { Name = Texts.Reset }).ClickAsync();
        await Expect(shown).ToHaveAttributeAsync("src", before!);
        await Expect(link).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("dark", 1280, ColorScheme.Dark)]
    [InlineData("narrow", 390, ColorScheme.Light)]
    [InlineData("narrow-dark", 390, ColorScheme.Dark)]
    public async Task Transfer_DarkOrNarrow_IsReadableAndFits(string name, int width, ColorScheme scheme)
    {
        (IPage page, List<string> faults) = await studio.Enter(width, 844, scheme);
        await page.Locator(".photo.appearance .samples button[title='gus.jpg']").ClickAsync();
        await page.Locator(".photo.expression .samples button[title='cleo.jpg']").ClickAsync();
        await Expect(page.Locator(".photo .face.chosen")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Transfer the expression" }).ClickAsync();
        await Expect(page.Locator(".sheet-box")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".result .compare")).ToBeInViewportAsync(new() { Ratio = 0.5f });
        await Picture(page, name);
        await Accessible(page);
        (await page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Photo_WithTwoFaces_LetsChoose_AndOddFilesSayWhatIsWrong()
    {
        (IPage page, List<string> faults) = await studio.Enter();
        ILocator card = page.Locator(".photo.appearance");
        await card.Locator(".samples button[title='hana-and-ines.jpg']").ClickAsync();
        await Expect(card.Locator(".face")).ToHaveCountAsync(2);
        string? crop = await card.Locator(".faces-row img").First.GetAttributeAsync("src");
        await card.GetByRole(AriaRole.Button, new() { Name = "face 2 of 2" }).ClickAsync();
        await Expect(card.Locator(".face").Nth(1)).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(card.Locator(".faces-row img").First).Not.ToHaveAttributeAsync("src", crop!);
        await Picture(page, "two-faces");

        ILocator file = card.Locator("input[type=file]");
        await file.SetInputFilesAsync(
            new FilePayload
            {
                Name = "notes.pdf",
                MimeType = "application/pdf",
                Buffer = "%PDF-1.7 of no use"u8.ToArray()
            });
        await Expect(card.GetByRole(AriaRole.Alert).First).ToContainTextAsync("is a PDF document");
        byte[] photo = await File.ReadAllBytesAsync(StudioFixture.Sample("gus.jpg"));
        await file.SetInputFilesAsync(
            new FilePayload { Name = "half.jpg", MimeType = "image/jpeg", Buffer = photo[..(photo.Length / 2)] });
        await Expect(card.GetByRole(AriaRole.Alert).First).ToContainTextAsync("damaged or cut short");
        byte[] grey = new Faces.Images.Image(300, 200, new byte[300 * 200 * 3]).Encode(Faces.Images.ImageFormat.Png);
        await file.SetInputFilesAsync(new FilePayload { Name = "grey.png", MimeType = "image/png", Buffer = grey });
        await Expect(card.GetByRole(AriaRole.Alert).First).ToContainTextAsync("No face was found");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Transfer the expression" })).ToBeDisabledAsync();
        await Picture(page, "no-face");
        await Accessible(page);
        // the browser's word on the files that were refused
        faults.RemoveAll(fault => fault.Contains("415", StringComparison.Ordinal));
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Transfer_StoppedAndGoneOnWith_IsFoundAfterARestart_KeptAndDeleted()
    {
        (IPage page, List<string> faults) = await studio.Enter();
        await page.Locator(".photo.appearance .samples button[title='dan.jpg']").ClickAsync();
        await page.Locator(".photo.expression .samples button[title='eve.jpg']").ClickAsync();
        await Expect(page.Locator(".photo .face.chosen")).ToHaveCountAsync(2);
        string place = new Uri(page.Url).AbsolutePath;
        using (studio.Hold(place))
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Transfer the expression" }).ClickAsync();
            await Expect(page.Locator(".live img").First).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
            await Expect(page.GetByText("Stopped. What was found is kept.")).ToBeVisibleAsync();
        }

        using (studio.Hold(place))
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
            await Expect(page.Locator(".run .stop")).ToBeVisibleAsync();
        }

        await studio.Restart(); // in the middle
        await page.GotoAsync(studio.Server.Entrance.ToString());
        await page.GotoAsync(new Uri(studio.Server.Address, place).ToString());
        await StudioFixture.Live(page);
        faults.Clear(); // what the browser said while nobody answered
        await Expect(page.Locator(".result")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        ILocator entry = page.Locator(".entry", new() { HasText = "dan-as-eve" });
        await Expect(entry).ToHaveCountAsync(1);
        await Picture(page, "history");
        await Accessible(page);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("nobody");
        await Expect(page.GetByText("No transfer matches.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("dan eve");
        await entry.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await Expect(page.Locator(".result")).ToBeVisibleAsync();

        History.HistoryEntry kept = studio.Server.Bench.History!.List("dan eve")[0];
        string picture = studio.Server.Bench.History.File(kept.Id, "result.png")!;
        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(entry).ToHaveCountAsync(1);
        await entry.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(entry).ToHaveCountAsync(0);

        File.Exists(picture).ShouldBeFalse();
        studio.Server.Bench.History.List("dan eve").ShouldBeEmpty();
        Traces(kept).ShouldBeEmpty();
        // pictures that were still on their way to the page
        faults.RemoveAll(fault => fault.Contains("404", StringComparison.Ordinal));
        faults.ShouldBeEmpty();
    }

    // The files that still tell of the photos of an entry.
    private IEnumerable<string> Traces(History.HistoryEntry entry) => Directory.GetFiles(studio.Options.Home!, "*", SearchOption.AllDirectories).Where(path =>
    {
        // the database is open
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return ((string[])[entry.Desk.Appearance!.Hash, entry.Desk.Expression!.Hash]).Any(hash
            => Path.GetFileName(path) == hash || bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(hash)) >= 0);
    });

    [Fact]
    public async Task Models_AGoldenFile_IsImportedAndRemoved()
    {
        (IPage page, List<string> faults) = await studio.Enter();
        await page.GetByRole(AriaRole.Link, new() { Name = "Models" }).ClickAsync();
        await Expect(page.Locator(".models h2", new() { HasText = BuiltInModel.Name })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(page.GetByText("Choose the file with the generator first.")).ToBeVisibleAsync();
        await page.GetByLabel("Name").FillAsync("tiny");
        await page.Locator("[data-model='model/generator'] input[type=file]")
            .SetInputFilesAsync(StudioFixture.Golden("stylegan2-nvidia-p3.pkl"));
        await Expect(page.Locator("[data-model='model/generator'] .chosen-file"))
            .ToHaveTextAsync("stylegan2-nvidia-p3.pkl");
        await page.Locator("[data-model='model/perceptual'] input[type=file]")
            .SetInputFilesAsync(StudioFixture.Golden("vgg16-legacy.pth"));
        await Expect(page.Locator("[data-model='model/perceptual'] .chosen-file")).ToHaveTextAsync("vgg16-legacy.pth");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(page.GetByText("Imported. tiny")).ToBeVisibleAsync();
        await Picture(page, "models");
        await Picture(page, "studio-models", "main");
        await Accessible(page);
        ILocator model = page.Locator(".models .card", new() { HasText = "tiny" });
        await model.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await Expect(model).ToHaveCountAsync(0);
        faults.ShouldBeEmpty();
    }

    /// <summary>
    /// With a small model, which searches in a moment: pasted photos, exchanged roles, searches, the joint objective,
    /// the report.
    /// </summary>
    [Fact]
    public async Task Transfer_Pasted_Exchanged_SearchedAndReported_WithAnotherModel()
    {
        new ModelImport
        {
            Name = "small",
            GeneratorFile = StudioFixture.Golden("stylegan2-rosinality.pt"),
            PerceptualFiles = [StudioFixture.Golden("vgg16-zip.pth")],
        }.Into(studio.Server.Bench.Models.Store!);
        (IPage page, List<string> faults) = await studio.Enter();
        await page.Locator(".model select").SelectOptionAsync("small");
        await Paste(page, "gus.jpg");
        // the first place that is empty
        await Expect(page.Locator(".photo.appearance .name")).ToHaveTextAsync("gus.jpg");
        await Paste(page, "cleo.jpg");
        await Expect(page.Locator(".photo.expression .name")).ToHaveTextAsync("cleo.jpg");
        await Expect(page.Locator(".photo .face.chosen")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = Texts.Exchange }).ClickAsync();
        await Expect(page.Locator(".photo.appearance .name")).ToHaveTextAsync("cleo.jpg");
        await Expect(page.Locator(".photo.expression .name")).ToHaveTextAsync("gus.jpg");

        await page.GetByRole(AriaRole.Button, new() { Name = Texts.Run }).ClickAsync();
        ILocator command = page.Locator(".take .command code");
        await Expect(command).ToHaveTextAsync(
            "mien transfer --appearance 'cleo.jpg' --expression 'gus.jpg' --out result.png --model small",
            new() { Timeout = Patience });
        ILocator tried = page.GetByText(Texts.ScoreTried);
        await Expect(tried).ToHaveCountAsync(0);
        foreach ((string preset, string method) in new[] { (Texts.PresetRange, "search-range"),
            (Texts.PresetLinear, "search-linear"), (Texts.PresetJoint, "joint") })
        {
            ILocator chip = page.GetByRole(AriaRole.Button, new() { Name = preset });
            await chip.ClickAsync();
            await Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");
            await Expect(command).ToContainTextAsync($"--set method={method}");
            // done, and no failure
            await Expect(page.Locator(".run .primary")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Expect(page.Locator(".run .trouble")).ToHaveCountAsync(0);
            await Expect(tried).ToHaveCountAsync(method == "joint" ? 0 : 1, new() { Timeout = Patience });
        }

        await page.GetByRole(AriaRole.Button, new() { Name = Texts.Exchange }).ClickAsync(); // runs again by itself
        await Expect(command).ToContainTextAsync("--appearance 'gus.jpg' --expression 'cleo.jpg'");
        await Expect(page.Locator(".result")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = Texts.MakeReport }).ClickAsync();
        ILocator report = page.GetByRole(AriaRole.Link, new() { Name = Texts.DownloadReport });
        await Expect(report).ToBeVisibleAsync(new() { Timeout = Patience });
        IDownload download = await page.RunAndWaitForDownloadAsync(() => report.ClickAsync());
        string text = await File.ReadAllTextAsync(await download.PathAsync());
        text.ShouldContain("joint objective");
        text.ShouldNotContain("http");

        await Expect(page.GetByLabel(Texts.Tuning)).ToBeDisabledAsync(); // the joint objective has no use for it
        await page.GetByRole(AriaRole.Button, new() { Name = Texts.PresetAdvised, Exact = true }).ClickAsync();
        string? untuned = await page.Locator(".photo.appearance .live img").GetAttributeAsync("src");
        await page.GetByLabel(Texts.Tuning).FillAsync("3");
        await page.GetByLabel(Texts.Tuning).BlurAsync();
        await Expect(command).ToContainTextAsync("--tune 3");
        await Expect(page.Locator(".photo.appearance .live img"))
            .Not.ToHaveAttributeAsync("src", untuned!, new() { Timeout = Patience });
        await Expect(page.Locator(".run .primary")).ToBeVisibleAsync(new() { Timeout = Patience });
        Desks.Desk desk = studio.Server.Bench.Find(page.Url.Split('/')[^1])!;
        // bit for bit what the library makes
        desk.Result!.Picture.Pixels.ToArray().ShouldBe(
            Expected("gus.jpg", "cleo.jpg", settings => settings with
            {
                Tuning = settings.Tuning with { Steps = 3 },
            }, "small").Pixels.ToArray());
        studio.Server.Bench.History!.List("small")[0].Desk.Settings.Tune.ShouldBe(3);
        await Expect(page.Locator(".run .trouble")).ToHaveCountAsync(0);
        await page.GetByLabel(Texts.Tuning).FillAsync("0");
        await page.GetByLabel(Texts.Tuning).BlurAsync();
        await Expect(command).Not.ToContainTextAsync("--tune");
        await Expect(page.Locator(".run .primary")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByText(Texts.NoDirections("small"))).ToBeVisibleAsync();
        faults.ShouldBeEmpty();
        studio.Server.Bench.History!.List("small").ShouldNotBeEmpty();
    }

    /// <summary>What goes wrong says what to do, in the words of <see cref="Texts"/>.</summary>
    [Fact]
    public async Task Mistakes_AreSaidWhereTheyAreMade()
    {
        (IPage page, _) = await studio.Enter();
        ILocator card = page.Locator(".photo.appearance"), file = card.Locator("input[type=file]");

        string large = Path.Combine(Directory.CreateDirectory(studio.Options.Home!).FullName, "large.png");
        using (FileStream zeros = File.Create(large))
        {
            zeros.SetLength(studio.Options.MaximumUpload + 1); // takes no room
        }

        await file.SetInputFilesAsync(large);
        await Expect(card.GetByText(Texts.TooManyBytes(studio.Options.MaximumUpload))).ToBeVisibleAsync();
        File.Delete(large);
        await page.RouteAsync("**/photo/*", route => route.AbortAsync());
        await file.SetInputFilesAsync(StudioFixture.Sample("gus.jpg"));
        await Expect(card.GetByText(Texts.NotSent)).ToBeVisibleAsync();
        await page.UnrouteAllAsync();

        // As many jobs wait as may.
        await card.Locator(".samples button[title='gus.jpg']").ClickAsync();
        await page.Locator(".photo.expression .samples button[title='cleo.jpg']").ClickAsync();
        await Expect(page.Locator(".photo .face.chosen")).ToHaveCountAsync(2, new() { Timeout = Patience });
        // not disposed: the jobs that wait look at it after the test has gone on
        ManualResetEventSlim started = new(), goOn = new();
        studio.Server.Bench.Queue.TryAdd(new("first", _ =>
        {
            started.Set();
            goOn.Wait(CancellationToken.None);
        })).ShouldBeTrue();
        started.Wait(); // it waits no more, and those that follow do
        while (studio.Server.Bench.Queue.TryAdd(new("wait", _ => goOn.Wait(CancellationToken.None))))
        {
        }

        await page.GetByRole(AriaRole.Button, new() { Name = Texts.Run }).ClickAsync();
        await Expect(page.GetByText(Texts.QueueFull)).ToBeVisibleAsync();
        goOn.Set();

        History.KeptPlace gone = new(new string('0', 64), "gone.jpg", 0);
        string desk = History.HistoryStore.NewEntry();
        studio.Server.Bench.History!.Save(desk, new(new(), gone, null, IsUnfinished: false, IsDone: false, null));
        await Says($"/transfer/{desk}", Texts.PhotoGone);
        await Says("/transfer/000000000000000000000000", Texts.DeskGone);
        await Says("/nowhere", Texts.NotFound);
        await Says($"/?{Safety.Gate.TokenQuery}=0123456789abcdef", Texts.WrongToken);
        IPage stranger = await (await studio.Browser.NewContextAsync()).NewPageAsync();
        await stranger.GotoAsync(studio.Server.Address.ToString());
        await Expect(stranger.GetByText(Texts.NoToken)).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(studio.Server.Address, "/models").ToString());
        await StudioFixture.Live(page);
        await Import(BuiltInModel.Name, StudioFixture.Golden("stylegan2-nvidia-p3.pkl"), Texts.NameOfBuiltIn);
        await Import("photo", StudioFixture.Sample("gus.jpg"), "this is no weight file that is known");
        await Accessible(page);

        async Task Says(string path, string words)
        {
            await page.GotoAsync(new Uri(studio.Server.Address, path).ToString());
            await Expect(page.GetByText(words).First).ToBeVisibleAsync();
        }

        async Task Import(string name, string path, string words)
        {
            await page.GetByLabel(Texts.ModelName, new() { Exact = true }).FillAsync(name);
            await page.Locator("[data-model='model/generator'] input[type=file]").SetInputFilesAsync(path);
            await Expect(page.Locator("[data-model='model/generator'] .chosen-file"))
                .ToHaveTextAsync(Path.GetFileName(path));
            await page.GetByRole(AriaRole.Button, new() { Name = Texts.Import }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = words })).ToBeVisibleAsync();
        }
    }

    private Faces.Images.Image Expected(
        string appearance, string expression, Func<TransferSettings, TransferSettings> change, string? name = null)
    {
        using FaceModel model = ModelLoader.Load(
            name is null ? BuiltInModel.Open() : studio.Server.Bench.Models.Find(name));
        using FaceDetector detector = new();
        AlignedFace Cut(string sample) => AlignedFace.Cut(StudioFixture.Sample(sample), model, detector);
        return new ExpressionTransfer(model, new InversionCache(studio.Options.Cache)).Run(
            Cut(appearance), Cut(expression), change(TransferSettings.For(model))).Picture;
    }

    private Faces.Images.Image Edited(string sample, DirectionStep[] steps)
    {
        StoredModel stored = BuiltInModel.Open();
        using FaceModel model = ModelLoader.Load(stored);
        using FaceDetector detector = new();
        return new FaceEdit(model, new InversionCache(studio.Options.Cache)).Run(
            AlignedFace.Cut(StudioFixture.Sample(sample), model, detector),
            DirectionFile.Read(stored.DirectionsPath, model.Generator), steps).Picture;
    }

    private static async Task Drop(IPage page, string side, string sample)
    {
        byte[] file = await File.ReadAllBytesAsync(StudioFixture.Sample(sample));
        await using IJSHandle data = await page.EvaluateHandleAsync(
            "([name, text]) => { const t = new DataTransfer(); t.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name, { type: 'image/jpeg' })); return t; }",
            new object[] { sample, Convert.ToBase64String(file) });
        await page.DispatchEventAsync($".photo.{side}", "drop", new { dataTransfer = data });
    }

    private static async Task Paste(IPage page, string sample)
    {
        byte[] file = await File.ReadAllBytesAsync(StudioFixture.Sample(sample));
        await page.EvaluateAsync(
            "([name, text]) => { const t = new DataTransfer(); t.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name, { type: 'image/jpeg' })); "
            + "document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: t, bubbles: true, cancelable: true })); }",
            new object[] { sample, Convert.ToBase64String(file) });
    }

    internal static async Task Accessible(IPage page)
    {
        AxeResult result = await page.RunAxe();
        result.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Select(n => n.Html))}")
            .ShouldBeEmpty();
    }

    internal static async Task Picture(IPage page, string name, string? part = null)
    {
        if (_album is not null && part is not null)
        {
            await page.Locator(part).ScreenshotAsync(
                new() { Path = Path.Combine(_album, name + ".jpg"), Type = ScreenshotType.Jpeg, Quality = 85 });
        }
        else if (_album is not null)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(_album, name + ".png"), FullPage = true });
        }
    }
}
