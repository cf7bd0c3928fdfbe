namespace Mien.Tensors.Tests;

/// <summary>
/// One operand of an operation under test: its shape, its numbers, and whether it is stored in the type of the run.
/// </summary>
internal sealed record Input(int[] Shape, bool IsActivation, Func<Random, int, double> Value)
{
    public int Count => Shape.Aggregate(1, (a, b) => a * b);

    /// <summary>N(0, 1) numbers, stored in float32 or bfloat16 as the run wants.</summary>
    public static Input Activation(params int[] shape) => new(shape, true, (random, _) => Normal(random));

    /// <summary>N(0, 1) numbers, always float32: weights, biases, styles, noise.</summary>
    public static Input Parameter(params int[] shape) => new(shape, false, (random, _) => Normal(random));

    public Input Times(double factor) => this with { Value = (random, i) => factor * Value(random, i) };

    /// <summary>0.5 to 1.5.</summary>
    public Input Positive() => this with { Value = (random, _) => 0.5 + random.NextDouble() };

    /// <summary>+size or −size: keeps what they are added to away from the kink of an activation.</summary>
    public Input Signs(double size) => this with { Value = (random, _) => random.Next(2) == 0 ? size : -size };

    /// <summary>Whole numbers, all different and exact in bfloat16: no two of a window are equal.</summary>
    public Input Distinct()
    {
        int count = Count;
        int[]? order = null;
        return this with
        {
            Value = (random, i) =>
            {
                if (order is null)
                {
                    order = [.. Enumerable.Range(-count / 2, count)];
                    random.Shuffle(order);
                }

                return order[i];
            },
        };
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
