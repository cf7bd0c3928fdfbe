using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
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
        await Accessible(page);

        await page.ReloadAsync(); // in the middle
        await StudioFixture.Live(page);
        await Expect(page.Locator(".result")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".sheet-box")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Picture(page, "result");
        await Accessible(page);

        ILocator result = page.Locator(".compare .after");
        string? first = await result.GetAttributeAsync("src");
        await page.Locator(".strength input").FillAsync("0.4");
        await Expect(result).Not.ToHaveAttributeAsync("src", first!);
        await Expect(page.Locator(".strength output")).ToHaveTextAsync("0.40");

        string? fused = await page.Locator(".controls .faces-row img").Nth(1).GetAttributeAsync("src");
        await page.GetByRole(AriaRole.Switch, new() { Name = "layer 3", Exact = true }).ClickAsync();
        await Expect(page.Locator(".controls .faces-row img").Nth(1)).Not.ToHaveAttributeAsync("src", fused!);
        await Expect(page.Locator(".command code")).ToHaveTextAsync("mien transfer --appearance 'gus.jpg' --expression 'cleo.jpg' --out result.png --layers 3-5 --strength 0.4");
        await Expect(page.Locator(".cell.chosen")).ToHaveAttributeAsync("aria-label", "layers 3 to 5", new() { Timeout = Patience });

        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Picture (PNG)" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("gus-as-cleo.png");
        Mien.Faces.Images.Image picture = Mien.Faces.Images.Image.Read(await download.PathAsync());
        Mien.Faces.Images.Image photo = Mien.Faces.Images.Image.Read(StudioFixture.Sample("gus.jpg"));
        (picture.Width, picture.Height).ShouldBe((photo.Width, photo.Height));
        picture.Hash.ShouldNotBe(photo.Hash);
        faults.ShouldBeEmpty();
        lock (studio.Notices)
        {
            studio.Notices.ShouldBeEmpty();
        }
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
        await Picture(page, name);
        await Accessible(page);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
        faults.ShouldBeEmpty();
    }

    private static async Task Drop(IPage page, string side, string sample)
    {
        byte[] file = await File.ReadAllBytesAsync(StudioFixture.Sample(sample));
        await using IJSHandle data = await page.EvaluateHandleAsync(
            "([name, text]) => { const t = new DataTransfer(); t.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name, { type: 'image/jpeg' })); return t; }",
            new object[] { sample, Convert.ToBase64String(file) });
        await page.DispatchEventAsync($".photo.{side}", "drop", new { dataTransfer = data });
    }

    private static async Task Accessible(IPage page)
    {
        AxeResult result = await page.RunAxe();
        result.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Select(n => n.Html))}").ShouldBeEmpty();
    }

    private static async Task Picture(IPage page, string name)
    {
        if (_album is not null)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(_album, name + ".png"), FullPage = true });
        }
    }
}
