using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Mien.Studio.Components.Pages;
using Mien.Studio.Components.Transfer;
using Mien.Studio.Desks;

namespace Mien.Studio.Tests;

/// <summary>Components by themselves, without a browser or a server.</summary>
public sealed class ComponentTests : BunitContext
{
    private readonly Workbench _bench = new(new() { Home = null, Cache = null, Models = null });

    public ComponentTests() => Services.AddSingleton(_bench);

    [Fact]
    public void RunBar_OfAnEmptyDesk_SaysWhatIsMissing()
    {
        IRenderedComponent<RunBar> bar = Render<RunBar>(p => p.Add(c => c.Desk, _bench.New()));
        bar.Find("button.primary").HasAttribute("disabled").ShouldBeTrue();
        bar.Find(".status").TextContent.ShouldBe(Texts.NeedsTwo);
        bar.FindAll("option").Select(o => o.TextContent).ShouldBe(Mien.Models.BuiltInModel.Names);
    }

    [Fact]
    public void PhotoCard_OfAnEmptyPlace_AsksForAPhoto_AndOffersSamples()
    {
        IRenderedComponent<PhotoCard> card = Render<PhotoCard>(
            p => p.Add(c => c.Desk, _bench.New()).Add(c => c.Side, Side.Expression));
        card.Find("h2").TextContent.ShouldBe(Texts.ExpressionTitle);
        card.Find("section").GetAttribute("data-empty").ShouldBe("true");
        card.FindAll(".samples button").Count.ShouldBe(8);
    }

    [Fact]
    public async Task PhotoCard_OfASample_ShowsTheFaceWhereItIs()
    {
        Desk desk = _bench.New();
        await desk.Put(Side.Appearance, _bench.Photos.Sample("gus.jpg")!);
        IRenderedComponent<PhotoCard> card = Render<PhotoCard>(p => p.Add(c => c.Desk, desk));
        card.Find(".face").ClassList.ShouldContain("chosen");
        card.Find(".name").TextContent.ShouldBe("gus.jpg");
        card.FindAll(".faces-row img").Count.ShouldBe(1); // the crop; nothing is drawn yet
    }

    [Fact]
    public void PhotoCard_WithTrouble_SaysIt_AndNoMarkupOfAName()
    {
        Desk desk = _bench.New();
        desk.Refuse(Side.Appearance, "<b>x</b>.png: damaged");
        IRenderedComponent<PhotoCard> card = Render<PhotoCard>(p => p.Add(c => c.Desk, desk));
        card.Find(".trouble").TextContent.ShouldBe("<b>x</b>.png: damaged");
        card.FindAll(".trouble b").ShouldBeEmpty();
    }

    [Fact]
    public void HistoryPage_WithoutAFolder_SaysSo()
        => Render<HistoryPage>().Find(".bar p").TextContent.ShouldBe(Texts.HistoryOff);

    [Fact]
    public void TransferPage_OfADeskThatIsGone_SaysSo()
        => Render<TransferPage>(p => p.Add(c => c.Id, "0123")).Find("h1").TextContent.ShouldBe(Texts.DeskGone);

    [Fact]
    public async Task CommandLine_QuotesNames_AndTellsWhatIsNotUsual()
    {
        Desk desk = _bench.New();
        byte[] file = await File.ReadAllBytesAsync(StudioFixture.Sample("gus.jpg"));
        await desk.Put(Side.Appearance, _bench.Photos.Add(file, "Gus' photo.jpg"));
        await desk.Put(
            Side.Expression, _bench.Photos.Add(
                await File.ReadAllBytesAsync(StudioFixture.Sample("hana-and-ines.jpg")), "two.jpg"), 1);
        desk.CommandLine.ShouldBe(
            @"mien transfer --appearance 'Gus'\'' photo.jpg' --expression 'two.jpg' --face-e 1 --out result.png");
        desk.Change(
            desk.Settings with
            {
                Method = Mien.Transfer.FusionMethod.SearchRange,
                Strength = 1.25f,
                Paste = Mien.Transfer.PasteMode.Difference
            });
        desk.CommandLine.ShouldEndWith("--out result.png --set method=search-range --strength 1.25 --paste difference");
    }

    [Fact]
    public void TuningField_TakesStepsWithinItsBounds_AndOnlyWithGivenLayers()
    {
        Desk desk = _bench.New();
        IRenderedComponent<TuningField> field = Render<TuningField>(p => p.Add(c => c.Desk, desk));
        field.Find("input").GetAttribute("value").ShouldBe("0");
        field.Find("input").Change("40");
        desk.Settings.Tune.ShouldBe(40);
        desk.CommandLine.ShouldEndWith("--out result.png --tune 40");
        field.Find("input").Change("99999");
        desk.Settings.Tune.ShouldBe(TuningField.Most);
        field.Find("input").Change("-1"); // no number of steps
        desk.Settings.Tune.ShouldBe(TuningField.Most);
        desk.Change(desk.Settings with { Method = Mien.Transfer.FusionMethod.Joint });
        field.Render();
        field.Find("input").HasAttribute("disabled").ShouldBeTrue();
        field.Find(".help").TextContent.ShouldBe(Texts.TuningNeedsLayers);
        desk.CommandLine.ShouldNotContain("--tune");
    }

    [Fact]
    public void DirectionsPanel_ShowsWhatTheModelHas_OrHowToGetSome()
    {
        Desk desk = _bench.New();
        IRenderedComponent<DirectionsPanel> panel = Render<DirectionsPanel>(p => p.Add(c => c.Desk, desk));
        panel.Find(".notice").TextContent.ShouldBe(Texts.NoDirections(desk.Settings.Model));

        Mien.Models.StoredModel stored = _bench.Models.Find(desk.Settings.Model);
        using (Models.ModelLease lease = _bench.Models.Use(stored.Name))
        {
            desk.Directions.Read(lease.Model, stored.DirectionsPath);
        }

        panel.Render();
        panel.FindAll(".sliders label").Count.ShouldBe(13);
        AngleSharp.Dom.IElement yaw = panel.FindAll(".sliders label")
            .Single(label => label.TextContent.StartsWith("yaw", StringComparison.Ordinal));
        yaw.QuerySelector("small")!.TextContent.ShouldBe("degrees to the picture's right");
        yaw.QuerySelector("input")!.GetAttribute("max").ShouldBe("48.2");
        yaw.QuerySelector("input")!.Input("-10");
        desk.Directions.Amounts["yaw"].ShouldBe(-10);
        desk.Directions.Move("yaw", 1e6f); // held to its range
        desk.Directions.Amounts["yaw"].ShouldBe(48.2f, 0.1f);
        desk.Directions.Move("nose", 1); // there is no such direction
        desk.Directions.Amounts.Keys.ShouldBe(["yaw"]);
        panel.Render();
        panel.FindAll("button").Single(button => button.TextContent == Texts.Reset).Click();
        desk.Directions.Amounts.ShouldBeEmpty();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bench.Dispose();
        }

        base.Dispose(disposing);
    }
}
