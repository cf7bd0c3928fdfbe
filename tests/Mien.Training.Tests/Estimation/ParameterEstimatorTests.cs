using Mien.Checkpoints;
using Mien.Evaluation.Judging;
using Mien.Networks.Keypoints;
using Mien.Portraits;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Data;
using Mien.Training.Estimation;
using Mien.Training.Keypoints;

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
    public void Softening_OfAnEdge_LeavesNoStepsOfBlocks()
    {
        // An edge from 0 to 1 becomes a ramp: no difference between neighbours exceeds what remains of the edge itself
        // and the noise.
        float[] pixels = [.. Enumerable.Range(0, 16 * 16 * 3).Select(i => i / 3 % 16 < 8 ? 0f : 1f)];
        for (int seed = 0; seed < 20; seed++)
        {
            float[] soft = [.. pixels];
            Softening.Apply(soft, 16, seed);
            float[] row = [.. Enumerable.Range(0, 16).Select(
                x => Enumerable.Range(0, 16 * 3).Average(i => soft[(((i / 3 * 16) + x) * 3) + (i % 3)]))];
            float[] steps = [.. row.Zip(row.Skip(1), (a, b) => b - a)];
            steps.Index().MaxBy(s => s.Item).Index.ShouldBe(7);
            steps[6].ShouldBe(steps[8], 0.03f);
        }
    }

    [Fact]
    public void Warping_OfASpot_TakesItsPointAlong()
    {
        const int Size = 64;
        float[] pixels = new float[Size * Size * 3], points = new float[2 * CropBatch.PointsOfFace];
        for (int i = 0; i < Size * Size; i++)
        {
            float x = (i % Size) - 40, y = (i / Size) - 20;
            pixels.AsSpan(3 * i, 3).Fill(MathF.Exp(-0.05f * ((x * x) + (y * y)))); // around the pixel (40, 20)
        }

        points.AsSpan(0, CropBatch.PointsOfFace).Fill((40.5f / 32) - 1);
        points.AsSpan(CropBatch.PointsOfFace).Fill((20.5f / 32) - 1);
        for (int seed = 0; seed < 20; seed++)
        {
            CropBatch batch = new([new Portrait()], [new float[4]], [.. points], [.. pixels]);
            Warping.Apply(batch, Size, seed);
            double sum = batch.Pixels.Sum(v => (double)v);
            batch.Pixels.Index().Sum(p => p.Item * (double)(p.Index / 3 % Size))
                .ShouldBe(sum * ((32 * (batch.Points[5] + 1)) - 0.5), 0.02 * sum);
            batch.Pixels.Index().Sum(p => p.Item * (double)(p.Index / 3 / Size))
                .ShouldBe(sum * ((32 * (batch.Points[CropBatch.PointsOfFace + 5] + 1)) - 0.5), 0.02 * sum);
        }
    }

    [Fact]
    public void Encoder_Gradient_IsTheCentralDifference()
    {
        using KeypointEncoder encoder = new(
            new() { Channels = Tiny.Estimator.Channels, Size = 32, Outputs = 3 },
            PortraitAxes.Of(new PortraitCrops { Size = 32 }), seed: 1);
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
        using ParameterEstimator one = ParameterEstimator.Read(folder["estimator.safetensors"]),
            other = ParameterEstimator.Read(folder["estimator.safetensors"]);
        using Tensor crop = Tensor.Normal([1, 32, 32, 3], seed: 4);
        (float[] told, float[] points) = one.Look(crop);
        told.Length.ShouldBe(PortraitParameters.OfFace);
        points.Length.ShouldBe(2 * CropBatch.PointsOfFace);
        other.Look(crop).Numbers.ShouldBe(told);
        one.Size.ShouldBe(32);
        one.Standardised(PortraitSampler.Sample(3)).ShouldAllBe(v => Math.Abs(v) < 8);
    }

    /// <summary>What was exported has half precision, and is not rounded again.</summary>
    [Theory]
    [InlineData("checkpoint.safetensors")]
    [InlineData("one.safetensors")]
    public void EstimatorTraining_FromAnother_BeginsWithItsAveragedNetwork(string start)
    {
        using TemporaryFolder folder = new();
        using EstimatorTraining one = new(Tiny.Estimator);
        one.Take(5);
        one.Save(folder["checkpoint.safetensors"]);
        one.Export(folder["one.safetensors"]);
        using EstimatorTraining other = new(Tiny.Estimator with { Rate = new(1e-3f), Seed = 9 }, folder[start]);
        other.Export(folder["other.safetensors"]);
        using Checkpoint expected = Checkpoint.Open(folder["one.safetensors"]),
            actual = Checkpoint.Open(folder["other.safetensors"]);
        actual["encoder.output.weight"].ToArray().ShouldBe(expected["encoder.output.weight"].ToArray());
        other.StepsTaken.ShouldBe(0);

        Should.Throw<CheckpointException>(
            () => new EstimatorTraining(Tiny.Estimator with { Channels = [4, 4, 8, 8, 16] }, folder[start]));
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
        float[][] truth = [.. Enumerable.Range(0, 50).Select(
            i => Enumerable.Range(0, PortraitParameters.OfFace).Select(p => (float)Math.Sin((i * 3) + p)).ToArray())];
        Determination exact = Determination.Of(truth, truth);
        (exact.Identity, exact.Expression, exact.Pose).ShouldBe((1, 1, 1));
        float[] mean = [.. Enumerable.Range(0, PortraitParameters.OfFace).Select(p => truth.Average(t => t[p]))];
        Determination.Of(truth, [.. truth.Select(_ => mean)]).Expression.ShouldBe(0, 1e-5f);
    }
}
