using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Networks.Vgg;

namespace Mien.Networks.Import;

/// <summary>
/// A network found in a weight file: its tensors under this library's names and in this library's layouts, whatever the
/// file calls them. They are read from the file when they are asked for, so the checkpoint must stay open until then.
/// </summary>
public abstract record NetworkWeights
{
    private protected NetworkWeights(
        Naming naming, string prefix, IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        Naming = naming;
        Prefix = prefix;
        Tensors = tensors;
    }

    /// <summary>Whose names the file has.</summary>
    public Naming Naming { get; }

    /// <summary>Where in the file the network is, as "g_ema/"; empty if it is all there is.</summary>
    public string Prefix { get; }

    /// <summary>The tensors by this library's names.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>Writes the tensors to a safetensors file, whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="metadata">Text about the network, or null.</param>
    /// <param name="type">How to store the numbers: F32, F16 or BF16.</param>
    /// <exception cref="CheckpointException">The source is damaged where it was not looked at yet.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(
        string path, IReadOnlyDictionary<string, string>? metadata = null, TensorType type = TensorType.F32) =>
        SafetensorsWriter.Write(path, Tensors.Values, metadata, type);
}

/// <summary>A generator.</summary>
public sealed record GeneratorWeights : NetworkWeights
{
    internal GeneratorWeights(
        StyleArchitecture architecture, Naming naming, string prefix,
        IReadOnlyDictionary<string, CheckpointTensor> tensors, string meanStyle, bool hasNoise)
        : base(naming, prefix, tensors)
    {
        Architecture = architecture;
        MeanStyle = meanStyle;
        HasNoise = hasNoise;
    }

    /// <summary>The sizes, read from the shapes.</summary>
    public StyleArchitecture Architecture { get; }

    /// <summary>The name of the mean style vector.</summary>
    public string MeanStyle { get; }

    /// <summary>Whether the file has the mean style vector, which truncation and inversion start from.</summary>
    public bool HasMeanStyle => Tensors.ContainsKey(MeanStyle);

    /// <summary>
    /// Whether all constant noise is the file's own, or the family has none; else what is missing was drawn from a
    /// fixed seed.
    /// </summary>
    public bool HasNoise { get; }

    /// <summary>Builds the generator, which then needs the file no more.</summary>
    /// <exception cref="ArgumentException">The file has no mean style vector.</exception>
    /// <exception cref="CheckpointException">The file is damaged where it was not looked at yet.</exception>
    public StyleGenerator Build() => Architecture.Build(Weights.Of(Tensors));
}

/// <summary>VGG16, the linear layers of LPIPS on it, or both, under torchvision's and LPIPS's names.</summary>
public sealed record PerceptualWeights : NetworkWeights
{
    internal PerceptualWeights(
        Vgg16Architecture architecture, bool hasVgg, bool hasLinear, Naming naming, string prefix,
        IReadOnlyDictionary<string, CheckpointTensor> tensors)
        : base(naming, prefix, tensors)
    {
        Architecture = architecture;
        HasVgg = hasVgg;
        HasLinear = hasLinear;
    }

    /// <summary>The widths, read from the shapes, and how images are prepared, which follows from the names.</summary>
    public Vgg16Architecture Architecture { get; }

    /// <summary>Whether the convolutions are there: a published LPIPS file may hold the linear layers alone.</summary>
    public bool HasVgg { get; }

    /// <summary>Whether the linear layers of LPIPS are there.</summary>
    public bool HasLinear { get; }
}
