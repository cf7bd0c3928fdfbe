namespace Mien.Training.Estimation;

/// <summary>Makes drawn pictures look a little painted: softer, and with some noise.</summary>
internal static class Softening
{
    private const float Noise = 0.03f;

    /// <summary>Softens every other picture of a batch, in place, each by a random share of the picture of 1/2 or 1/4 of its size.</summary>
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
            for (int y = 0; y < size; y += block)
            {
                for (int x = 0; x < row; x += 3 * block)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        Soften(p, (y * row) + x + c, row, block, share);
                    }
                }
            }

            foreach (ref float value in p)
            {
                value += Noise * (random.NextSingle() - random.NextSingle());
            }
        }
    }

    private static void Soften(Span<float> p, int at, int row, int block, float share)
    {
        float sum = 0;
        for (int i = 0; i < block * block; i++)
        {
            sum += p[at + (i / block * row) + (i % block * 3)];
        }

        float mean = sum / (block * block);
        for (int i = 0; i < block * block; i++)
        {
            ref float value = ref p[at + (i / block * row) + (i % block * 3)];
            value += share * (mean - value);
        }
    }
}
