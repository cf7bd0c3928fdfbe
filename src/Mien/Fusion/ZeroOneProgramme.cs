using System.Numerics;
using System.Numerics.Tensors;

namespace Mien.Fusion;

/// <summary>Minimises ‖r + Σ_i b_i · v_i‖² over all choices of bits b, exactly.</summary>
internal static class ZeroOneProgramme
{
    /// <summary>
    /// Walks through all choices in the order of the Gray code, in which neighbours differ in one bit, so that each
    /// costs one row of the quadratic form.
    /// </summary>
    /// <param name="r">The residual without any bit.</param>
    /// <param name="v">What each bit adds to it; at most 24.</param>
    /// <returns>The best choice, the first bit lowest; of equals the one with the fewest bits met first.</returns>
    /// <exception cref="ArgumentException">There are more than 24 bits.</exception>
    public static uint Minimize(float[] r, float[][] v)
    {
        int n = v.Length;
        if (n > 24)
        {
            throw new ArgumentException($"a 0-1 programme of {n} bits is too large to solve exactly");
        }

        double[] linear = new double[n]; // 2 r·v_i + v_i·v_i
        double[,] pair = new double[n, n]; // 2 v_i·v_j
        for (int i = 0; i < n; i++)
        {
            linear[i] = (2 * Dot(r, v[i])) + Dot(v[i], v[i]);
            for (int j = 0; j < i; j++)
            {
                pair[i, j] = pair[j, i] = 2 * Dot(v[i], v[j]);
            }
        }

        uint bits = 0, best = 0;
        double value = 0, least = 0;
        for (uint count = 1; count < 1u << n; count++)
        {
            int i = BitOperations.TrailingZeroCount(count);
            double change = linear[i];
            for (int j = 0; j < n; j++)
            {
                if (j != i && (bits >> j & 1) != 0)
                {
                    change += pair[i, j];
                }
            }

            bits ^= 1u << i;
            value += (bits >> i & 1) != 0 ? change : -change;
            if (value < least - (1e-9 * Math.Abs(least)))
            {
                (least, best) = (value, bits);
            }
        }

        return best;
    }

    private static double Dot(float[] a, float[] b)
    {
        // In parts, so that long sums keep their digits.
        double sum = 0;
        for (int i = 0; i < a.Length; i += 4096)
        {
            int length = Math.Min(4096, a.Length - i);
            sum += TensorPrimitives.Dot(a.AsSpan(i, length), b.AsSpan(i, length));
        }

        return sum;
    }
}
