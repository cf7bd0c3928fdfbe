using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Tensors.Optimizers;
using Mien.Tensors.Tests;

namespace Mien.Tests.Inversion;

/// <summary>Whole runs against the curves of an independent implementation in float64.</summary>
public sealed class GoldenInversionTests
{
    private static readonly Golden _golden = TinyModel.Inversion;

    private static readonly InversionSettings _plain = new()
    {
        Steps = 50,
        Rate = LearningRate.Constant(0.01f),
        Precision = Precision.Float32,
        Snapshots = [1, 10, 50],
    };

    public static TheoryData<string> Runs => ["adam", "sgd", "sgd_momentum", "adam_single_w"];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Invert_InFloat32_FollowsGoldenCurve(string run)
    {
        InversionResult result = Run(Settings(run));
        float[] expected = _golden.Values($"expected/{run}/loss");
        result.Curve.Length.ShouldBe(expected.Length);
        for (int step = 0; step < expected.Length; step++)
        {
            Math.Abs(result.Curve[step] - expected[step]).ShouldBeLessThanOrEqualTo(
                1e-3f * expected[step], $"{run}, step {step}");
        }

        foreach (int step in (int[])[1, 10, 50])
        {
            float[] styles = _golden.Values($"expected/{run}/ws_{step}");
            float[] actual = run == "adam_single_w"
                ? result.Snapshots[step][..TinyModel.StyleLength] : result.Snapshots[step];
            float largest = styles.Max(Math.Abs);
            actual.Zip(styles, (a, e) => Math.Abs(a - e)).Max().ShouldBeLessThanOrEqualTo(
                1e-3f * largest, $"{run}, styles after step {step}");
        }
    }

    [Fact]
    public void Invert_InBFloat16_EndsWithin3PercentOfFloat32()
    {
        float full = Run(_plain).Distance, half = Run(_plain with { Precision = Precision.BFloat16 }).Distance;
        Math.Abs(half - full).ShouldBeLessThanOrEqualTo(0.03f * full);
    }

    private static InversionSettings Settings(string run) => run switch
    {
        "adam" => _plain,
        "sgd" => _plain with { Optimizer = OptimizerKind.Sgd, Rate = LearningRate.Constant(0.05f) },
        "sgd_momentum" => _plain with { Optimizer = OptimizerKind.Sgd, Momentum = 0.9f },
        _ => _plain with { SharedStyle = true },
    };

    private static InversionResult Run(InversionSettings settings)
    {
        using FaceModel model = TinyModel.Create();
        using Tensor target = _golden.LoadImages("input/target");
        return new Inverter(model).Invert(target, settings)[0];
    }
}
