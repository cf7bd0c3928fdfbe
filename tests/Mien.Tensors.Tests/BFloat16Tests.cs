using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests;

public sealed class BFloat16Tests
{
    /// <summary>
    /// Every upper half with lower halves around the middle, in whole vectors and in the rest of one.
    /// </summary>
    [Fact]
    public void To_OfEveryNumber_RoundsToNearestEven()
    {
        uint[] lower = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x4000];
        float[] values = [.. Enumerable.Range(0, 1 << 16).SelectMany(
            upper => lower.Select(l => BitConverter.UInt32BitsToSingle(((uint)upper << 16) | l)))];
        values = values[..^3];
        float[] rounded = Rounded(values);
        for (int i = 0; i < values.Length; i++)
        {
            float expected = Nearest(values[i]);
            if (float.IsNaN(expected)
                ? !float.IsNaN(rounded[i])
                : BitConverter.SingleToUInt32Bits(rounded[i]) != BitConverter.SingleToUInt32Bits(expected))
            {
                Assert.Fail($"{values[i]:R} became {rounded[i]:R}, not {expected:R}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void To_OfWhatHasNoNeighbours_KeepsIt(int copies)
    {
        foreach (float value in new[] { float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0f, -0f, 1.5f })
        {
            Rounded([.. Enumerable.Repeat(value, copies)]).ShouldAllBe(
                v => v.Equals(value) && float.IsNegative(v) == float.IsNegative(value)
                    || (float.IsNaN(v) && float.IsNaN(value)));
        }

        // Beyond the middle between the largest number and the next that there would be.
        Rounded([.. Enumerable.Repeat(float.MaxValue, copies)]).ShouldAllBe(v => float.IsPositiveInfinity(v));
    }

    [Fact]
    public void Convolution_OfInfinityAndNaN_KeepsThem()
    {
        using Tape tape = new();
        using Tensor x = Tensor.From([float.PositiveInfinity, float.NaN, 2, float.NegativeInfinity], [4, 1, 1, 1]),
            w = Tensor.Full([1, 1, 1, 1], 1);
        x.To(DType.BFloat16).Conv2d(w).ToArray().ShouldBe(
            [float.PositiveInfinity, float.NaN, 2, float.NegativeInfinity]);
    }

    [Fact]
    public void Precision_OnThisMachine_MeansAType()
    {
        Precision.Float32.Activations().ShouldBe(DType.Float32);
        Precision.BFloat16.Activations().ShouldBe(DType.BFloat16);
        Precision.Auto.Activations().ShouldBe(Engine.HasFastBFloat16 ? DType.BFloat16 : DType.Float32);
        Should.Throw<ArgumentOutOfRangeException>(() => ((Precision)7).Activations());
        DType.BFloat16.Size().ShouldBe(2);
        DType.Float32.Size().ShouldBe(4);
    }

    private static float[] Rounded(float[] values)
    {
        using Tape tape = new();
        using Tensor x = Tensor.From(values, [values.Length]);
        return x.To(DType.BFloat16).ToArray();
    }

    // Of the two neighbours the nearer one, or of equally near ones the one whose last bit is 0, found by measuring.
    private static float Nearest(float value)
    {
        if (!float.IsFinite(value))
        {
            return value;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value), inner = bits & 0xFFFF0000;
        double low = Math.Abs((double)BitConverter.UInt32BitsToSingle(inner)), size = Math.Abs((double)value);
        float outer = BitConverter.UInt32BitsToSingle(inner + 0x10000);
        double high = float.IsInfinity(outer) ? Math.Pow(2, 128) : Math.Abs((double)outer);
        bool up = size - low > high - size || (size - low == high - size && (inner & 0x10000) != 0);
        return up ? outer : BitConverter.UInt32BitsToSingle(inner);
    }
}
