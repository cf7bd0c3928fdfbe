using Mien.Models;
using Mien.Training.Encoders;
using Mien.Training.Estimation;
using Mien.Training.Generators;
using Mien.Training.Perceptual;
using Mien.Training.Runs;

namespace Mien.Training.Tests.Runs;

public sealed class ResumeTests
{
    [Fact]
    public void PerceptualTraining_StoppedAndResumed_HasTheBitsOfAnUninterruptedRun()
        => Resumed(() => new PerceptualTraining(Tiny.Perceptual), steps: 3);

    [Fact]
    public void EstimatorTraining_StoppedAndResumed_HasTheBitsOfAnUninterruptedRun()
        => Resumed(() => new EstimatorTraining(Tiny.Estimator), steps: 3);

    [Fact]
    public void EncoderTraining_StoppedAndResumed_HasTheBitsOfAnUninterruptedRun()
    {
        using TemporaryFolder folder = new();
        StoredModel model = Tiny.Model(folder);
        Resumed(() => new EncoderTraining(Tiny.Encoder, model), steps: 3);
    }

    [Fact]
    public void GeneratorTraining_ResumedBeforeTheDiscriminatorJoins_HasTheBitsOfAnUninterruptedRun()
        => Resumed(() => new GeneratorTraining(Tiny.Contested), steps: 3);

    [Fact]
    public void GeneratorTraining_ResumedAfterTheDiscriminatorJoined_HasTheBitsOfAnUninterruptedRun()
        => Resumed(() => new GeneratorTraining(Tiny.Contested), steps: 5);

    [Fact]
    public void Resume_WithOtherSettings_IsRefusedByTheirNames()
    {
        using TemporaryFolder folder = new();
        using (PerceptualTraining one = new(Tiny.Perceptual))
        {
            one.Save(folder["checkpoint.safetensors"]);
        }

        using PerceptualTraining other = new(
            Tiny.Perceptual with { BatchSize = 4, Rate = Tiny.Perceptual.Rate with { Height = 0.5f } });
        Should.Throw<ArgumentException>(() => other.Restore(folder["checkpoint.safetensors"])).Message.ShouldEndWith(
            "was made with other settings: BatchSize 16, now 4; Rate.Height 0.005, now 0.5");
    }

    [Fact]
    public void Run_IntoAFolderThatHoldsOne_IsRefusedUnlessItResumes()
    {
        using TemporaryFolder folder = new();
        using PerceptualTraining training = new(Tiny.Perceptual);
        TrainingRun run = new() { Folder = folder.Path, Steps = 1 };
        Should.Throw<ArgumentException>(
            () => (run with { Resume = true }).Run(
                training, WorkProgress.To(_ => { }), default)).Message.ShouldContain("no checkpoint");
        run.Run(training, WorkProgress.To(_ => { }), default);
        Should.Throw<ArgumentException>(
            () => run.Run(training, WorkProgress.To(_ => { }), default)).Message.ShouldContain("resume it");
        (run with { Resume = true, Steps = 2 }).Run(training, WorkProgress.To(_ => { }), default);
        training.StepsTaken.ShouldBe(2);
    }

    [Fact]
    public void Run_Cancelled_SavesWhatItHas()
    {
        using TemporaryFolder folder = new();
        using GeneratorTraining training = new(Tiny.Generator);
        using CancellationTokenSource stop = new();
        TrainingRun run = new() { Folder = folder.Path, ReportEvery = TimeSpan.Zero };
        run.Run(training, WorkProgress.To(_ => stop.Cancel()), stop.Token);
        training.StepsTaken.ShouldBe(1);
        foreach (string file in (string[])["checkpoint.safetensors", "curve.csv", "samples.png"])
        {
            File.Exists(folder[file]).ShouldBeTrue(file);
        }
    }

    private static void Resumed(Func<Trainer> begin, int steps)
    {
        using TemporaryFolder folder = new();
        string half = folder["half"], whole = folder["whole"], resumed = folder["resumed"];
        List<float[]> expected;
        using (Trainer training = begin())
        {
            training.Take(steps);
            training.Save(half);
            expected = training.Take(steps);
            training.Save(whole);
        }

        using Trainer again = begin();
        again.Restore(half);
        again.StepsTaken.ShouldBe(steps);
        again.Take(steps).ShouldBe(expected);
        again.Save(resumed);
        File.ReadAllBytes(resumed).AsSpan().SequenceEqual(File.ReadAllBytes(whole)).ShouldBeTrue();
    }
}
