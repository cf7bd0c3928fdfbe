using Mien.Directions;
using Mien.Fusion;
using Mien.Models;
using Mien.Networks;
using Mien.Training.Directions;

namespace Mien.Training.Tests.Directions;

public sealed class PortraitLabelsTests
{
    [Theory]
    [InlineData("portraits-128", true)]
    [InlineData("faces-128", false)]
    public void Of_ABuiltInGenerator_TellExpressionsAndPoses_AndThePersonOfDrawnOnes(string name, bool hasPerson)
    {
        using StyleGenerator generator = ModelLoader.LoadGenerator(BuiltInModel.Open(name));
        PortraitLabels.Fit(generator).ShouldBeTrue();
        LabelledStyles samples = PortraitLabels.Of(generator, 1500, seed: 3);
        samples.Styles.Count.ShouldBe(1500);
        samples.Attributes.Any(a => a.Name == "beard").ShouldBe(hasPerson);
        IReadOnlyList<StyleDirection> found = LabelledDirections.Find(
            samples, _ => LayerMask.Range(4, 5, generator.Layers));
        foreach (string attribute in new[] { "smile", "jaw", "gaze-x", "yaw" })
        {
            found.Single(d => d.Name == attribute).Determination!.Value.ShouldBeGreaterThan(0.5f);
        }
    }
}
