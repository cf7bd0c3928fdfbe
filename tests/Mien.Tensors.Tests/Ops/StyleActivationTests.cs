using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class StyleActivationTests
{
    /// <summary>What can stand in the place of an optional operand.</summary>
    public enum Given
    {
        No,
        Shared,
        PerItem,
    }

    public static TheoryData<Given, Given, Given, bool> Combinations
    {
        get
        {
            TheoryData<Given, Given, Given, bool> all = [];
            foreach (Given scale in Enum.GetValues<Given>())
            {
                foreach (Given shift in Enum.GetValues<Given>())
                {
                    foreach (Given noise in Enum.GetValues<Given>())
                    {
                        all.Add(scale, shift, noise, true);
                        if (noise != Given.No)
                        {
                            all.Add(scale, shift, noise, false);
                        }
                    }
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Style_InEveryCombination_Agrees(Given scale, Given shift, Given noise, bool strengthPerChannel)
        => Check([2, 3, 5, 11], scale, shift, noise, strengthPerChannel, 0.2f, 1.5f);

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(5, 1, 1, 3)]
    [InlineData(1, 4, 3, 1)]
    [InlineData(3, 2, 2, 17)]
    public void Style_OnOtherShapes_Agrees(params int[] shape)
    {
        Check(shape, Given.PerItem, Given.Shared, Given.Shared, false, 0.2f, 1.5f);
        Check(shape, Given.Shared, Given.PerItem, Given.PerItem, true, 0.2f, 1.5f);
    }

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1f, 0.5f)]
    [InlineData(0f, 1f)]
    [InlineData(0.2f, 1f)]
    public void Style_WithSlopeAndGain_Agrees(float slope, float gain)
        => Check([2, 3, 3, 9], Given.PerItem, Given.Shared, Given.Shared, false, slope, gain);

    [Fact]
    public void Style_OnVectors_Agrees() => OpCheck.BothTypes(
        t => t[0].Style(t[1], t[2], slope: 0.2f), g => Slow.Style(g[0], g[1], g[2], slope: 0.2f),
        Activation(3, 10), Parameter(3, 10), Parameter(10));

    [Fact]
    public void ScaleChannels_AgainstSlow_Agrees() => OpCheck.BothTypes(
        t => t[0].ScaleChannels(t[1]), g => Slow.Style(g[0], scale: g[1]), Activation(2, 3, 4, 5), Parameter(2, 5));

    [Fact]
    public void AddBias_AgainstSlow_Agrees() => OpCheck.BothTypes(
        t => t[0].AddBias(t[1]), g => Slow.Style(g[0], shift: g[1]), Activation(2, 3, 4, 5), Parameter(5));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Style_ThatForgetsItsInput_GivesTheSameGradients(bool alone)
    {
        using Tensor x = Tensor.Normal([2, 6, 5, 11], 1), shift = Tensor.Normal([11], 2),
            noise = Tensor.Normal([6, 5], 3);
        using Tensor strength = Tensor.Full([], 0.7f), r = Tensor.Normal([2, 6, 5, 11], 4),
            scale = Tensor.From([.. Enumerable.Range(1, 22).Select(i => 0.2f + (i / 11f))], [2, 11]);
        Tensor[] watched = alone ? [scale] : [x, scale, shift, noise, strength];
        float[][] Gradients(bool forgets)
        {
            using Tape tape = new();
            Array.ForEach(watched, tape.Watch);
            tape.Backward(x.Style(scale, shift, noise, strength, 0.2f, 1.5f, forgetsInput: forgets), r);
            return [.. watched.Select(w => tape.Gradient(w)!.ToArray())];
        }

        foreach ((float[] kept, float[] forgotten) in Gradients(false).Zip(Gradients(true)))
        {
            double largest = kept.Max(Math.Abs);
            kept.Zip(forgotten, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan((float)(1e-5 * largest));
        }
    }

    private static void Check(
        int[] shape, Given scale, Given shift, Given noise, bool strengthPerChannel, float slope, float gain)
    {
        (int n, int h, int w, int c) = (shape[0], shape[1], shape[2], shape[3]);
        List<Input> inputs = [Activation(shape)];
        int? Place(Given given, int[] shared, int[] perItem)
        {
            if (given == Given.No)
            {
                return null;
            }

            inputs.Add(Parameter(given == Given.Shared ? shared : perItem));
            return inputs.Count - 1;
        }

        int? scaleAt = Place(scale, [c], [n, c]), shiftAt = Place(shift, [c], [n, c]),
            noiseAt = Place(noise, [h, w], [n, h, w]);
        int? strengthAt = Place(noise == Given.No ? Given.No : Given.Shared, strengthPerChannel ? [c] : [], []);
        static T? At<T>(T[] all, int? place)
            where T : class => place is { } i ? all[i] : null;
        OpCheck.BothTypes(
            t => t[0].Style(At(t, scaleAt), At(t, shiftAt), At(t, noiseAt), At(t, strengthAt), slope, gain),
            g => Slow.Style(g[0], At(g, scaleAt), At(g, shiftAt), At(g, noiseAt), At(g, strengthAt), slope, gain),
            [.. inputs]);
    }
}
