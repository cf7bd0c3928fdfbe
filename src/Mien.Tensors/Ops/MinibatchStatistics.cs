namespace Mien.Tensors.Ops;

/// <summary>A statistic of the batch that lets a discriminator see too little variety.</summary>
public static class MinibatchStatistics
{
    /// <summary>
    /// Appends one channel: over each group of items, the standard deviation of every feature, averaged to one number
    /// a group (Karras et al. 2018, section 3). Items n, n + N/group, … form a group, as in StyleGAN2.
    /// </summary>
    /// <param name="x">[N, H, W, C], float32.</param>
    /// <param name="group">Items of a group, a divisor of N.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>[N, H, W, C + 1], float32.</returns>
    /// <exception cref="ArgumentException">x is not of rank 4, or the group does not divide N.</exception>
    public static Tensor MinibatchDeviation(this Tensor x, int group, float epsilon = 1e-8f)
    {
        Require.That(
            x.Shape.Rank == 4 && group > 0 && x.Shape[0] % group == 0, "MinibatchDeviation",
            $"x [N, H, W, C] with N a multiple of {group}", x);
        Require.Float32("MinibatchDeviation", x);
        int n = x.Shape[0], groups = n / group;
        int features = checked((int)(x.Count / n));

        Tensor parts = x.Reshape([group, groups * features]);
        Tensor mean = parts.Slice(0, 0, 1);
        for (int i = 1; i < group; i++)
        {
            mean = mean.Plus(parts.Slice(0, i, 1));
        }

        Tensor centred = parts.Minus(mean.Times(1f / group).Reshape([groups * features]));
        Tensor squares = centred.Square();
        Tensor variance = squares.Slice(0, 0, 1);
        for (int i = 1; i < group; i++)
        {
            variance = variance.Plus(squares.Slice(0, i, 1));
        }

        Tensor deviation = variance.Times(1f / group).Plus(epsilon).Sqrt().Reshape([groups, features]);
        Tensor statistic = deviation.SumPerItem().Times(1f / features); // [groups]
        Tensor perItem = statistic.Reshape([1, groups]).Repeat(0, group).Reshape([n, 1]);
        Tensor channel = perItem.Repeat(1, x.Shape[1] * x.Shape[2]).Reshape([n, x.Shape[1], x.Shape[2], 1]);
        return new[] { x, channel }.Concat(3);
    }
}
