using Mien.Inversion;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Encoders;
using Mien.Training.Runs;
using Mien.Transfer;

namespace Mien.Training.Tests.Encoders;

public sealed class LatentRegressionTests
{
    private static LatentRegressionSettings Settings { get; } = new()
    {
        Channels = [4, 4, 8, 8, 8],
        Coarse = 8,
        Whole = 8,
        Hidden = 32,
        BatchSize = 8,
        Pictures = 40,
        Rate = new(2e-2f, Rise: 5),
    };

    [Fact]
    public void Training_AFewSteps_LowersTheLoss()
    {
        using TemporaryFolder folder = new();
        using LatentRegression training = new(Settings, Tiny.Model(folder));
        List<float[]> losses = training.Take(120);
        losses[^20..].Average(l => l[0]).ShouldBeLessThan(0.9f * losses[..10].Average(l => l[0]));
        training.Samples().ShouldNotBeNull().Height.ShouldBe(2 * 32);
    }

    [Fact]
    public void Pictures_ThatComeRoundAgain_AreThoseThatTheGeneratorPaints()
    {
        using TemporaryFolder folder = new();
        using StyleGenerator generator = ModelLoader.LoadGenerator(Tiny.Model(folder));
        using GeneratedPictures pictures = new(generator, 32, Settings, folder["kept"]);
        (float[] first, float[] styles) = pictures.Read(0, 4);
        (float[] again, float[] stylesAgain) = pictures.Read(Settings.Pictures, 4);
        (float[] alone, _) = pictures.Read(2, 1);
        again.ShouldBe(first);
        stylesAgain.ShouldBe(styles);
        alone.ShouldBe(first[(2 * 32 * 32 * 3)..(3 * 32 * 32 * 3)]);
        using Tape tape = new();
        float[] painted = pictures.Repaint(Tensor.From(styles, [4, generator.StyleLength])).ToArray();
        for (int i = 0; i < painted.Length; i++)
        {
            // 8 bits a value, and bfloat16 where the processor has it
            first[i].ShouldBe(Math.Clamp(painted[i], -1, 1), (1 / 255f) + 0.02f);
        }

        pictures.Styles(0, 4).ShouldBe(styles);
    }

    [Fact]
    public void Pictures_EverySecond_AreNotTruncated()
    {
        using TemporaryFolder folder = new();
        using StyleGenerator generator = ModelLoader.LoadGenerator(Tiny.Model(folder));
        using GeneratedPictures pictures = new(generator, 32, Settings with { LeastPsi = 0 }, null),
            whole = new(generator, 32, Settings with { LeastPsi = 1 }, null);
        float[] mean = generator.MeanStyle.ToArray(), truncated = pictures.Styles(0, 8), untouched = whole.Styles(0, 8);
        for (int i = 0; i < 8; i++)
        {
            int at = i * mean.Length;
            float[] ratios = [.. Enumerable.Range(0, mean.Length)
                .Where(j => Math.Abs(untouched[at + j] - mean[j]) > 0.1f)
                .Select(j => (truncated[at + j] - mean[j]) / (untouched[at + j] - mean[j]))];
            ratios.ShouldAllBe(ratio => Math.Abs(ratio - ratios[0]) < 1e-3f);
            (i % 2 == 0 ? ratios[0] == 1 : ratios[0] is >= 0 and < 1).ShouldBeTrue();
        }
    }

    [Fact]
    public void Pictures_WhoseSkipImageIsTheFullOneInOtherColours_ArePaintedSmall()
    {
        using TemporaryFolder folder = new();
        using StyleGenerator generator = ModelLoader.LoadGenerator(Tiny.Model(folder));
        foreach (string name in new[] { "synthesis.b32.torgb.weight", "synthesis.b32.torgb.bias" })
        {
            generator.Parameters[name].WritableSpan.Clear(); // the last size adds nothing to the image before it
        }

        generator.Parameters["synthesis.b32.torgb.bias"].WritableSpan.Fill(0.25f);
        using GeneratedPictures small = new(generator, 16, Settings, null),
            never = new(generator, 16, Settings with { SkipFidelity = 2 }, null);
        (small.PaintedAt, never.PaintedAt).ShouldBe((16, 32));
        small.Fidelity.ShouldBeInRange(0.95, 1);
        float[] a = small.Read(0, 4).Pixels, b = never.Read(0, 4).Pixels;
        double error = a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average(),
            variance = b.Select(v => (double)v * v).Average() - Math.Pow(b.Average(), 2);
        error.ShouldBeLessThan(0.06 * variance);
    }

    [Fact]
    public void Training_ThatGoesOn_HasTheBitsOfOneThatNeverStopped()
    {
        using TemporaryFolder folder = new();
        StoredModel model = Tiny.Model(folder);
        using LatentRegression whole = new(Settings, model);
        whole.Take(4);
        whole.Save(folder["whole"]);
        using (LatentRegression first = new(Settings, model, picturesPath: folder["pictures"]))
        {
            first.Take(2);
            first.Save(folder["half"]);
        }

        using LatentRegression second = new(Settings, model, picturesPath: folder["pictures"]);
        second.Restore(folder["half"]);
        second.Take(2);
        second.Save(folder["halves"]);
        File.ReadAllBytes(folder["halves"]).ShouldBe(File.ReadAllBytes(folder["whole"]));
    }

    [Fact]
    public void Install_IntoAModelOfAStore_LetsInversionsStartThere()
    {
        using TemporaryFolder folder = new();
        StoredModel plain = Tiny.Model(folder);
        ModelStore store = new(folder["store"]);
        CopyTo(plain, Path.Combine(store.Folder, "tiny"));
        using LatentRegression training = new(Settings, store["tiny"]);
        training.Take(3);
        training.Export(folder["encoder.safetensors"]);
        ModelFolder.Install(
            store, store["tiny"], folder["encoder.safetensors"],
            fewerSteps: false).Card.Advice!["steps"].ShouldBeNull();
        ModelFolder.Install(store, store["tiny"], folder["encoder.safetensors"], fewerSteps: true);
        using FaceModel model = ModelLoader.Load(store["tiny"]);
        InversionSettings settings = TransferSettings.For(model).Inversion;
        (settings.Start, settings.Steps).ShouldBe((StartStyle.Encoder, 100));
        model.Encoder!.TellsLandmarks.ShouldBeFalse();
        using Tensor picture = training.HeldOut(0);
        Should.Throw<InvalidOperationException>(() => model.Encoder.Locate(picture));
        StartComparison start = StartComparison.Of(model, picture, wholeSteps: 3, shortSteps: 2);
        using Tape tape = new();
        Tensor told = model.Encoder.Encode(picture);
        Tensor painted = model.Generator.Synthesize(
            told.Reshape([1, 1, model.Generator.StyleLength]).Repeat(1, model.Generator.Layers));
        painted.MeanSquaredDifference(picture).Item.ShouldBeGreaterThan(0);
        start.EncoderStart.ShouldNotBe(start.MeanStart);
        start.Pays.ShouldBe(start.Steps is not null);
    }

    private static void CopyTo(StoredModel model, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(model.Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }
}
