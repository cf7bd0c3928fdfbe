namespace Mien.Networks.StyleGan3;

/// <summary>Low-pass filters by Kaiser's window (Karras et al. 2021, appendix C.1 and C.2).</summary>
internal static class FilterDesign
{
    /// <summary>sinc(2 · cutoff · x) under the window, divided by its sum.</summary>
    /// <param name="taps">How many.</param>
    /// <param name="cutoff">Cycles across the picture that pass.</param>
    /// <param name="halfWidth">Half of the band of transition.</param>
    /// <param name="rate">Samples of the picture's width.</param>
    public static float[] Separable(int taps, double cutoff, double halfWidth, double rate)
    {
        double beta = Beta(taps, halfWidth, rate);
        return Normalised(
            [.. Enumerable.Range(0, taps).Select(
                k => Sinc(2 * cutoff * Place(k, taps, rate)) * Kaiser(k, taps, beta))]);
    }

    /// <summary>
    /// J₁(2π · cutoff · r) / (π · r) under the window of both axes, divided by its sum; taps are even, so r is never 0.
    /// </summary>
    /// <param name="taps">Rows and columns, an even number.</param>
    /// <param name="cutoff">Cycles across the picture that pass.</param>
    /// <param name="halfWidth">Half of the band of transition.</param>
    /// <param name="rate">Samples of the picture's width.</param>
    public static float[] Radial(int taps, double cutoff, double halfWidth, double rate)
    {
        double beta = Beta(taps, halfWidth, rate);
        double[] filter = new double[taps * taps];
        for (int i = 0; i < filter.Length; i++)
        {
            (int row, int column) = (i / taps, i % taps);
            double r = double.Hypot(Place(row, taps, rate), Place(column, taps, rate));
            filter[i] = J1(
                2 * Math.PI * cutoff * r) / (Math.PI * r) * Kaiser(row, taps, beta) * Kaiser(column, taps, beta);
        }

        return Normalised(filter);
    }

    private static double Place(int k, int taps, double rate) => (k - ((taps - 1) / 2.0)) / rate;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    // Kaiser's rule from the attenuation in dB that so many taps give over a band of transition.
    private static double Beta(int taps, double halfWidth, double rate)
    {
        double attenuation = (2.285 * (taps - 1) * Math.PI * 2 * halfWidth / (rate / 2)) + 7.95;
        return attenuation > 50 ? 0.1102 * (attenuation - 8.7)
            : attenuation > 21 ? (0.5842 * Math.Pow(attenuation - 21, 0.4)) + (0.07886 * (attenuation - 21))
            : 0;
    }

    private static double Kaiser(int k, int taps, double beta)
    {
        double x = (2.0 * k / (taps - 1)) - 1;
        return I0(beta * Math.Sqrt(Math.Max(0, 1 - (x * x)))) / I0(beta);
    }

    // Σ (x²/4)ᵏ / k!², the modified Bessel function of the first kind (Abramowitz and Stegun 1964, 9.6.12).
    private static double I0(double x)
    {
        double term = 1, sum = 1, quarter = x * x / 4;
        for (int k = 1; term > 1e-17 * sum; k++)
        {
            term *= quarter / ((double)k * k);
            sum += term;
        }

        return sum;
    }

    // (1/π) ∫₀^π cos(t − x sin t) dt (9.1.21): the midpoint rule converges exponentially for a periodic function.
    private static double J1(double x)
    {
        const int Points = 200;
        double sum = 0;
        for (int i = 0; i < Points; i++)
        {
            double t = Math.PI * (i + 0.5) / Points;
            sum += Math.Cos(t - (x * Math.Sin(t)));
        }

        return sum / Points;
    }

    private static float[] Normalised(double[] filter)
    {
        double sum = filter.Sum();
        return [.. filter.Select(h => (float)(h / sum))];
    }
}
