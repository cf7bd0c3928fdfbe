namespace Mien.Networks.StyleGan3;

/// <summary>
/// From a configuration to layers: cutoffs, rates and widths (Karras et al. 2021, section 3.2 and appendix F.1), and
/// the filters that belong to them. Files have all of it; this is for networks that begin.
/// </summary>
public sealed class StyleGan3Schedule
{
    private const int Count = 14;
    private const int Critical = 2; // layers at the end whose cutoff is half of their rate
    private const int TapsPerFactor = 6;
    private const double FirstStopband = 4.287093850145172; // 2^2.1
    private const double LastStopband = 1.2311444133449163; // 2^0.3, times half of the resolution

    private readonly double[] _cutoffs;
    private readonly double[] _halfWidths;
    private readonly int[] _rates;

    private StyleGan3Schedule(int resolution, bool isRotationEquivariant)
    {
        (int channelBase, int channelMax, int kernel) = isRotationEquivariant ? (65536, 1024, 1) : (32768, 512, 3);
        double last = resolution / 2.0;
        double[] progress = [.. Enumerable.Range(0, Count + 1)
            .Select(i => Math.Min((double)i / (Count - Critical), 1))];
        _cutoffs = [.. progress.Select(
            e => StyleGan3Architecture.FirstCutoff * Math.Pow(last / StyleGan3Architecture.FirstCutoff, e))];
        double[] stopbands = [.. progress.Select(
            e => FirstStopband * Math.Pow(last * LastStopband / FirstStopband, e))];
        _rates = [.. stopbands.Select(f => (int)Math.Pow(2, Math.Ceiling(Math.Log2(Math.Min(2 * f, resolution)))))];
        _halfWidths = [.. stopbands.Select((f, i) => Math.Max(f, _rates[i] / 2.0) - _cutoffs[i])];
        StyleGan3Layer[] layers = new StyleGan3Layer[Count + 1];
        for (int i = 0; i < layers.Length; i++)
        {
            int size = i >= Count - 1 ? resolution : _rates[i] + (2 * StyleGan3Architecture.Margin);
            int channels = (int)Math.Min(
                Math.Round(channelBase / 2.0 / _cutoffs[i], MidpointRounding.ToEven), channelMax);
            (int up, int down) = (FilterRate(i) / InputRate(i), FilterRate(i) / _rates[i]);
            layers[i] = i == Count
                ? new(size, 3, 1)
                : new(size, channels, kernel, up, TapsPerFactor * up, down, TapsPerFactor * down, isRotationEquivariant
                    && i < Count - Critical);
        }

        Layers = layers;
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<StyleGan3Layer> Layers { get; }

    /// <summary>Configuration T: equivariant to translation.</summary>
    /// <param name="resolution">A power of two, 32 or more.</param>
    public static StyleGan3Schedule T(int resolution) => new(resolution, isRotationEquivariant: false);

    /// <summary>Configuration R: equivariant to rotation, too.</summary>
    /// <param name="resolution">A power of two, 32 or more.</param>
    public static StyleGan3Schedule R(int resolution) => new(resolution, isRotationEquivariant: true);

    /// <summary>The filter of a layer on the way up: its cutoff is that of the layer's input.</summary>
    /// <param name="layer">From 0.</param>
    public float[] UpFilter(int layer)
    {
        int before = Math.Max(layer - 1, 0);
        return FilterDesign.Separable(Layers[layer].UpTaps, _cutoffs[before], _halfWidths[before], FilterRate(layer));
    }

    /// <summary>The filter of a layer on the way down: n taps, or n·n.</summary>
    /// <param name="layer">From 0.</param>
    public float[] DownFilter(int layer) => Layers[layer].IsRadial
        ? FilterDesign.Radial(Layers[layer].DownTaps, _cutoffs[layer], _halfWidths[layer], FilterRate(layer))
        : FilterDesign.Separable(Layers[layer].DownTaps, _cutoffs[layer], _halfWidths[layer], FilterRate(layer));

    private int InputRate(int layer) => _rates[Math.Max(layer - 1, 0)];

    private int FilterRate(int layer) => 2 * Math.Max(InputRate(layer), _rates[layer]);
}
