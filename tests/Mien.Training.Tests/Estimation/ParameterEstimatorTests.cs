using Mien.Networks.Checkpoints;
using Mien.Portraits;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Data;
using Mien.Training.Estimation;

namespace Mien.Training.Tests.Estimation;

public sealed class ParameterEstimatorTests
{
    [Fact]
    public void Softening_OfABatch_ChangesEveryOtherPictureAndKeepsItsMean()
    {
        // Every other picture of the batch is softened: the first, not the second.
        float[] pixels = [.. Enumerable.Range(0, 2 * 8 * 8 * 3).Select(i => MathF.Sin(i))], was = [.. pixels];
        Softening.Apply(pixels, 8, seed: 3);
        pixels[(8 * 8 * 3)..].ShouldBe(was[(8 * 8 * 3)..]);
        pixels[..(8 * 8 * 3)].ShouldNotBe(was[..(8 * 8 * 3)]);
        pixels[..(8 * 8 * 3)].Average().ShouldBe(was[..(8 * 8 * 3)].Average(), 0.01f); // noise alone moves the mean
    }

    [Fact]
    public void Encoder_Gradient_IsTheCentralDifference()
    {
        using KeypointEncoder encoder = new(Tiny.Estimator.Channels, 32, outputs: 3, LandmarkAxes.Of(new PortraitCrops { Size = 32 }), seed: 1);
        Directional.Check(x =>
        {
            (Tensor numbers, Tensor landmarks) = encoder.Forward(x);
            return numbers.Square().Mean().Plus(landmarks.Square().Mean());
        }, h: 3e-4f, size: 32); // twice the size is twice the way along a direction
    }

    [Fact]
    public void Read_OfWhatTrainingExported_TellsTheSameNumbers()
    {
        using TemporaryFolder folder = new();
        using EstimatorTraining training = new(Tiny.Estimator);
        training.Take(5);
        training.Export(folder["estimator.safetensors"]);
        using ParameterEstimator one = ParameterEstimator.Read(folder["estimator.safetensors"]), other = ParameterEstimator.Read(folder["estimator.safetensors"]);
        using Tensor crops = Tensor.Normal([2, 32, 32, 3], seed: 4);
        float[][] told = one.Estimate(crops);
        told.Length.ShouldBe(2);
        told[0].Length.ShouldBe(PortraitParameters.OfFace);
        other.Estimate(crops).ShouldBe(told);
        one.Size.ShouldBe(32);
        one.Standardised(PortraitSampler.Sample(3)).ShouldAllBe(v => Math.Abs(v) < 8);
    }

    [Fact]
    public void Read_OfAnotherNetwork_SaysSo()
    {
        using TemporaryFolder folder = new();
        using Training.Perceptual.PerceptualTraining perceptual = new(Tiny.Perceptual);
        perceptual.Export(folder["perceptual.safetensors"]);
        Should.Throw<CheckpointException>(() => ParameterEstimator.Read(folder["perceptual.safetensors"]));
    }

    [Fact]
    public void Determination_OfTheTruthAndOfTheMean_IsOneAndZero()
    {
        float[][] truth = [.. Enumerable.Range(0, 50).Select(i => Enumerable.Range(0, PortraitParameters.OfFace).Select(p => (float)Math.Sin((i * 3) + p)).ToArray())];
        Determination exact = Determination.Of(truth, truth);
        (exact.Identity, exact.Expression, exact.Pose).ShouldBe((1, 1, 1));
        float[] mean = [.. Enumerable.Range(0, PortraitParameters.OfFace).Select(p => truth.Average(t => t[p]))];
        Determination.Of(truth, [.. truth.Select(_ => mean)]).Expression.ShouldBe(0, 1e-5f);
    }
}
