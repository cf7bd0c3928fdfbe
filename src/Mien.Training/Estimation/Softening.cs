namespace Mien.Training.Estimation;

/// <summary>Makes drawn pictures look a little painted: softer, and with some noise.</summary>
internal static class Softening
{
    private const float Noise = 0.03f;

    /// <summary>
    /// Softens every other picture of a batch, in place, each by a random share of the picture of 1/2 or 1/4 of its
    /// size.
    /// </summary>
    /// <param name="pixels">[N, S, S, 3], S a multiple of 4.</param>
    /// <param name="size">S.</param>
    /// <param name="seed">Decides how much.</param>
    public static void Apply(float[] pixels, int size, int seed)
    {
        Random random = new(seed);
        int row = size * 3, picture = size * row;
        for (int first = 0; first < pixels.Length; first += 2 * picture)
        {
            Span<float> p = pixels.AsSpan(first, picture);
            float share = random.NextSingle();
            int block = random.Next(2) == 0 ? 2 : 4;
            Soften(p, size, block, share);
            foreach (ref float value in p)
            {
                value += Noise * (random.NextSingle() - random.NextSingle());
            }
        }
    }

    // Towards the means of blocks, joined smoothly: what is left of the picture when it is made smaller and larger
    // again.
    private static void Soften(Span<float> p, int size, int block, float share)
    {
        int small = size / block;
        float[] means = new float[small * small * 3];
        for (int i = 0; i < p.Length; i++)
        {
            int x = i / 3 % size, y = i / 3 / size;
            means[(((y / block * small) + (x / block)) * 3) + (i % 3)] += p[i] / (block * block);
        }

        for (int y = 0; y < size; y++)
        {
            (int top, int bottom, float down) = Between(y);
            for (int x = 0; x < size; x++)
            {
                (int left, int right, float across) = Between(x);
                for (int c = 0; c < 3; c++)
                {
                    float upper = float.Lerp(
                        means[(((top * small) + left) * 3) + c], means[(((top * small) + right) * 3) + c], across);
                    float lower = float.Lerp(
                        means[(((bottom * small) + left) * 3) + c], means[(((bottom * small) + right) * 3) + c],
                        across);
                    ref float value = ref p[(((y * size) + x) * 3) + c];
                    value += share * (float.Lerp(upper, lower, down) - value);
                }
            }
        }

        (int First, int Second, float Share) Between(int at)
        {
            float place = Math.Clamp(((at + 0.5f) / block) - 0.5f, 0, small - 1);
            int first = Math.Min((int)place, small - 2);
            return (first, first + 1, place - first);
        }
    }
}
