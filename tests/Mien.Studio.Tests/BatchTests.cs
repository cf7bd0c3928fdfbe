using System.IO.Compression;
using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Mien.Faces.Detection;
using Mien.Inversion;
using Mien.Models;
using Mien.Studio.Batches;
using Mien.Studio.Components.Pages;
using Mien.Studio.Desks;
using Mien.Transfer;
using static Microsoft.Playwright.Assertions;

namespace Mien.Studio.Tests;

/// <summary>The page on which every expression is put on every person.</summary>
[Collection(SharedStudio.Name)]
public sealed class BatchTests(StudioFixture studio) : IDisposable
{
    private const float Patience = 180_000; // milliseconds

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-batches-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Batch_IsMade_Stopped_GoneOnWith_TakenAlongAndDeleted()
    {
        (IPage page, List<string> faults) = await studio.Enter();
        await page.GetByRole(AriaRole.Link, new() { Name = Texts.BatchPage, Exact = true }).ClickAsync();
        await Expect(page.GetByText(Texts.NeedsBoth)).ToBeVisibleAsync();
        await BrowserTests.Picture(page, "batch-empty");
        await BrowserTests.Accessible(page);
        ILocator people = page.Locator(".photo.appearance"), expressions = page.Locator(".photo.expression");
        string grey = Path.Combine(_folder.FullName, "grey.png"); // no face
        new Faces.Images.Image(300, 200, new byte[300 * 200 * 3]).Write(grey);
        await people.Locator("input[type=file]").SetInputFilesAsync([StudioFixture.Sample("gus.jpg"), grey, StudioFixture.Sample("dan.jpg")]);
        await Expect(people.Locator(".heap img")).ToHaveCountAsync(3);
        await people.Locator(".samples button[title='eve.jpg']").ClickAsync();
        await Expect(people.Locator(".heap img")).ToHaveCountAsync(4);
        await people.GetByRole(AriaRole.Button, new() { Name = $"{Texts.TakeAway}: eve.jpg" }).ClickAsync();
        await Expect(people.Locator(".heap img")).ToHaveCountAsync(3);
        await expressions.Locator(".samples button[title='cleo.jpg']").ClickAsync();
        await expressions.Locator(".samples button[title='dan.jpg']").ClickAsync();
        await Expect(page.Locator(".pair-hole")).ToHaveCountAsync(6);

        string id = page.Url.Split('/')[^1];
        BatchWork batch = studio.Server.Bench.Batches.Find(id)!;
        using (new Hold(batch))
        {
            await page.GetByRole(AriaRole.Button, new() { Name = Texts.MakeBatch(6) }).ClickAsync();
            await Expect(page.Locator(".batch-table td a")).ToHaveCountAsync(1, new() { Timeout = Patience });
            await page.ReloadAsync(); // in the middle
            await StudioFixture.Live(page);
            await page.GetByRole(AriaRole.Button, new() { Name = Texts.Stop }).ClickAsync();
            await Expect(page.GetByText(Texts.BatchStopped)).ToBeVisibleAsync();
        }

        DateTime made = File.GetLastWriteTimeUtc(batch.PathOf(BatchWork.NameOf(batch.Record.Appearances[0], batch.Record.Expressions[0]) + ".png")!);
        await page.GetByRole(AriaRole.Button, new() { Name = Texts.GoOn }).ClickAsync();
        ILocator zip = page.GetByRole(AriaRole.Link, new() { Name = Texts.DownloadZip });
        await Expect(zip).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".batch-table p.trouble")).ToContainTextAsync("grey.png: no face was found");
        await Expect(page.Locator("body")).Not.ToContainTextAsync(studio.Options.Home!);
        await page.Locator(".batch-table td img").First.ScrollIntoViewIfNeededAsync();
        await BrowserTests.Picture(page, "studio-batch", "main");
        await BrowserTests.Accessible(page);
        // it was not made twice
        File.GetLastWriteTimeUtc(batch.PathOf(BatchWork.NameOf(batch.Record.Appearances[0], batch.Record.Expressions[0]) + ".png")!).ShouldBe(made);

        // results of other settings are others, and these are there again when the settings are
        await page.GetByRole(AriaRole.Slider).First.FillAsync("0.5");
        await Expect(zip).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Slider).First.FillAsync("1");
        await Expect(page.GetByText(Texts.BatchDone(4, 2))).ToBeVisibleAsync();
        await people.GetByRole(AriaRole.Button, new() { Name = $"{Texts.TakeAway}: grey.png" }).ClickAsync();
        await Expect(page.Locator(".batch-table p.trouble")).ToHaveCountAsync(0);
        await Expect(page.GetByText(Texts.BatchDone(4, 0))).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Texts.MakeBatch(4) }).ClickAsync(); // its contact sheet
        await Expect(
            page.GetByRole(AriaRole.Link, new() { Name = Texts.DownloadSheet }))
            .ToBeVisibleAsync(new() { Timeout = Patience });

        IDownload download = await page.RunAndWaitForDownloadAsync(() => zip.ClickAsync());
        using (ZipArchive archive = ZipFile.OpenRead(await download.PathAsync()))
        {
            archive.Entries.Select(entry => entry.FullName).ShouldBe(
                ["gus-as-cleo.png", "gus-as-dan.png", "dan-as-cleo.png", "dan-as-dan.png"]);
            using MemoryStream picture = new();
            await (await archive.Entries[0].OpenAsync()).CopyToAsync(picture);
            // bit for bit what the library makes
            Faces.Images.Image.Decode(picture.ToArray(), "gus").Pixels.ToArray().ShouldBe(Expected("gus.jpg", "cleo.jpg"));
        }

        IDownload sheet = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = Texts.DownloadSheet }).ClickAsync());
        Faces.Images.Image.Read(await sheet.PathAsync()).Width.ShouldBeGreaterThan(300);

        await page.GetByRole(AriaRole.Button, new() { Name = Texts.NewBatch }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"{Texts.Delete}: {Texts.BatchOf(2, 2)}" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Texts.ReallyDelete }).ClickAsync();
        await Expect(page.Locator(".works")).ToHaveCountAsync(0);
        Directory.Exists(Path.Combine(studio.Options.Home!, "batches", id)).ShouldBeFalse();
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("batch-dark", 1280, ColorScheme.Dark)]
    [InlineData("batch-narrow", 390, ColorScheme.Light)]
    public async Task Page_DarkOrNarrow_IsReadableAndFits(string name, int width, ColorScheme scheme)
    {
        BatchWork batch = studio.Server.Bench.Batches.New();
        foreach (string sample in (string[])["gus.jpg", "dan.jpg", "eve.jpg"])
        {
            batch.Add(Side.Appearance, studio.Server.Bench.Photos.Sample(sample)!);
            batch.Add(Side.Expression, studio.Server.Bench.Photos.Sample(sample)!);
        }

        (IPage page, List<string> faults) = await studio.Enter(width, 844, scheme);
        await page.GotoAsync(new Uri(studio.Server.Address, $"/batch/{batch.Id}").ToString());
        await StudioFixture.Live(page);
        await Expect(page.Locator(".heap img")).ToHaveCountAsync(6);
        await BrowserTests.Picture(page, name);
        await BrowserTests.Accessible(page);
        (await page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
        faults.ShouldBeEmpty();
        studio.Server.Bench.Batches.Delete(batch);
    }

    [Fact]
    public void Photos_BeyondTheLimit_AreRefused_AndTheSameOneCountsOnce()
    {
        using Workbench bench = new(new() { Home = _folder.FullName, Cache = null, Models = null });
        BatchWork batch = bench.Batches.New();
        for (int i = 0; i <= BatchWork.MostPhotos; i++)
        {
            byte[] pixels = [(byte)i, .. new byte[(20 * 20 * 3) - 1]];
            byte[] file = new Faces.Images.Image(20, 20, pixels).Encode(Faces.Images.ImageFormat.Png);
            batch.Add(Side.Appearance, bench.Photos.Add(file, $"{i}.png", isKept: false));
            batch.Add(Side.Appearance, bench.Photos.Add(file, "again.png", isKept: false));
            if (i < 9)
            {
                batch.Add(Side.Expression, bench.Photos.Add(file, $"{i}.png", isKept: false));
            }
        }

        batch.Record.Appearances.Count.ShouldBe(BatchWork.MostPhotos);
        batch.TroubleOf(Side.Appearance).ShouldBe(Texts.TooManyPhotos(BatchWork.MostPhotos));
        batch.IsReady.ShouldBeFalse(); // 216 pairs
        batch.Remove(Side.Expression, batch.Record.Expressions[0]);
        batch.IsReady.ShouldBeTrue();
        batch.TroubleOf(Side.Expression).ShouldBeNull();
        Directory.Exists(Path.Combine(_folder.FullName, "photos")).ShouldBeFalse(); // they are the batch's alone

        using Workbench next = new(new() { Home = _folder.FullName, Cache = null, Models = null });
        next.Batches.Find(batch.Id)!.Record.Appearances.ShouldBe(batch.Record.Appearances); // after a restart
        next.Batches.Delete(next.Batches.Find(batch.Id)!);
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "batches")).ShouldBeEmpty();
    }

    [Fact]
    public async Task DoubtfulFace_IsRemarked_UnderThePhotosName()
    {
        List<string> notices = [];
        using Workbench bench = new(
            new() { Home = _folder.FullName, Cache = studio.Options.Cache, Models = null, Notice = notices.Add });
        BatchWork batch = bench.Batches.New();
        batch.Add(Side.Appearance, bench.Photos.Sample("finn.jpg")!); // eyes closed, head turned
        batch.Add(Side.Expression, bench.Photos.Sample("cleo.jpg")!);
        using ManualResetEventSlim ended = new();
        batch.Changed += () =>
        {
            if (!batch.IsBusy)
            {
                ended.Set();
            }
        };
        batch.Run();
        await Task.Run(() => ended.Wait(TimeSpan.FromMilliseconds(Patience)));
        batch.State.ShouldBe(DeskState.Done);
        batch.Remarks.ShouldBe(["finn.jpg: the face is doubtful, its landmarks disagree"]);
        batch.Take("another");
        batch.Remarks.ShouldBeEmpty();
        notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Address_OfABatch_GivesNothingOutside_AndTakesNothingFromOthers()
    {
        await using StudioServer server = await StudioServer.Start(
            new()
            {
                Port = 0,
                Home = _folder.FullName,
                Cache = null,
                Models = null,
                LoadsAtOnce = false,
                MaximumUpload = 1 << 20,
            });
        BatchWork batch = server.Bench.Batches.New();
        batch.Add(Side.Appearance, server.Bench.Photos.Sample("gus.jpg")!);
        using HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address,
        };
        string small = $"/batch/{batch.Id}/small/{BatchWork.ThumbName(batch.Record.Appearances[0])}";
        (await client.GetAsync(new Uri(small, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using HttpResponseMessage entered = await client.GetAsync(server.Entrance);
        client.DefaultRequestHeaders.Add("Cookie", entered.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        (await client.GetAsync(new Uri(small, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (string path in (string[])["small/..%2fwork.json", "result/..%2f..%2fstudio.db", "result/work.json",
            "result/sheet.jpg", "results.zip", $"small/{new string('0', 16)}.jpg", $"result/{new string('0', 16)}-{new string('0', 16)}.png"])
        {
            (await client.GetAsync(new Uri($"/batch/{batch.Id}/{path}", UriKind.Relative))).StatusCode
                .ShouldBe(HttpStatusCode.NotFound, path);
        }

        string own = server.Address.GetLeftPart(UriPartial.Authority);
        byte[] photo = await File.ReadAllBytesAsync(StudioFixture.Sample("cleo.jpg"));
        (await Post("appearance", "http://evil.example", photo)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post("appearance", null, photo)).ShouldBe(HttpStatusCode.Forbidden);
        (await Post("elsewhere", own, photo)).ShouldBe(HttpStatusCode.NotFound);
        (await Post("appearance", own, new byte[(1 << 20) + 1])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Post("appearance", own, "%PDF-1.7 and so on"u8.ToArray())).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        batch.TroubleOf(Side.Appearance)!.ShouldContain("is a PDF document");
        (await Post("appearance", own, photo)).ShouldBe(HttpStatusCode.OK);
        batch.Record.Appearances.Select(p => p.Name).ShouldBe(["gus.jpg", "evil.png"]);
        _folder.EnumerateFiles("*evil*", SearchOption.AllDirectories).ShouldBeEmpty();

        Task<HttpStatusCode> Post(string side, string? origin, byte[] content) => StudioFixture.Post(
            client, $"/batch/{batch.Id}/photo/{side}?name={Uri.EscapeDataString("../../evil.png")}", origin, content);
    }

    [Fact]
    public void Page_WithoutAFolder_SaysSo()
    {
        using BunitContext context = new();
        using Workbench bench = new(new() { Home = null, Cache = null, Models = null });
        context.Services.AddSingleton(bench);
        context.Render<BatchPage>().Find("h1").TextContent.ShouldBe(Texts.WorksOff);
    }

    private byte[] Expected(string appearance, string expression)
    {
        using FaceModel model = ModelLoader.Load(BuiltInModel.Open());
        using FaceDetector detector = new();
        AlignedFace Cut(string sample) => AlignedFace.Cut(StudioFixture.Sample(sample), model, detector);
        return new ExpressionTransfer(model, new InversionCache(studio.Options.Cache)).Run(
            Cut(appearance), Cut(expression)).Picture.Pixels.ToArray();
    }
}
