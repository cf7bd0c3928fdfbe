using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// The constant noise of a generator whose file lacks it: independent normal numbers, as in training, and the same ones
/// each time the file is imported.
/// </summary>
internal static class DrawnNoise
{
    /// <summary>A square of noise for the layer with the given number.</summary>
    public static CheckpointTensor Create(string name, int[] shape, int layer)
    {
        float[] values = new float[shape.Aggregate(1, (a, b) => a * b)];
        ulong state = (ulong)layer;
        for (int i = 0; i < values.Length; i++)
        {
            // Box and Muller 1958; 1 - u keeps the logarithm finite.
            double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(ref state)));
            values[i] = (float)(radius * Math.Cos(2 * Math.PI * Uniform(ref state)));
        }

        return CheckpointTensor.From(name, shape, values);
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014), 53 bits of it, in [0, 1).</summary>
    private static double Uniform(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
