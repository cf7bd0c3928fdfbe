using Mien.Checkpoints;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Training.Encoders;
using Mien.Training.Runs;
using Mien.Transfer;

namespace Mien.Training.Tests.Encoders;

public sealed class EncoderTrainingTests
{
    [Fact]
    public void Training_AFewSteps_LowersBothLosses()
    {
        using TemporaryFolder folder = new();
        using EncoderTraining training = new(Tiny.Encoder, Tiny.Model(folder));
        List<float[]> losses = training.Take(300);
        losses[^20..].Average(l => l[0]).ShouldBeLessThan(0.9f * losses[..20].Average(l => l[0]));
        losses[^20..].Average(l => l[1]).ShouldBeLessThan(0.5f * losses[..20].Average(l => l[1]));
        training.Samples().Height.ShouldBe(2 * 32);
        training.Measure(4).ShouldBeInRange(3, 60);
    }

    [Fact]
    public void Inversion_ByAModelWithItsEncoder_StartsWhereTheEncoderSays()
    {
        using TemporaryFolder folder = new();
        StoredModel plain = Tiny.Model(folder);
        using EncoderTraining training = new(Tiny.Encoder, plain);
        training.Take(5);
        training.Export(folder["encoder.safetensors"]);
        StoredModel stored = ModelFolder.WithEncoder(folder["with"], plain, folder["encoder.safetensors"]);
        stored.Card.Encoder.ShouldBe(new(32));
        using FaceModel model = ModelLoader.Load(stored), without = ModelLoader.Load(plain);
        model.Id.ShouldNotBe(without.Id); // inversions that were kept of one are not taken for the other's

        InversionSettings settings = TransferSettings.For(model).Inversion with
        {
            Steps = 2,
            Precision = Precision.Float32,
            Snapshots = [0],
        };
        settings.Start.ShouldBe(StartStyle.Encoder);
        using Tensor crops = Tensor.Normal([2, 64, 64, 3], seed: 4); // of another size than the encoder's
        IReadOnlyList<InversionResult> results = new Inverter(model).Invert(crops, settings);
        using Tape tape = new();
        float[] told = model.Encoder!.Encode(crops).ToArray();
        int w = model.Generator.StyleLength;
        for (int i = 0; i < 2; i++)
        {
            foreach (float[] layer in results[i].Snapshots[0].Chunk(w))
            {
                layer.ShouldBe(told[(i * w)..((i + 1) * w)]);
            }
        }

        told[..w].ShouldNotBe(told[w..]);
    }

    [Theory]
    [InlineData("checkpoint.safetensors")]
    [InlineData("one.safetensors")]
    public void Training_FromAnother_BeginsWithItsAveragedNetwork(string start)
    {
        using TemporaryFolder folder = new();
        StoredModel model = Tiny.Model(folder);
        using EncoderTraining one = new(Tiny.Encoder, model);
        one.Take(3);
        one.Save(folder["checkpoint.safetensors"]);
        one.Export(folder["one.safetensors"]);
        using EncoderTraining other = new(Tiny.Encoder with { Rate = new(1e-3f) }, model, folder[start]);
        other.Export(folder["other.safetensors"]);
        using Checkpoint expected = Checkpoint.Open(folder["one.safetensors"]),
            actual = Checkpoint.Open(folder["other.safetensors"]);
        actual["encoder.output.weight"].ToArray().ShouldBe(expected["encoder.output.weight"].ToArray());
    }

    [Theory]
    [InlineData("checkpoint.safetensors")]
    [InlineData("one.safetensors")]
    public void Training_FromTheEncoderOfAnotherGenerator_TellsTheSameStyleVectors(string start)
    {
        using TemporaryFolder folder = new(), other = new();
        using EncoderTraining one = new(Tiny.Encoder, Tiny.Model(folder));
        one.Take(3);
        one.Save(folder["checkpoint.safetensors"]);
        one.Export(folder["one.safetensors"]);
        using EncoderTraining two = new(Tiny.Encoder, Tiny.Model(other, seed: 9), folder[start]);
        two.Export(folder["two.safetensors"]);
        using StyleEncoder before = StyleEncoder.Read(folder["one.safetensors"]),
            after = StyleEncoder.Read(folder["two.safetensors"]);
        using Tape tape = new();
        using Tensor crops = Tensor.Normal([4, 32, 32, 3], seed: 4);
        float[] expected = before.Encode(crops).ToArray(), actual = after.Encode(crops).ToArray();
        float largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], 0.02f * largest);
        }

        using Checkpoint a = Checkpoint.Open(folder["one.safetensors"]), b = Checkpoint.Open(folder["two.safetensors"]);
        b["encoder.output.weight"].ToArray().ShouldNotBe(a["encoder.output.weight"].ToArray());
    }

    [Fact]
    public void Resume_WithAnotherGenerator_IsRefused()
    {
        using TemporaryFolder folder = new(), other = new();
        using (EncoderTraining one = new(Tiny.Encoder, Tiny.Model(folder)))
        {
            one.Save(folder["checkpoint.safetensors"]);
        }

        StoredModel model = Tiny.Model(other);
        byte[] weights = File.ReadAllBytes(model.WeightsPath);
        weights[^1] ^= 1;
        File.WriteAllBytes(model.WeightsPath, weights);
        using EncoderTraining training = new(Tiny.Encoder, model);
        Should.Throw<ArgumentException>(
            () => training.Restore(folder["checkpoint.safetensors"])).Message.ShouldContain("other settings");
    }

    [Fact]
    public void Read_OfAnotherNetwork_SaysSo()
    {
        using TemporaryFolder folder = new();
        StoredModel model = Tiny.Model(folder);
        Should.Throw<CheckpointException>(() => StyleEncoder.Read(model.WeightsPath));
    }
}
