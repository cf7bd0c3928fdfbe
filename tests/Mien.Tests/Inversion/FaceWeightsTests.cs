using Mien.Inversion;
using Mien.Tensors;

namespace Mien.Tests.Inversion;

public sealed class FaceWeightsTests
{
    private const int Size = 200, Channels = 3;

    private readonly float[] _squares = [.. Roots(10).Select(root => root * root)];

    [Fact]
    public void Roots_Squared_HaveTheMeanOne() => _squares.Average().ShouldBe(1, 1e-4);

    [Theory]
    [InlineData(75, 89)] // the eyes and the mouth of the frame, columns and rows of 200
    [InlineData(125, 89)]
    [InlineData(100, 150)]
    public void Roots_AtEyesAndMouth_CountAsMuchMore(int column, int row)
        => (At(column, row) / At(0, 0)).ShouldBe(11, 0.1);

    [Fact]
    public void Roots_FromLeftToRight_AreTheSameMirrored()
    {
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size / 2; column++)
            {
                At(column, row).ShouldBe(At(Size - 1 - column, row), 1e-4);
            }
        }
    }

    [Fact]
    public void Roots_OfWeightZero_AreAllOne() => Roots(0).ShouldAllBe(root => root == 1);

    private static float[] Roots(float weight)
    {
        using Tensor roots = FaceWeights.Roots([1, Size, Size, Channels], DType.Float32, weight);
        roots.Shape.ShouldBe([Size, Size, Channels]);
        return roots.ToArray();
    }

    private float At(int column, int row) => _squares[((row * Size) + column) * Channels];
}
