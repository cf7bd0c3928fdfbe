using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>The layers of a StyleGAN2 block.</summary>
internal enum StyleGan2Layer
{
    /// <summary>The up-sampling convolution; 4 px have none.</summary>
    Conv0,

    /// <summary>The second convolution.</summary>
    Conv1,

    /// <summary>The 1×1 convolution to colours.</summary>
    ToRgb,
}

/// <summary>The tensors of a layer.</summary>
internal enum LayerPart
{
    Weight,
    Bias,
    StyleWeight,
    StyleBias,
    NoiseStrength,
    Noise,
}

/// <summary>
/// One way to name the tensors of a StyleGAN2 generator. Each method finds a tensor and turns it to this library's
/// layout: [out, in, k, k], [out, in]; surplus dimensions of length 1 may stay. Null where the file lacks it.
/// </summary>
internal abstract class StyleGan2Names
{
    public static IReadOnlyList<StyleGan2Names> All { get; } =
        [new NvidiaTorchStyleGan2(), new TensorFlowStyleGan2(), new RosinalityStyleGan2(), new GenforceStyleGan2()];

    public abstract Naming Naming { get; }

    /// <summary>A name that every generator of this naming has, and nothing else.</summary>
    public abstract string Anchor { get; }

    /// <summary>Whether the style biases are stored without the 1 around which styles vary.</summary>
    public virtual bool StyleBiasLacksOne => false;

    public abstract StridedTensor? MappingWeight(NameScope scope, int layer);

    public abstract StridedTensor? MappingBias(NameScope scope, int layer);

    public abstract StridedTensor? MeanStyle(NameScope scope);

    public virtual StridedTensor? LabelWeight(NameScope scope) => null;

    public virtual StridedTensor? LabelBias(NameScope scope) => null;

    public abstract StridedTensor? Constant(NameScope scope);

    public abstract StridedTensor? Find(NameScope scope, StyleGan2Layer layer, int size, LayerPart part);

    /// <summary>
    /// A stored up-sampling filter and its gain, to make sure that it is the one that this library uses.
    /// </summary>
    public virtual (StridedTensor Filter, float Gain)? Filter(NameScope scope) => null;

    /// <summary>
    /// The name of a tensor that only networks of another kind have; null where the file is of the right kind.
    /// </summary>
    public virtual string? Foreign(NameScope scope) => null;

    /// <summary>
    /// Numbers the convolutions from 4 px on, which is how several namings number layers and noise: 0, 1, 2 …
    /// </summary>
    protected static int LayerNumber(StyleGan2Layer layer, int size)
        => (2 * int.Log2(size)) - (layer == StyleGan2Layer.Conv0 ? 5 : 4);
}
