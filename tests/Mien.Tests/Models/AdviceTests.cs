using Mien.Models;
using Mien.Settings;

namespace Mien.Tests.Models;

/// <summary>A card keeps its names for what is advised, whatever settings are called.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-advice-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Card_OfTheBuiltInModel_AdvisesSettings()
        => Pairs(BuiltInModel.Open().Card.Advice!).ShouldBe(
            ["pixels=4", "face-weight=10", "style-variation=0.1", "layers=4-5", "exchange=expression", "start=encoder",
                "rate=0.1", "ramp-up=0", "beta1=0.7", "steps=15"]);

    [Fact]
    public void Card_WrittenAndReadAgain_AdvisesTheSame_UnderTheNamesOfCards()
    {
        string path = Path.Combine(_folder.FullName, "model.json");
        SettingValues advice = new(BuiltInModel.Open().Card.Advice!) { ["rate"] = "0.05", ["layers"] = "4" };

        (BuiltInModel.Open().Card with { Advice = advice }).Write(path);

        Pairs(ModelCard.Read(path).Advice!).ShouldBe(Pairs(advice));
        string text = File.ReadAllText(path);
        text.ShouldContain("\"variationWeight\": 0.1");
        text.ShouldContain("\"expressionLayers\": \"4\"");
        text.ShouldContain("\"rate\": 0.05");
    }

    private static string[] Pairs(SettingValues values) => [.. values.Select(value => $"{value.Key}={value.Value}")];
}
