using Mien.Checkpoints;
using Mien.Networks.Vgg;

namespace Mien.Networks.Import;

/// <summary>Finds the networks of this library in weight files that other programmes wrote.</summary>
public static class NetworkImport
{
    /// <summary>
    /// The metadata key under which a safetensors file with a perceptual network states how images are prepared: the
    /// name of a
    /// <see cref="VggInput"/>.
    /// </summary>
    public const string InputKey = "vgg.input";

    /// <summary>The generator in a file: of several, the one averaged over training.</summary>
    /// <param name="checkpoint">The file; it must stay open until the tensors have been read.</param>
    /// <exception cref="CheckpointException">There is none that is known, or it is incomplete or of a kind that is not
    /// supported.</exception>
    public static GeneratorWeights Generator(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return GeneratorFamily.All.Select(family => family.Find(checkpoint)).FirstOrDefault(found => found is not null)
            ?? throw Unknown(checkpoint, "generator");
    }

    /// <summary>The perceptual network in a file: VGG16, the linear layers of LPIPS, or both.</summary>
    /// <param name="checkpoint">The file; it must stay open until the tensors have been read.</param>
    /// <param name="input">
    /// How images are prepared. Without it, the names decide: Keras's are in the caffe convention, torchvision's in its
    /// own. The original caffe weights under torchvision's names cannot be told from torchvision's.
    /// </param>
    /// <exception cref="CheckpointException">There is none that is known, or it is incomplete.</exception>
    public static PerceptualWeights Perceptual(Checkpoint checkpoint, VggInput? input = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return PerceptualMap.Find(checkpoint, input) ?? throw Unknown(checkpoint, "perceptual network");
    }

    /// <summary>
    /// What is known of a file's licence, in words for the person who imports it; null where nothing is.
    /// </summary>
    /// <param name="checkpoint">The file.</param>
    public static string? Licence(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return checkpoint.Metadata.GetValueOrDefault("licence") ?? checkpoint.Metadata.GetValueOrDefault("license")
            ?? (checkpoint.Metadata.GetValueOrDefault(Checkpoint.Producer) switch
            {
                "dnnlib.tflib" or "torch_utils.persistence" =>
                    "Made with NVIDIA's StyleGAN code. The networks that NVIDIA publishes are for non-commercial use only "
                    + "(StyleGAN: CC BY-NC 4.0; StyleGAN2: NVIDIA Source Code License-NC; StyleGAN3: NVIDIA Source Code License; those trained on FFHQ: CC BY-NC-SA 4.0).",
                _ => null,
            });
    }

    private static CheckpointException Unknown(Checkpoint checkpoint, string what)
    {
        string names = string.Join(", ", checkpoint.Tensors.Take(3).Select(t => $"'{t.Name}'"));
        string reason = $"no {what} that is known is among the file's {checkpoint.Tensors.Count} tensors ({names}{(checkpoint.Tensors.Count > 3 ? ", …" : "")})";
        return new CheckpointException(checkpoint.Path, "", reason);
    }
}
