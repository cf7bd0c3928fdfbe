using Mien.Tensors;

namespace Mien.Networks;

/// <summary>How an image is synthesised.</summary>
public sealed record SynthesisOptions
{
    /// <summary>Where noise comes from.</summary>
    public Noise Noise { get; init; } = Noise.Constant;

    /// <summary>The numbers that activations are kept in. Images are float32 in any case.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>
    /// Stop at this size: 4, 8 … the resolution, which is the default. Only generators with skip images can stop
    /// earlier.
    /// </summary>
    public int? StopAt { get; init; }

    /// <summary>How the picture is moved while it is painted; null for not at all. Only StyleGAN3 can.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Filters in single operations, to compare their speed with.</summary>
    internal bool Composed { get; init; }

    /// <summary>Is shown the output of every layer by name; the tensor is freed afterwards.</summary>
    internal Action<string, Tensor>? Trace { get; init; }
}
