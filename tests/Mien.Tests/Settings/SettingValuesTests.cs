using Mien.Settings;

namespace Mien.Tests.Settings;

public sealed class SettingValuesTests
{
    [Fact]
    public void Parse_NumbersTextsAndTruths_AreTexts()
    {
        SettingValues values = SettingValues.Parse(
            """{ "steps": 50, "rate": 0.05, "paste": "plain", "noise": true }""");
        values.Select(v => $"{v.Key}={v.Value}").ShouldBe(["steps=50", "rate=0.05", "paste=plain", "noise=true"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{ \"steps\": [1] }")]
    [InlineData("{ \"steps\": null }")]
    [InlineData("{ \"steps\": 1, \"steps\": 2 }")]
    public void Parse_WhatIsNoObjectOfValues_Throws(string json)
        => Should.Throw<InvalidDataException>(() => SettingValues.Parse(json));

    [Theory]
    [InlineData("steps")]
    [InlineData("=5")]
    [InlineData("rate=1")] // once more
    public void Add_WhatIsNoAssignmentOrTheSecondOne_Throws(string assignment)
    {
        SettingValues values = new() { ["rate"] = "0.1" };
        Should.Throw<ArgumentException>(() => values.Add(assignment));
    }

    [Fact]
    public void Indexer_Null_TakesTheValueAway_AndOthersKeepTheirOrder()
    {
        SettingValues values = new() { ["a"] = "1", ["b"] = "2", ["c"] = "3" };
        (values["a"], values["b"]) = ("4", null);
        values.Select(v => v.Key + v.Value).ShouldBe(["a4", "c3"]);
    }

    [Theory]
    [InlineData("strenght", "strength")]
    [InlineData("setps", "steps")]
    [InlineData("elephant", null)]
    public void Nearest_OfAMistypedWord_IsTheOneThatWasMeant(string word, string? meant)
        => Spelling.Nearest(word, ["steps", "strength", "start"]).ShouldBe(meant);
}
