using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class LinearTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(2, 33, 17)]
    public void Dense_AgainstSlow_Agrees(int n, int inputs, int outputs) => OpCheck.Float32(
        t => t[0].Dense(t[1], t[2]), g => Slow.Dense(g[0], g[1], g[2]), Parameter(n, inputs),
        Parameter(outputs, inputs), Parameter(outputs));

    [Fact]
    public void Dense_WithoutBias_Agrees() => OpCheck.Float32(
        t => t[0].Dense(t[1]), g => Slow.Dense(g[0], g[1]), Parameter(4, 6), Parameter(3, 6));

    [Theory]
    [InlineData(2, 5, 4, 3)]
    [InlineData(1, 1, 1, 9)]
    [InlineData(3, 2, 7, 1)]
    public void Gram_AgainstSlow_Agrees(int n, int h, int w, int c)
        => OpCheck.BothTypes(t => t[0].Gram(), g => Slow.Gram(g[0]), Activation(n, h, w, c));

    [Theory]
    [InlineData(4, 3, 3)]
    [InlineData(5, 7, 1)]
    public void KernelEnergy_AgainstSlow_Agrees(int outputs, int inputs, int kernel)
        => OpCheck.Float32(
            t => t[0].KernelEnergy(), g => Slow.KernelEnergy(g[0]), Parameter(outputs, inputs, kernel, kernel));
}
