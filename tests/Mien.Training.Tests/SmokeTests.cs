using Mien.Evaluation.Judging;
using Mien.Models;
using Mien.Tensors;
using Mien.Training.Estimation;
using Mien.Training.Generators;
using Mien.Training.Perceptual;
using Mien.Training.Runs;

namespace Mien.Training.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void PerceptualTraining_AFewSteps_LowerTheLoss()
    {
        using PerceptualTraining training = new(Tiny.Perceptual);
        List<float[]> losses = training.Take(150);
        losses[^20..].Average(l => l[0]).ShouldBeLessThan(losses[..20].Average(l => l[0]));
        Determination r2 = training.Measure(32);
        r2.Pose.ShouldBeInRange(-0.5f, 1); // about 0, what a guess of the mean has: these are seconds
    }

    [Fact]
    public void EstimatorTraining_AFewSteps_LowerBothLosses()
    {
        using EstimatorTraining training = new(Tiny.Estimator);
        List<float[]> losses = training.Take(500);
        losses[^20..].Average(l => l[0]).ShouldBeLessThan(losses[..20].Average(l => l[0]));
        losses[^20..].Average(l => l[1]).ShouldBeLessThan(0.5f * losses[..20].Average(l => l[1]));
    }

    [Fact]
    public void GeneratorTraining_AFewSteps_HalveTheLossAndMakeAModel()
    {
        using TemporaryFolder folder = new();
        using (PerceptualTraining perceptual = new(Tiny.Perceptual))
        {
            perceptual.Export(folder["perceptual.safetensors"]);
        }

        using GeneratorTraining training = new(Tiny.Generator, folder["perceptual.safetensors"]);
        List<float[]> losses = training.Take(320); // two persons a step
        losses[^20..].Average(l => l[0]).ShouldBeLessThan(0.5f * losses[0][0]);
        losses[^20..].Average(l => l[1]).ShouldBeLessThan(0.5f * losses[0][1]);
        training.Samples().Width.ShouldBe(8 * 16);

        StoredModel stored = ModelFolder.Write(
            folder["model"], training.Generator, folder["perceptual.safetensors"], "2-3");
        stored.Card.Advice!["layers"].ShouldBe("2-3");
        using FaceModel model = ModelLoader.Load(stored);
        using Tensor z = Tensor.Normal([2, model.Generator.LatentLength], seed: 3);
        using Tape tape = new();
        float[] kept = model.Generator.Synthesize(model.Generator.Map(z)).ToArray();
        float[] learnt = training.Generator.Synthesize(training.Generator.Map(z)).ToArray();
        kept.Zip(learnt, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(0.02f); // half precision
    }
}
