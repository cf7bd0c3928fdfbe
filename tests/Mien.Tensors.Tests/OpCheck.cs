using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;

namespace Mien.Tensors.Tests;

/// <summary>
/// Holds an operation of the engine against the same in float64: the shape and the values of the result, and the
/// gradient of Σ y·r (r random) for every input, against central differences of the float64 twin.
/// </summary>
internal static class OpCheck
{
    private const double Step = 1e-6;

    /// <summary>float32 within 1e-4 and bfloat16 within 2e-2 of the largest value.</summary>
    public static void BothTypes(Func<Tensor[], Tensor> fast, Func<Grid[], Grid> slow, params Input[] inputs)
    {
        Run(DType.Float32, 1e-4, fast, slow, inputs, 12);
        Run(DType.BFloat16, 2e-2, fast, slow, inputs, 12);
    }

    /// <summary>float32 within 1e-4 of the largest value.</summary>
    public static void Float32(Func<Tensor[], Tensor> fast, Func<Grid[], Grid> slow, params Input[] inputs)
        => Run(DType.Float32, 1e-4, fast, slow, inputs, 12);

    /// <summary>As <see cref="BothTypes"/> with few elements' gradients: for large or many random shapes.</summary>
    public static void Sampled(Func<Tensor[], Tensor> fast, Func<Grid[], Grid> slow, params Input[] inputs)
    {
        Run(DType.Float32, 1e-4, fast, slow, inputs, 2);
        Run(DType.BFloat16, 2e-2, fast, slow, inputs, 2);
    }

    public static float Rounded(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static void Run(
        DType type, double tolerance, Func<Tensor[], Tensor> fast, Func<Grid[], Grid> slow, Input[] inputs, int samples)
    {
        Random random = new(1);
        Grid[] at = [.. inputs.Select(
            input => Grid.Flat(
                input.Shape, i => Stored(input.Value(random, i), input.IsActivation ? type : DType.Float32)))];
        Grid expected = slow(at);
        (DType resultType, int[] shape) = Forward(type, fast, inputs, at, expected, tolerance);
        shape.ShouldBe(expected.Shape, "shape of the result");
        Grid r = Grid.Flat(expected.Shape, _ => Stored(Input.Activation().Value(random, 0), resultType));

        Derivatives[] slopes = [.. at.Select((_, input) => new Derivatives(random, slow, r, at, input, samples))];
        Check(Backward(type, fast, inputs, at, r, [.. Enumerable.Range(0, inputs.Length)]));

        // Alone each gradient takes the way that skips the others.
        for (int input = 0; input < inputs.Length && inputs.Length > 1; input++)
        {
            Check(Backward(type, fast, inputs, at, r, [input]));
        }

        void Check(float[]?[] gradients)
        {
            for (int input = 0; input < inputs.Length; input++)
            {
                if (gradients[input] is { } gradient)
                {
                    slopes[input].Check(
                        gradient, tolerance,
                        $"{type}: gradient for input {input} [{string.Join(", ", inputs[input].Shape)}]");
                }
            }
        }
    }

    private static (DType Type, int[] Shape) Forward(
        DType type, Func<Tensor[], Tensor> fast, Input[] inputs, Grid[] at, Grid expected, double tolerance)
    {
        PoisonFreeMemory();
        using Tape tape = new();
        Tensor[] leaves = [.. at.Select(Load)];
        Tensor y = fast(Typed(type, inputs, leaves));
        float[] actual = y.ToArray();
        double largest = expected.Values.Max(Math.Abs);
        for (int i = 0; i < actual.Length && actual.Length == expected.Count; i++)
        {
            if (!Near(actual[i], expected.Values[i], (tolerance * largest) + 1e-7))
            {
                Assert.Fail($"{type}: element {i}: {actual[i]}, not {expected.Values[i]} (largest {largest})");
            }
        }

        for (int input = 0; input < leaves.Length; input++)
        {
            leaves[input].ToArray().ShouldBe(
                at[input].Values.Select(v => (float)v), "an operation leaves its inputs as they are");
            leaves[input].Dispose();
        }

        return (y.DType, y.Shape.ToArray());
    }

    private static float[]?[] Backward(
        DType type, Func<Tensor[], Tensor> fast, Input[] inputs, Grid[] at, Grid r, int[] watched)
    {
        PoisonFreeMemory();
        using Tape tape = new();
        Tensor[] leaves = [.. at.Select(Load)];
        foreach (int input in watched)
        {
            tape.Watch(leaves[input]);
        }

        Tensor y = fast(Typed(type, inputs, leaves));
        using Tensor dy = Load(r);

        // The caller's handles are gone, and what they held is overwritten: the tape keeps what it needs.
        foreach (Tensor leaf in leaves)
        {
            leaf.Dispose();
        }

        PoisonFreeMemory();
        tape.Backward(y, dy);
        float[]?[] gradients = new float[]?[inputs.Length];
        foreach (int input in watched)
        {
            Tensor gradient = tape.Gradient(leaves[input]).ShouldNotBeNull();
            gradient.Shape.ShouldBe(leaves[input].Shape);
            gradient.DType.ShouldBe(DType.Float32);
            gradients[input] = gradient.ToArray();
        }

        return gradients;
    }

    private static Tensor[] Typed(DType type, Input[] inputs, Tensor[] leaves)
        => [.. leaves.Select((leaf, i) => inputs[i].IsActivation ? leaf.To(type) : leaf)];

    private static Tensor Load(Grid grid) => Tensor.From([.. grid.Values.Select(v => (float)v)], Shape.Of(grid.Shape));

    private static double Stored(double value, DType type)
        => type == DType.Float32 ? (float)value : Rounded((float)value);

    // False for a NaN.
    private static bool Near(double actual, double expected, double bound) => Math.Abs(actual - expected) <= bound;

    // Every free block holds NaN in either type, so that reading what was never written, or was freed, shows.
    private static void PoisonFreeMemory()
    {
        List<Tensor> blocks = [];
        for (int floats = 16; floats <= 4 * 1024; floats += Math.Max(
            16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)floats + 1) / 16))
        {
            for (int i = 0; i < 5; i++)
            {
                Tensor block = new([floats]);
                block.WritableSpan.Fill(BitConverter.UInt32BitsToSingle(0xFFFFFFFF));
                blocks.Add(block);
            }
        }

        blocks.ForEach(block => block.Dispose());
    }

    /// <summary>
    /// Central differences of Σ y·r for one input: some elements, and one direction that holds all of them.
    /// </summary>
    private sealed class Derivatives
    {
        private readonly (int Element, double Value)[] _elements;
        private readonly double[] _direction;
        private readonly double _along;

        public Derivatives(Random random, Func<Grid[], Grid> slow, Grid r, Grid[] at, int input, int samples)
        {
            double Loss(Func<int, double> shift)
            {
                Grid[] moved = [.. at];
                moved[input] = Grid.Flat(at[input].Shape, i => at[input].Values[i] + shift(i));
                return slow(moved).Values.Zip(r.Values, (y, weight) => y * weight).Sum();
            }

            double Slope(Func<int, double> direction)
                => (Loss(i => Step * direction(i)) - Loss(i => -Step * direction(i))) / (2 * Step);

            int[] order = [.. Enumerable.Range(0, at[input].Count)];
            random.Shuffle(order);
            _elements = [.. order.Take(samples).Select(element => (element, Slope(i => i == element ? 1 : 0)))];
            _direction = [.. order.Select(_ => random.Next(2) == 0 ? 1.0 : -1.0)];
            _along = Slope(i => _direction[i]);
        }

        public void Check(float[] gradient, double tolerance, string what)
        {
            double largest = Math.Max(_elements.Max(e => Math.Abs(e.Value)), gradient.Max(g => Math.Abs((double)g)));
            foreach ((int element, double value) in _elements)
            {
                Near(gradient[element], value, (tolerance * largest) + 1e-6).ShouldBeTrue(
                    $"{what}, element {element}: {gradient[element]}, not {value} (largest {largest})");
            }

            double along = gradient.Zip(_direction, (g, d) => g * d).Sum();
            Near(along, _along, (tolerance * largest * Math.Sqrt(gradient.Length)) + 1e-6).ShouldBeTrue(
                $"{what}, along a direction: {along}, not {_along} (largest {largest})");
        }
    }
}
