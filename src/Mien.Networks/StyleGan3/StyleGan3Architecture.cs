namespace Mien.Networks.StyleGan3;

/// <summary>
/// The sizes of a StyleGAN3 generator (Karras et al. 2021, "Alias-Free Generative Adversarial Networks", section 3.2
/// and appendix F). The defaults are those of configuration T for 1024 px.
/// </summary>
public sealed record StyleGan3Architecture : StyleArchitecture
{
    /// <summary>Samples outside of the picture on every side of a layer's result (appendix F.2: 10).</summary>
    public const int Margin = 10;

    /// <summary>Cycles across the picture that the Fourier features have at most (section 3.2: 2).</summary>
    public const float FirstCutoff = 2;

    /// <summary>The sizes for 1024 px.</summary>
    public StyleGan3Architecture()
    {
        MappingLayers = 2; // appendix F.1
        ConvClamp = 256; // as NVIDIA's networks have it
        Synthesis = StyleGan3Schedule.T(1024).Layers;
    }

    /// <summary>
    /// The layers, first to last; the last one makes the colours. How many channels each has stands in
    /// <see cref="StyleArchitecture.Channels"/>, too.
    /// </summary>
    public IReadOnlyList<StyleGan3Layer> Synthesis
    {
        get;
        init
        {
            field = value;
            Channels = [.. value.Select(layer => layer.Channels)];
        }
    }

    /// <summary>Waves that the input is made of.</summary>
    public int InputChannels { get; init; } = 512;

    /// <summary>
    /// Rows and columns of the input; <see cref="Margin"/> of them on every side lie outside of the picture.
    /// </summary>
    public int InputSize { get; init; } = 36;

    /// <summary>One for the input and one for every layer: 16 in all published networks.</summary>
    public override int Layers => Synthesis.Count + 1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Sizes.Positive(
            nameof(StyleGan3Architecture), (nameof(Resolution), Resolution), (nameof(InputChannels), InputChannels),
            ("the input's size without its margin", InputSize - (2 * Margin)));
        if (Synthesis.Count == 0 || Synthesis[^1] is not { Channels: 3, UpTaps: 0, DownTaps: 0 }
            || Synthesis[^1].Size != Resolution)
        {
            throw new ArgumentException(
                $"{nameof(StyleGan3Architecture)}: the last layer makes 3 channels of {Resolution} px, without filters");
        }

        foreach (StyleGan3Layer layer in Synthesis)
        {
            layer.Check();
        }
    }

    /// <inheritdoc/>
    public override StyleGan3Generator Build(Weights weights) => new(this, weights);
}

/// <summary>The sizes of a layer of the synthesis network.</summary>
/// <param name="Size">Rows and columns of its result.</param>
/// <param name="Channels">Channels of its result.</param>
/// <param name="Kernel">Of its convolution: 3 in configuration T, 1 in configuration R and where colours are
/// made.</param>
/// <param name="Up">Factor of up-sampling before the nonlinearity.</param>
/// <param name="UpTaps">Taps of the filter on the way up; 0 for none.</param>
/// <param name="Down">Factor of down-sampling behind it.</param>
/// <param name="DownTaps">Taps of the filter on the way down; 0 for none.</param>
/// <param name="IsRadial">The filter on the way down is not separable.</param>
public sealed record StyleGan3Layer(
    int Size, int Channels, int Kernel, int Up = 1, int UpTaps = 0, int Down = 1, int DownTaps = 0,
    bool IsRadial = false)
{
    /// <summary>The name of layer <paramref name="number"/>, counted from 0.</summary>
    public string Name(int number) => $"synthesis.L{number}_{Size}_{Channels}";

    /// <summary>
    /// Zeros before and after the zero-stuffed image, so that an input of the given size comes out with
    /// <see cref="Size"/> samples.
    /// </summary>
    /// <param name="inputSize">Rows and columns of the layer's input.</param>
    public (int Before, int After) Padding(int inputSize)
    {
        int convolved = inputSize + Kernel - 1;
        int total = ((Size - 1) * Down) + 1 - (convolved * Up) + Math.Max(UpTaps, 1) - 1 + Math.Max(DownTaps, 1) - 1;
        int before = (total + Up) >> 1; // rounded down, below 0 too
        return (before, total - before);
    }

    internal void Check()
        => Sizes.Positive(
            nameof(StyleGan3Layer), (nameof(Size), Size), (nameof(Channels), Channels), (nameof(Kernel), Kernel),
            (nameof(Up), Up), (nameof(Down), Down));
}
