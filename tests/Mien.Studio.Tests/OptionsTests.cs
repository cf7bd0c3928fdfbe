using Mien.Studio.Photos;
using Mien.Studio.Safety;

namespace Mien.Studio.Tests;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("0.0.0.0", null)]
    [InlineData("192.168.1.5", null)]
    [InlineData("127.0.0.1", "short")]
    public void Check_OpenToOthersWithoutAToken_OrAShortOne_Throws(string host, string? token)
        => Should.Throw<ArgumentException>(() => new StudioOptions { Host = host, Token = token }.Check());

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("localhost", null)]
    [InlineData("0.0.0.0", "sixteen-letters!")]
    public void Check_OfThisMachineAlone_OrWithAToken_IsGood(string host, string? token) => new StudioOptions
    {
        Host = host,
        Token = token,
    }.Check();

    [Fact]
    public void Token_IsDrawnAnew_AndTakesNoOther()
    {
        AccessToken one = new(null), two = new(null);
        one.Text.ShouldNotBe(two.Text);
        one.IsToken(one.Text).ShouldBeTrue();
        one.IsToken(two.Text).ShouldBeFalse();
        one.IsToken(null).ShouldBeFalse();
        one.IsToken("").ShouldBeFalse();
        one.IsPass(one.Text).ShouldBeFalse();
        one.IsPass(one.Pass).ShouldBeTrue();
    }

    [Theory]
    [InlineData("holiday.jpg", "holiday.jpg")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\photos\\me.png", "me.png")]
    [InlineData("\u0000\u0007", "photo")]
    [InlineData("", "photo")]
    [InlineData("a/", "photo")]
    public void Shown_OfAnyName_IsNoPath(string name, string shown) => PhotoShelf.Shown(name).ShouldBe(shown);

    [Fact]
    public void Samples_AreThere() => PhotoShelf.Samples.ShouldContain("gus.jpg");
}
