using Mien.Checkpoints;
using Mien.Networks;
using Mien.Networks.Import;
using Mien.Networks.Vgg;

namespace Mien.Training.Perceptual;

/// <summary>A perceptual network in a file of its own.</summary>
internal static class PerceptualFile
{
    /// <summary>Reads the network.</summary>
    /// <exception cref="CheckpointException">The file holds no such network.</exception>
    public static Vgg16 Read(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        PerceptualWeights found = NetworkImport.Perceptual(checkpoint);
        return new(found.Architecture, Weights.Of(found.Tensors));
    }
}
