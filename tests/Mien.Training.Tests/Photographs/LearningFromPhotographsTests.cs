using System.Text.Json;
using Mien.Checkpoints;
using Mien.Evaluation.Judging;
using Mien.Faces.Alignment;
using Mien.Fusion;
using Mien.Models;
using Mien.Training.Data;
using Mien.Training.Encoders;
using Mien.Training.Generators;
using Mien.Training.Perceptual;
using Mien.Training.Photographs;
using Mien.Training.Runs;
using Mien.Transfer;

namespace Mien.Training.Tests.Photographs;

public sealed class LearningFromPhotographsTests
{
    private static readonly GeneratorSettings _settings = Tiny.Generator with
    {
        Resolution = 32,
        Channels = [8, 8, 8, 8],
        Frame = FaceFrame.Close,
        Photographs = 4,
        MoreCode = 2,
        ExchangeFrom = 4,
        Portraits = 30,
    };

    [Fact]
    public void Training_OnBothDomains_LearnsResumesWithTheSameBitsAndMakesAModelOfItsFrame()
    {
        using TemporaryFolder folder = new();
        string set = Set(folder);
        using GeneratorTraining whole = new(_settings, photographsFolder: set),
            first = new(_settings, photographsFolder: set), second = new(_settings, photographsFolder: set);
        List<float[]> losses = whole.Take(24);
        Mean(losses[^6..]).ShouldBeLessThan(0.9f * Mean(losses[..6]));
        first.Take(10);
        first.Save(folder["checkpoint.safetensors"]);
        second.Restore(folder["checkpoint.safetensors"]);
        second.Take(14);
        foreach ((string name, Tensors.Tensor weight) in whole.Generator.Parameters)
        {
            second.Generator.Parameters[name].ToArray().ShouldBe(weight.ToArray(), name);
        }

        whole.Samples().Width.ShouldBe(8 * 32);
        using PerceptualTraining perceptual = new(Tiny.Perceptual);
        perceptual.Export(folder["perceptual.safetensors"]);
        StoredModel model = ModelFolder.Write(
            folder["model"], whole.Generator, folder["perceptual.safetensors"], frame: FaceFrame.Close);
        ModelCard.Read(Path.Combine(model.Folder, StoredModel.CardFile)).Frame.ShouldBe(FaceFrame.Close);

        using EncoderTraining encoder = new(
            Tiny.Encoder with { Photographs = 4, Portraits = 30 }, model, photographsFolder: set);
        List<float[]> told = encoder.Take(24);
        Mean(told[^6..]).ShouldBeLessThan(Mean(told[..6]));
        encoder.Samples().Height.ShouldBe(4 * 32);
        Should.Throw<ArgumentException>(
            () => new EncoderTraining(Tiny.Encoder, model)).Message.ShouldContain("photographs");

        static float Mean(List<float[]> losses) => losses.Average(l => l[0]);
    }

    [Fact]
    public void Training_KeepingTheMapping_ChangesAllElse()
    {
        using TemporaryFolder folder = new();
        using GeneratorTraining training = new(_settings with { KeepMapping = true }, photographsFolder: Set(folder));
        Dictionary<string, float[]> before = training.Generator.Parameters.ToDictionary(
            p => p.Key, p => p.Value.ToArray());
        training.Take(2);
        foreach ((string name, float[] weight) in before.Where(
            p => p.Key.EndsWith(".weight", StringComparison.Ordinal)))
        {
            training.Generator.Parameters[name].ToArray().SequenceEqual(weight)
                .ShouldBe(name.StartsWith("mapping.", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public void Training_WithASetOfAnotherFrame_IsRefused()
    {
        using TemporaryFolder folder = new();
        string set = Set(folder);
        Should.Throw<ArgumentException>(
            () => new GeneratorTraining(
                _settings with { Frame = FaceFrame.Ffhq }, photographsFolder: set)).Message.ShouldContain("Close");
        Should.Throw<ArgumentException>(() => new GeneratorTraining(_settings)).Message.ShouldContain("set");
    }

    /// <summary>
    /// Linear readings of landmarks tell most of what the mouth, the lids and the head do, on portraits that they were
    /// not learnt from.
    /// </summary>
    [Fact]
    public void ExpressionReading_PortraitsNeverSeen_TellsWhatLandmarksShow()
    {
        float[] r2 = ExpressionReading.Learn(seed: 0).Determination(seed: 0, portraits: 500);
        Dictionary<string, float> by = Mien.Portraits.Expression.Parameters.Concat(Mien.Portraits.Pose.Parameters)
            .Zip(r2).ToDictionary(p => p.First.Name, p => p.Second);
        by["JawDrop"].ShouldBeGreaterThan(0.8f);
        by["Smile"].ShouldBeGreaterThan(0.5f);
        by["BlinkLeft"].ShouldBeGreaterThan(0.5f);
        by["Yaw"].ShouldBeGreaterThan(0.8f);
        ExpressionReading.Learn(seed: 0).Determination(seed: 0, portraits: 500).ShouldBe(r2); // the same noise again
    }

    /// <summary>Codes are what a quadratic function of the expression does not say.</summary>
    [Fact]
    public void PictureCodes_PicturesOfAnExpressionAndAPerson_TellThePerson()
    {
        Random random = new(5);
        float[][] told = [.. Enumerable.Range(0, 400).Select(_ => new[] { (2 * random.NextSingle()) - 1 })];
        float[] persons = [.. told.Select(_ => (2 * random.NextSingle()) - 1)];
        float[][] pictures = [.. told.Select(
            (t, i) => Enumerable.Range(0, 30).Select(
                k => (t[0] * MathF.Sin(k)) + (t[0] * t[0] * MathF.Cos(3 * k)) + (0.5f * persons[i] * MathF.Cos(2 * k)))
                    .ToArray())];
        float[][] codes = PictureCodes.Of(pictures, told, [.. Enumerable.Range(0, 300)], 3, seed: 1);
        Math.Abs(Correlation([.. codes.Select(c => c.MaxBy(Math.Abs))], persons)).ShouldBeGreaterThan(0.8);
        for (int k = 0; k < 3; k++)
        {
            float[] code = [.. codes.Select(c => c[k])];
            (code.Average(Math.Abs) < 1e-3 || Math.Abs(
                Correlation(code, [.. told.Select(t => t[0])])) < 0.1).ShouldBeTrue();
        }

        static double Correlation(float[] a, float[] b)
            => MathNet.Numerics.Statistics.Correlation.Pearson(a.Select(v => (double)v), b.Select(v => (double)v));
    }

    [Fact]
    public void LatentLayout_DrawnAndPhotograph_HaveExpressionsInTheSamePlaces()
    {
        NormalScores scores = NormalScores.OfGenerator(32);
        LatentLayout layout = new(scores, 3);
        layout.Length.ShouldBe(scores.Length + 4);
        float[] told = [.. Enumerable.Range(1, ExpressionReading.Count).Select(i => (float)i)],
            code = [.. layout.Code.Select(_ => 100f)];
        float[] z = layout.OfPhotograph(told, code);
        z[layout.Domain].ShouldBe(1);
        Enumerable.Range(0, layout.Length).Where(i => layout.KindOf(i) == ParameterKind.Expression).Select(i => z[i])
            .ShouldBe(told[..^3]);
        layout.Code.ShouldAllBe(i => z[i] == 100);
        using Tensors.Tensor drawn = layout.OfPortraits([new()], [[0, 0, 0, 0]], seed: 1);
        drawn.Span[layout.Domain].ShouldBe(-1);
    }

    [Fact]
    public void TrainingExamples_AreTheSetAndThePortraitsThatTrainingSees()
    {
        using TemporaryFolder folder = new();
        string faces = Set(folder);
        (int n, int latent) = TrainingExamples.Write(folder["examples"], faces, portraits: 4, moreCode: 2);
        CheckpointTensor Array(string name)
        {
            using Checkpoint file = Checkpoint.Open(Path.Combine(folder["examples"], name + ".npy"));
            CheckpointTensor only = file.Tensors.ShouldHaveSingleItem();
            return CheckpointTensor.From(name, [.. only.Shape], only.ToArray());
        }

        using PhotographSet set = PhotographSet.Open(faces);
        n.ShouldBe(set.Kept.Count);
        float[] pixels = new float[32 * 32 * 3], inside = new float[32 * 32], landmarks = new float[136];
        set.Read(n - 1, pixels, inside, landmarks);
        CheckpointTensor photographs = Array("photographs");
        photographs.Shape.ShouldBe([n, 32, 32, 4]);
        float[][] last = [.. photographs.ToArray()[^(32 * 32 * 4)..].Chunk(4)];
        last.SelectMany(p => p[..3]).ShouldBe(pixels.Select(v => (float)Models.Pixels.ToLevel(v)));
        last.Select(p => p[3]).ShouldBe(inside.Select(v => 255 * v));
        Array("photographs-held-out").ToArray().ShouldBe(set.Kept.Select(e => e.HeldOut ? 1f : 0f));
        Array("photographs-landmarks").ToArray()[((n - 1) * 136)..(n * 136)].ShouldBe(landmarks);

        LatentLayout layout = new(NormalScores.OfGenerator(32), 2);
        latent.ShouldBe(layout.Length);
        float[] latents = Array("photographs-latents").ToArray();
        latents.Length.ShouldBe(2 * n * latent);
        latents[layout.Domain].ShouldBe(1);
        JsonSerializer.Deserialize<string[]>(
            File.ReadAllText(Path.Combine(folder["examples"], "latents.json")))![layout.Domain].ShouldBe("Domain");

        using PortraitCrops crops = new()
        {
            Size = 32,
            PlainBackground = true,
            Jitter = true,
            Pairs = true,
            Frame = FaceFrame.Close,
        };
        CropBatch drawn = crops.Draw(0, 4);
        Array("portraits").ToArray().ShouldBe(drawn.Pixels.Select(v => (float)Models.Pixels.ToLevel(v)));
        Array("portraits-points").ToArray().ShouldBe(drawn.Points);
        Array("portraits-latents").ToArray()[layout.Domain].ShouldBe(-1);
    }

    [Fact]
    public void ExpressionSubspace_OfAGeneratorOfPhotographs_IsPartOfItsModel()
    {
        using TemporaryFolder folder = new();
        string set = Set(folder, 18);
        using GeneratorTraining training = new(_settings, photographsFolder: set);
        training.Take(2);
        using PerceptualTraining perceptual = new(Tiny.Perceptual);
        perceptual.Export(folder["perceptual.safetensors"]);
        StoredModel plain = ModelFolder.Write(
            folder["plain"], training.Generator, folder["perceptual.safetensors"], frame: FaceFrame.Close);
        using (FaceModel without = ModelLoader.Load(plain))
        {
            without.Expression.ShouldBeNull();
            Should.Throw<ArgumentException>(() => ExpressionSubspaceFit.Learn(without, set, new("."))).Message
                .ShouldContain("encoder");
        }

        using EncoderTraining encoder = new(
            Tiny.Encoder with { Photographs = 4, Portraits = 30 }, plain, photographsFolder: set);
        encoder.Take(4);
        encoder.Export(folder["encoder.safetensors"]);
        StoredModel stored = ModelFolder.WithEncoder(folder["with"], plain, folder["encoder.safetensors"]);
        (ExpressionSubspace subspace, ExpressionSubspaceQuality quality) = Learn(".");
        subspace.StyleLength.ShouldBe(training.Generator.StyleLength);
        subspace.Parameters.ShouldBe(quality.Read.Count);
        quality.Read.ShouldAllBe(r2 => r2 <= 1);
        quality.Photographs.ShouldBeGreaterThan(0);
        float[] one = Styles(1), other = Styles(2), fused = subspace.Exchange(one, other);
        fused.ShouldNotBe(one);
        Learn(".").Subspace.Exchange(one, other).ShouldBe(fused); // the same bits again
        Should.Throw<ArgumentException>(() => Learn("nobody")).Message.ShouldContain("at rest");

        using FaceModel known = ModelLoader.Load(ModelFolder.WithExpression(stored, subspace));
        TransferSettings.For(known).Exchange.ShouldBe(StyleExchange.Expression);
        TransferSettings.For(ModelFolder.WithEncoder(
            folder["another"], StoredModel.In(stored.Folder), folder["encoder.safetensors"]))
            .Exchange.ShouldBe(StyleExchange.Whole); // another encoder sees otherwise
        StyleFusion.Source(known, one, other, StyleExchange.Expression).ShouldBe(fused);
        StyleFusion.Source(known, one, other, StyleExchange.Whole).ShouldBeSameAs(other);

        (ExpressionSubspace Subspace, ExpressionSubspaceQuality) Learn(string atRest)
        {
            using FaceModel model = ModelLoader.Load(stored);
            return ExpressionSubspaceFit.Learn(model, set, new(atRest));
        }

        float[] Styles(int seed)
        {
            using Tensors.Tensor random = Tensors.Tensor.Normal(
                [training.Generator.Layers * training.Generator.StyleLength], seed);
            return random.ToArray();
        }
    }

    private static string Set(TemporaryFolder folder, int photographs = 14)
    {
        string photos = DrawnPhotographs.Folder(folder["photos"], photographs);
        using PhotographSet set = PhotographGathering.Gather(
            folder["set"], [photos], new() { Frame = new(FaceFrame.Close, 32), HeldOut = 0.2 });
        set.Kept.Count(e => !e.HeldOut).ShouldBeGreaterThan(6);
        return folder["set"];
    }
}
