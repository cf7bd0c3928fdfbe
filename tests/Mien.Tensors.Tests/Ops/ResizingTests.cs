using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class ResizingTests
{
    public static TheoryData<Interpolation, int, int> Sizes
    {
        get
        {
            TheoryData<Interpolation, int, int> all = [];
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                // From 6 rows and 9 columns: up, down, the same, one pixel, one axis each way.
                foreach ((int height, int width) in new[] { (12, 18), (3, 3), (6, 9), (1, 1), (4, 20), (17, 2),
                    (5, 7) })
                {
                    all.Add(interpolation, height, width);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Resize_AgainstSlow_Agrees(Interpolation interpolation, int height, int width) => OpCheck.BothTypes(
        t => t[0].Resize(height, width, interpolation), g => Slow.Resize(g[0], height, width, interpolation),
        Activation(2, 6, 9, 3));

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.BilinearAntialias)]
    [InlineData(Interpolation.Area)]
    [InlineData(Interpolation.AdaptiveAverage)]
    public void Resize_OfOnePixel_Agrees(Interpolation interpolation) => OpCheck.BothTypes(
        t => t[0].Resize(3, 2, interpolation), g => Slow.Resize(g[0], 3, 2, interpolation), Activation(2, 1, 1, 9));

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 3, 5, 11)]
    public void NearestUp2_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].NearestUp2(), g => Slow.NearestUp2(g[0]), Activation(shape));

    [Theory]
    [InlineData(2, 1, 2, 1, 4f)]
    [InlineData(1, 2, 1, 1, 1f)]
    [InlineData(1, 1, 1, 2, 1f)]
    [InlineData(2, 3, 0, 5, 0.7f)]
    [InlineData(2, 1, -1, 3, 1f)]
    [InlineData(3, 2, 4, -2, 1f)]
    public void Fir_AgainstSlow_Agrees(int up, int down, int before, int after, float gain) => OpCheck.BothTypes(
        t => t[0].Fir([1, 3, 3, 1], up, down, before, after, gain),
        g => Slow.Fir(g[0], [1, 3, 3, 1], up, down, before, after, gain),
        Activation(2, 6, 5, 9));

    [Theory]
    [InlineData(1f)]
    [InlineData(1f, 2f, 1f)]
    [InlineData(4f, -1f, 2f, 0f, 3f)]
    public void Fir_WithOtherTaps_Agrees(params float[] taps) => OpCheck.BothTypes(
        t => t[0].Fir(taps, before: 2, after: 2), g => Slow.Fir(g[0], taps, before: 2, after: 2),
        Activation(1, 4, 7, 3));

    [Fact]
    public void Fir_OfOnePixel_Agrees() => OpCheck.BothTypes(
        t => t[0].Fir([1, 3, 3, 1], up: 2, before: 2, after: 1, gain: 4),
        g => Slow.Fir(g[0], [1, 3, 3, 1], up: 2, before: 2, after: 1, gain: 4), Activation(3, 1, 1, 8));

    [Theory]
    [InlineData(1, 1, 0, 0, 0, 0)]
    [InlineData(2, 1, 2, 1, 3, -1)]
    [InlineData(2, 3, 1, 2, 2, 1)]
    [InlineData(1, 2, -1, 2, 0, 1)]
    public void UpFirDown_AgainstSlow_Agrees(
        int up, int down, int left, int right, int top, int bottom) => OpCheck.Float32(
        t => t[0].UpFirDown(t[1], up, down, new(left, right, top, bottom), 1.7f),
        g => Slow.UpFirDown(g[0], g[1], up, down, new(left, right, top, bottom), 1.7f),
        Parameter(2, 6, 5, 3), Parameter(3, 4));

    [Theory]
    [InlineData(2, 6, 4, 5)]
    [InlineData(1, 7, 5, 9)]
    [InlineData(3, 2, 3, 16)]
    public void MaxPool2_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].MaxPool2(), g => Slow.MaxPool2(g[0]), Activation(shape).Distinct());
}
