using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Tests;

namespace Mien.Networks.Tests.Vgg;

/// <summary>A narrow VGG16 against numbers of an independent implementation in float64.</summary>
public sealed class Vgg16GoldenTests
{
    private static readonly Golden _golden = new("vgg16-narrow");
    private static readonly VggLayer[] _all = Enum.GetValues<VggLayer>();

    [Theory]
    [InlineData(VggInput.Torchvision, "torchvision")]
    [InlineData(VggInput.Caffe, "caffe")]
    public void Features_AtAllThirteenLayers_MatchTheGolden(VggInput input, string convention)
    {
        using Vgg16 vgg = Narrow(input);
        using Tape tape = new();
        using Tensor a = _golden.LoadImages("input/a");
        IReadOnlyList<Tensor> features = vgg.Features(a, _all);
        foreach ((VggLayer layer, Tensor tap) in _all.Zip(features))
        {
            string name = layer.ToString().Replace("Conv", "_conv", StringComparison.Ordinal).ToLowerInvariant();
            string key = $"expected/{convention}/{name}";
            _golden.CheckImages(key, tap.Slice(0, 0, _golden.Shape(key)[0]));
        }
    }

    [Theory]
    [InlineData(VggInput.Torchvision, "torchvision")]
    [InlineData(VggInput.Caffe, "caffe")]
    public void Distances_BetweenTwoBatches_MatchTheGoldenWithTheirGradients(VggInput input, string convention)
    {
        using Vgg16 vgg = Narrow(input);
        foreach ((string name, VggLayer[] taps) in new[] { ("layer9", [VggLayer.Block3Conv3]), ("all_taps", _all) })
        {
            using Tape tape = new();
            using Tensor a = _golden.LoadImages("input/a"), b = _golden.LoadImages("input/b");
            tape.Watch(a);
            Tensor loss = vgg.Features(a, taps).Zip(vgg.Features(b, taps), (fa, fb) => fa.MeanSquaredDifference(fb))
                .Aggregate((x, y) => x.Plus(y));
            tape.Backward(loss);
            _golden.Check($"expected/{convention}/{name}_loss", [loss.Item]);
            _golden.CheckImages($"expected/{convention}/{name}_grad_a", tape.Gradient(a)!);
        }
    }

    [Fact]
    public void Features_InAnyOrderOfTaps_ComeInThatOrder()
    {
        using Vgg16 vgg = Narrow(VggInput.Torchvision);
        using Tape tape = new();
        using Tensor a = _golden.LoadImages("input/a");
        IReadOnlyList<Tensor> features = vgg.Features(a, [VggLayer.Block3Conv3, VggLayer.Block1Conv2]);
        features[0].Shape.ShouldBe([2, 16, 16, 32]);
        features[1].ToArray().ShouldBe(vgg.Features(a, VggLayer.Block1Conv2).ToArray());
    }

    [Fact]
    public void FromSigned_OfTheEndsOfTheRange_GivesZeroAndOne()
    {
        using Tape tape = new();
        using Tensor x = Tensor.From([-1, 0, 1], [3]);
        Vgg16.FromSigned(x).ToArray().ShouldBe([0, 0.5f, 1]);
    }

    [Fact]
    public void Features_InBFloat16_StayWithinTwoPercentOfTheirLargestValue()
    {
        using Vgg16 vgg = Narrow(VggInput.Torchvision);
        using Tape tape = new();
        using Tensor a = _golden.LoadImages("input/a"), expected = _golden.LoadImages(
            "expected/torchvision/block5_conv3");
        Tensor features = vgg.Features(a, VggLayer.Block5Conv3, Precision.BFloat16);
        features.DType.ShouldBe(DType.BFloat16);
        float largest = expected.ToArray().Max();
        features.ToArray().Zip(expected.ToArray(), (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(0.02f * largest);
    }

    [Fact]
    public void Features_OfAGreyImage_Throw()
    {
        using Vgg16 vgg = Narrow(VggInput.Torchvision);
        using Tape tape = new();
        using Tensor grey = Tensor.Zeros([1, 32, 32, 1]);
        Should.Throw<ArgumentException>(
            () => vgg.Features(grey, VggLayer.Block1Conv1)).Message.ShouldContain("[1, 32, 32, 1]");
    }

    private static Vgg16 Narrow(VggInput input)
        => new(new() { Widths = [8, 16, 32, 64, 64], Input = input }, _golden.Weights());
}
