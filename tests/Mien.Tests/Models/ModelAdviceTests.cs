using Mien.Inversion;
using Mien.Models;

namespace Mien.Tests.Models;

public sealed class ModelAdviceTests
{
    [Fact]
    public void ToSettings_WithoutAdvice_AreTheUsualOnes()
        => new ModelAdvice().ToSettings().ToJson().ShouldBe(new InversionSettings().ToJson());

    [Fact]
    public void ToSettings_TakeAllThatIsAdvised()
    {
        InversionSettings settings = new ModelAdvice { Start = StartStyle.Random, Steps = 70, Rate = 0.2f, PixelWeight = 1, FaceWeight = 2, VariationWeight = 3 }.ToSettings();
        (settings.Start, settings.Steps).ShouldBe((StartStyle.Random, 70));
        (settings.Rate.Base, settings.PixelWeight, settings.FaceWeight, settings.VariationWeight).ShouldBe((0.2f, 1, 2, 3));
        settings.Rate.RampDown.ShouldBe(new InversionSettings().Rate.RampDown);
    }
}
