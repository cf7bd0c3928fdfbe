using Mien.Checkpoints;
using Mien.Networks.Import;
using Mien.Networks.Vgg;
using Mien.Tensors;

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
        Dictionary<string, Tensor> weights = found.Tensors.ToDictionary(t => t.Key, t => Tensor.From(t.Value.ToArray(), Shape.Of([.. t.Value.Shape])));
        try
        {
            return new(found.Architecture, weights);
        }
        finally
        {
            foreach (Tensor weight in weights.Values)
            {
                weight.Dispose();
            }
        }
    }
}
