using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests;

/// <summary>The golden losses: the value, and the gradient for both arguments.</summary>
public sealed class LossTests
{
    private static readonly Golden _golden = new("losses");

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void Gram_OnGoldenFeatures_Agrees(string input)
    {
        using Tape tape = new();
        using Tensor x = _golden.LoadImages($"input/{input}");
        _golden.Check($"expected/gram_{input}", x.Gram().ToArray());
    }

    [Theory]
    [InlineData("gram_style", "a", "b")]
    [InlineData("feature_mean_square", "a", "b")]
    [InlineData("feature_sum_square", "a", "b")]
    [InlineData("feature_l2_norm", "a", "b")]
    [InlineData("pixel_mean_square", "image_a", "image_b")]
    [InlineData("pixel_mean_abs", "image_a", "image_b")]
    [InlineData("latent_mean_square", "w", "w_avg")]
    public void Loss_OnGoldenInput_GivesValueAndBothGradients(string loss, string first, string second)
    {
        using Tape tape = new();
        bool images = loss != "latent_mean_square";
        using Tensor a = Load(first, images), b = Load(second, images);
        tape.Watch(a);
        tape.Watch(b);
        Tensor value = loss switch
        {
            "gram_style" => a.Gram().MeanSquaredDifference(b.Gram()),
            "feature_sum_square" => a.SumSquaredDifference(b),
            "feature_l2_norm" => a.SumSquaredDifference(b).Sqrt(),
            "pixel_mean_abs" => a.MeanAbsoluteDifference(b),
            "latent_mean_square" => a.Minus(b).Square().Mean(),
            _ => a.MeanSquaredDifference(b),
        };
        tape.Backward(value);
        _golden.Check($"expected/{loss}/value", value.ToArray());
        Check($"expected/{loss}/grad_first", tape.Gradient(a)!, images);
        Check($"expected/{loss}/grad_second", tape.Gradient(b)!, images);
    }

    private static Tensor Load(string input, bool images)
        => images ? _golden.LoadImages($"input/{input}") : _golden.Load($"input/{input}");

    private static void Check(string key, Tensor actual, bool images)
    {
        if (images)
        {
            _golden.CheckImages(key, actual);
        }
        else
        {
            _golden.Check(key, actual.ToArray());
        }
    }
}
