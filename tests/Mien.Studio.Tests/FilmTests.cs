using System.Net;
using System.Net.Http.Headers;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Films;
using Mien.Inversion;
using Mien.Models;
using Mien.Studio.Components.Pages;
using Mien.Studio.Desks;
using Mien.Studio.Films;
using Mien.Transfer;
using static Microsoft.Playwright.Assertions;

namespace Mien.Studio.Tests;

/// <summary>The page on which films are made, and what may come in there.</summary>
[Collection(SharedStudio.Name)]
public sealed class FilmTests(StudioFixture studio) : IDisposable
{
    private const float Patience = 180_000; // milliseconds

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-film-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Film_IsMade_Stopped_GoneOnWith_PlayedAndDeleted()
    {
        string driving = Drawn();
        (IPage page, List<string> faults) = await studio.Enter();
        await page.GetByRole(AriaRole.Link, new() { Name = Texts.FilmPage, Exact = true }).ClickAsync();
        await Expect(page.GetByText(Texts.NeedsPhotoAndFilm)).ToBeVisibleAsync();
        await BrowserTests.Picture(page, "film-empty");
        await BrowserTests.Accessible(page);
        await page.Locator(".samples button[title='gus.jpg']").ClickAsync();
        await Expect(page.Locator(".photo .face.chosen")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await page.Locator(".photo.expression input[type=file]").SetInputFilesAsync(driving);
        await Expect(page.Locator(".photo.expression .faces")).ToHaveTextAsync("256 × 256, 4 frames, 0.2 s");
        await Expect(page.Locator(".film-command code")).ToHaveTextAsync(
            "mien video --appearance 'gus.jpg' --driving 'driving.mp4' --out result.mp4");

        FilmWork film = studio.Server.Bench.Films.List()[0];
        using (new Hold(film))
        {
            await page.GetByRole(AriaRole.Button, new() { Name = Texts.MakeFilm }).ClickAsync();
            await Expect(page.Locator(".run progress")).ToBeVisibleAsync();
            await BrowserTests.Picture(page, "film-running");
            await page.ReloadAsync(); // in the middle
            await StudioFixture.Live(page);
            await Expect(page.Locator(".samples button").First).ToBeDisabledAsync();
            await film.Put(studio.Server.Bench.Photos.Sample("cleo.jpg")!); // dropped, or from another tab
            film.PhotoTrouble.ShouldBe(Texts.StopFirst);
            film.Record.Photo!.Name.ShouldBe("gus.jpg");
            film.IsBusy.ShouldBeTrue();
            await page.GetByRole(AriaRole.Button, new() { Name = Texts.Stop }).ClickAsync();
            await Expect(page.GetByText(Texts.FilmStopped)).ToBeVisibleAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = Texts.GoOn }).ClickAsync();
        ILocator video = page.Locator(".film-result video");
        await Expect(video).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByText(Texts.FilmDone(4, 4))).ToBeVisibleAsync();
        await video.EvaluateAsync(
            "v => new Promise((done, fail) => { v.onseeked = done; v.onerror = () => fail(v.error.message); v.currentTime = 0.1; })");
        (await video.EvaluateAsync<int>("v => v.videoWidth")).ShouldBe(768);
        await BrowserTests.Picture(page, "studio-film", "main");
        await BrowserTests.Accessible(page);

        IDownload download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = Texts.DownloadFilm }).ClickAsync());
        download.SuggestedFilename.ShouldBe("gus-as-driving.mp4");
        // bit for bit what mien video makes
        (await File.ReadAllBytesAsync(await download.PathAsync())).ShouldBe(
            Expected((transfer, to) => transfer.Play(StudioFixture.Sample("gus.jpg"), driving, to)));

        await page.GetByRole(AriaRole.Slider).First.FillAsync("0.5"); // another film
        await Expect(page.Locator(".film-command code")).ToContainTextAsync("--strength 0.5");
        await Expect(page.GetByText(Texts.MadeOtherwise)).ToBeVisibleAsync();
        await Expect(video).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Slider).First.FillAsync("1"); // and the same again
        await Expect(page.GetByText(Texts.MadeOtherwise)).ToHaveCountAsync(0);
        await Expect(page.Locator(".run .status")).ToHaveTextAsync(Texts.WorkDone);

        await page.GotoAsync(new Uri(studio.Server.Address, $"/film/{studio.Server.Bench.Films.New().Id}").ToString());
        await StudioFixture.Live(page);
        ILocator delete = page.GetByRole(AriaRole.Button, new() { Name = $"{Texts.Delete}: gus-as-driving.mp4" });
        await delete.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = Texts.Cancel })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await delete.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Texts.ReallyDelete }).ClickAsync();
        await Expect(page.Locator(".works")).ToHaveCountAsync(0);
        Directory.EnumerateDirectories(Path.Combine(studio.Options.Home!, "films")).ShouldBeEmpty();
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task FilmOfAPerson_GetsThePhotosExpression_OrItsOwnScaled()
    {
        string film = Drawn();
        (IPage page, List<string> faults) = await studio.Enter();
        await page.GotoAsync(
            new Uri(studio.Server.Address, $"/film/{studio.Server.Bench.Films.New().Id}").ToString());
        await StudioFixture.Live(page);
        await page.GetByText(Texts.Of(FilmKind.ScaledExpression).Name).ClickAsync();
        await Expect(page.Locator(".run .status")).ToHaveTextAsync(Texts.NeedsFilm);
        await Expect(page.Locator(".photo")).ToHaveCountAsync(1);
        await page.Locator(".photo.appearance input[type=file]").SetInputFilesAsync(film);
        await Expect(page.Locator(".photo.appearance .faces")).ToContainTextAsync("4 frames");
        await page.GetByRole(AriaRole.Slider).First.FillAsync("0.5");
        await Expect(page.Locator(".film-command code")).ToHaveTextAsync(
            "mien video --appearance 'driving.mp4' --out result.mp4 --strength 0.5");
        await BrowserTests.Accessible(page);
        (await Made("driving-scaled.mp4")).ShouldBe(Expected(
            (transfer, to) => transfer.Change(film, null, to), 0.5f));

        await page.GetByText(Texts.Of(FilmKind.FilmTakesExpression).Name).ClickAsync();
        await Expect(page.GetByText(Texts.MadeOtherwise)).ToBeVisibleAsync();
        await Expect(page.Locator(".run .status")).ToHaveTextAsync(Texts.NeedsPhotoAndFilm);
        await page.Locator(".photo.expression .samples button[title='gus.jpg']").ClickAsync();
        await Expect(page.Locator(".photo.expression .face.chosen")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Expect(page.Locator(".film-command code")).ToHaveTextAsync(
            "mien video --appearance 'driving.mp4' --expression 'gus.jpg' --out result.mp4 --strength 0.5");
        (await Made("driving-as-gus.mp4")).ShouldBe(Expected(
            (transfer, to) => transfer.Change(film, StudioFixture.Sample("gus.jpg"), to), 0.5f));
        await BrowserTests.Picture(page, "film-takes", "main");
        await BrowserTests.Accessible(page);
        faults.ShouldBeEmpty();
        studio.Server.Bench.Films.Delete(studio.Server.Bench.Films.Find(page.Url.Split('/')[^1])!);

        async Task<byte[]> Made(string name)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = Texts.MakeFilm }).ClickAsync();
            ILocator link = page.Locator($".film-result a[download='{name}']");
            await Expect(link).ToBeVisibleAsync(new() { Timeout = Patience });
            IDownload download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
            download.SuggestedFilename.ShouldBe(name);
            return await File.ReadAllBytesAsync(await download.PathAsync());
        }
    }

    [Theory]
    [InlineData("film-dark", 1280, ColorScheme.Dark)]
    [InlineData("film-narrow", 390, ColorScheme.Light)]
    public async Task Page_DarkOrNarrow_IsReadableAndFits(string name, int width, ColorScheme scheme)
    {
        FilmWork film = studio.Server.Bench.Films.New();
        Task faces = film.Put(studio.Server.Bench.Photos.Sample("cleo.jpg")!); // both come in at once
        await using (FileStream content = File.OpenRead(Drawn()))
        {
            await film.Take("../../driving.mp4", content, null, default);
        }

        await faces;
        film.IsReady.ShouldBeTrue();
        film.Record.Film!.Name.ShouldBe("driving.mp4");
        (IPage page, List<string> faults) = await studio.Enter(width, 844, scheme);
        await page.GotoAsync(new Uri(studio.Server.Address, $"/film/{film.Id}").ToString());
        await StudioFixture.Live(page);
        await Expect(page.Locator(".photo-box img")).ToBeVisibleAsync();
        await BrowserTests.Picture(page, name);
        await BrowserTests.Accessible(page);
        (await page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
        faults.ShouldBeEmpty();
        studio.Server.Bench.Films.Delete(film);
    }

    [Fact]
    public async Task Upload_ThatIsNoFilm_OrAPlaylistOfAddresses_IsRefused_AndKeepsNothing()
    {
        FilmWork film = studio.Server.Bench.Films.New();
        await film.Put(studio.Server.Bench.Photos.Sample("gus.jpg")!);
        foreach (string text in (string[])["#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "ffconcat version 1.0\nfile /etc/passwd\n", "short"])
        {
            using MemoryStream content = new(System.Text.Encoding.UTF8.GetBytes(text));
            FilmException refused = await Should.ThrowAsync<FilmException>(
                () => film.Take("list.mp4", content, null, default));
            refused.Reason.ShouldBe(Texts.NoFilm);
        }

        using MemoryStream damaged = new([0, 0, 0, 32, .. "ftypisom"u8, .. new byte[500]]);
        (await Should.ThrowAsync<FilmException>(() => film.Take("damaged.mp4", damaged, null, default)))
            .Reason.ShouldNotContain(studio.Options.Home!);
        film.Record.Film.ShouldBeNull();
        film.IsReady.ShouldBeFalse();
        Directory.EnumerateFiles(Path.Combine(studio.Options.Home!, "films", film.Id)).Select(Path.GetFileName)
            .ShouldBe(["photo", "photo.jpg", "work.json"], ignoreOrder: true);
        studio.Server.Bench.Films.Delete(film);
    }

    [Fact]
    public async Task Film_ThatRanWhenTheProgramEnded_GoesOnAtTheNextStart()
    {
        string home = Path.Combine(_folder.FullName, "home"), driving = Drawn();
        StudioOptions options = new() { Home = home, Cache = null, Models = null };
        string id;
        using (Workbench bench = new(options))
        {
            FilmWork film = bench.Films.New();
            id = film.Id;
            await film.Put(bench.Photos.Sample("dan.jpg")!);
            await using (FileStream content = File.OpenRead(driving))
            {
                await film.Take("driving.mp4", content, null, default);
            }

            using ManualResetEventSlim held = new();
            bench.Queue.TryAdd(new("first", stop => held.Wait(stop)));
            film.Run();
            film.State.ShouldBe(DeskState.Waiting);
        }

        using Workbench next = new(options);
        FilmWork again = next.Films.Find(id)!;
        again.Record.Photo!.Name.ShouldBe("dan.jpg");
        again.IsReady.ShouldBeTrue();
        again.State.ShouldBe(DeskState.Stopped);
        using ManualResetEventSlim free = new();
        next.Queue.TryAdd(new("first", stop => free.Wait(stop)));
        next.GoOn();
        again.State.ShouldBe(DeskState.Waiting);
        next.Films.Delete(again);
        Directory.Exists(Path.Combine(home, "films", id)).ShouldBeFalse();
        free.Set();
    }

    [Fact]
    public async Task Address_OfAFilm_GivesRanges_AndNothingOutside()
    {
        await using StudioServer server = await StudioServer.Start(
            new()
            {
                Port = 0,
                Home = _folder.FullName,
                Cache = null,
                Models = null,
                LoadsAtOnce = false,
                MaximumFilm = 1 << 20,
            });
        FilmWork film = server.Bench.Films.New();
        await using (FileStream content = File.OpenRead(Drawn()))
        {
            await film.Take("driving.mp4", content, null, default);
        }

        using HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address,
        };
        (await client.GetAsync(new Uri($"/film/{film.Id}/film", UriKind.Relative))).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        using HttpResponseMessage entered = await client.GetAsync(server.Entrance);
        client.DefaultRequestHeaders.Add("Cookie", entered.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        using HttpRequestMessage part = new(HttpMethod.Get, $"/film/{film.Id}/film");
        part.Headers.Range = new RangeHeaderValue(4, 7);
        using HttpResponseMessage answer = await client.SendAsync(part);
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("ftyp");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("video/mp4");

        foreach (string path in (string[])[$"/film/{film.Id}/result.mp4", $"/film/{film.Id}/photo.jpg",
            $"/film/{film.Id}/work.json", "/film/..%2f..%2fphotos/film", "/film/000000000000000000000000/film"])
        {
            (await client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await Post("http://evil.example", new byte[10])).ShouldBe(HttpStatusCode.Forbidden);
        (await Post(null, new byte[10])).ShouldBe(HttpStatusCode.Forbidden);
        string own = server.Address.GetLeftPart(UriPartial.Authority);
        (await Post(own, new byte[(1 << 20) + 1])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        film.FilmTrouble.ShouldBe(Texts.TooManyBytes(1 << 20));
        (await Post(own, "no film at all"u8.ToArray())).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        film.FilmTrouble.ShouldBe(Texts.NoFilm);

        Task<HttpStatusCode> Post(string? origin, byte[] content)
            => StudioFixture.Post(client, $"/film/{film.Id}/film?name=a.mp4", origin, content);
    }

    [Fact]
    public void Page_WithoutAFolder_SaysSo()
    {
        using BunitContext context = new();
        using Workbench bench = new(new() { Home = null, Cache = null, Models = null });
        context.Services.AddSingleton(bench);
        context.Render<FilmPage>().Find("h1").TextContent.ShouldBe(Texts.WorksOff);
    }

    // Four frames, as few as count, of a face at rest.
    private string Drawn()
    {
        string path = Path.Combine(_folder.FullName, "driving.mp4");
        if (!File.Exists(path))
        {
            Faces.Images.Image frame = Faces.Images.Image.Read(StudioFixture.Sample("cleo.jpg")).Resize(256, 256);
            using FilmWriter film = new(path, 256, 256);
            for (int i = 0; i < 4; i++)
            {
                film.Add(frame, i * 40_000);
            }

            film.Finish();
        }

        return path;
    }

    private byte[] Expected(Action<FilmTransfer, string> make, float strength = 1)
    {
        using FaceModel model = ModelLoader.Load(BuiltInModel.Open());
        using FaceDetector detector = new();
        string path = Path.Combine(_folder.FullName, "expected.mp4");
        make(
            new(model, detector, new InversionCache(studio.Options.Cache),
                new() { Transfer = TransferSettings.For(model) with { Strength = strength } }), path);
        return File.ReadAllBytes(path);
    }
}
