namespace Mien.Training.Estimation;

/// <summary>Makes drawn pictures look a little painted: softer, and with some noise.</summary>
internal static class Softening
{
    private const float Noise = 0.03f;

    /// <summary>Softens every other picture of a batch, in place, each by a random share.</summary>
    /// <param name="pixels">[N, S, S, 3], S even.</param>
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
            for (int y = 0; y < size; y += 2)
            {
                for (int x = 0; x < row; x += 6)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        int at = (y * row) + x + c;
                        float mean = (p[at] + p[at + 3] + p[at + row] + p[at + row + 3]) / 4;
                        foreach (int i in (ReadOnlySpan<int>)[at, at + 3, at + row, at + row + 3])
                        {
                            p[i] += (share * (mean - p[i])) + (Noise * (random.NextSingle() - random.NextSingle()));
                        }
                    }
                }
            }
        }
    }
}
