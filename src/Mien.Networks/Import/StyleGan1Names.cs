using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// One way to name the tensors of a StyleGAN generator. Each method finds a tensor and turns it to this library's
/// layout: [out, in, k, k], [out, in]; surplus dimensions of length 1 may stay. Null where the file lacks it.
/// </summary>
internal abstract class StyleGan1Names
{
    public static IReadOnlyList<StyleGan1Names> All { get; } =
        [new OwnStyleGan1(), new TensorFlowStyleGan1(), new IdinvertStyleGan1(), new GenforceStyleGan1(),
            new LernapparatStyleGan1()];

    public abstract Naming Naming { get; }

    /// <summary>A name that every generator of this naming has, and nothing else.</summary>
    public abstract string Anchor { get; }

    public abstract StridedTensor? MappingWeight(NameScope scope, int layer);

    public abstract StridedTensor? MappingBias(NameScope scope, int layer);

    public abstract StridedTensor? MeanStyle(NameScope scope);

    /// <summary>A tensor of layer 0, 1, 2 …; the weight of layer 0 is the learnt constant.</summary>
    public abstract StridedTensor? Find(NameScope scope, int layer, LayerPart part);

    /// <summary>The colours of the last of <paramref name="levels"/> sizes.</summary>
    public abstract StridedTensor? ToRgb(NameScope scope, int levels, LayerPart part);

    /// <summary>How much of the network was still fading in when the file was written: 0 for a finished one.</summary>
    public virtual StridedTensor? LevelOfDetail(NameScope scope) => null;

    /// <summary>
    /// The name of a tensor that only networks of another kind have; null where the file is of the right kind.
    /// </summary>
    public virtual string? Foreign(NameScope scope) => null;

    /// <summary>The size in pixels of a layer.</summary>
    public static int SizeOf(int layer) => 4 << (layer / 2);
}
