namespace Mien.Generation;

/// <summary>
/// The random numbers of NumPy's <c>RandomState</c>: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) and
/// Marsaglia's polar method on it. The same seed gives the latent that NVIDIA's programmes draw for it.
/// </summary>
internal sealed class NumpyRandom
{
    private const int Words = 624;
    private const int Middle = 397;

    private readonly uint[] _state = new uint[Words];
    private int _next = Words;
    private double? _kept;

    /// <summary>As <c>RandomState(seed)</c>.</summary>
    public NumpyRandom(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Words; i++)
        {
            uint before = _state[i - 1];
            _state[i] = (1812433253 * (before ^ (before >> 30))) + i;
        }
    }

    /// <summary>As <c>randn</c>: one N(0, 1) number. Two come at a time; the second waits for the next call.</summary>
    public double NextNormal()
    {
        if (_kept is { } kept)
        {
            _kept = null;
            return kept;
        }

        double x, y, square;
        do
        {
            x = (2 * NextDouble()) - 1;
            y = (2 * NextDouble()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        _kept = factor * x;
        return factor * y;
    }

    // 53 bits of two words, in [0, 1).
    private double NextDouble()
    {
        uint high = NextWord() >> 5, low = NextWord() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    private uint NextWord()
    {
        if (_next == Words)
        {
            Twist();
        }

        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (int i = 0; i < Words; i++)
        {
            uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % Words] & 0x7fffffff);
            _state[i] = _state[(i + Middle) % Words] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
        }

        _next = 0;
    }
}
