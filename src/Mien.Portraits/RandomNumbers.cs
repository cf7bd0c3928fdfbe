namespace Mien.Portraits;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine and runtime.</summary>
internal sealed class RandomNumbers
{
    private ulong _state;

    /// <param name="seed">Any number.</param>
    /// <param name="stream">Separates the uses of one seed.</param>
    public RandomNumbers(ulong seed, ulong stream)
    {
        _state = seed;
        _state = Next() ^ (stream * 0xD1342543DE82EF95UL);
        _state = Next();
    }

    /// <summary>In [0, 1).</summary>
    public float Uniform() => (Next() >> 40) * (1f / 16777216f);

    /// <summary>In (-1, 1).</summary>
    public float Signed() => (2f * Uniform()) - 1f;

    /// <summary>
    /// In (-1, 1), more often near 0: the mean of two uniform numbers, stretched a little and folded back.
    /// </summary>
    public float Shape()
    {
        float v = 0.6f * (Signed() + Signed());
        return v > 1f ? 2f - v : v < -1f ? -2f - v : v;
    }

    public bool Chance(float probability) => Uniform() < probability;

    /// <summary>0, or with the given probability a number in [0, 1).</summary>
    public float Sometimes(float probability)
    {
        float strength = Uniform();
        return Chance(probability) ? strength : 0f;
    }

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
