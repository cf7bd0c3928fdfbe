using Mien.Fusion;

namespace Mien.Tests.Fusion;

public sealed class LayerMaskTests
{
    [Theory]
    [InlineData("4-5", "4-5")]
    [InlineData("3,5-7", "3,5-7")]
    [InlineData("7,5,6,3", "3,5-7")]
    [InlineData("1-18", "1-18")]
    [InlineData("18", "18")]
    public void Parse_AList_ReadsAndPrintsIt(string text, string printed)
        => LayerMask.Parse(text, 18).ToString().ShouldBe(printed);

    [Fact]
    public void Parse_ARangeThatRunsBackwards_SaysWhatIsMeant()
        => Should.Throw<ArgumentException>(() => LayerMask.Parse("5-4", 18)).Message.ShouldContain("4-5 is meant");

    [Theory]
    [InlineData("")]
    [InlineData("0-3")]
    [InlineData("5-4")]
    [InlineData("17-19")]
    [InlineData("4-5-6")]
    [InlineData("four")]
    [InlineData("-1")]
    [InlineData("4,")]
    public void Parse_WhatIsNoList_Throws(string text)
        => Should.Throw<ArgumentException>(() => LayerMask.Parse(text, 18));

    [Fact]
    public void AllRanges_Of18Layers_Are171() => LayerMask.AllRanges(18).Distinct().Count().ShouldBe(171);

    [Fact]
    public void Default_OfThePaper_IsLayers4And5() => LayerMask.Default(18).Numbers.ShouldBe([4, 5]);
}
