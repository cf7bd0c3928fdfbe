using Mien.Checkpoints;
using Mien.Networks;

namespace Mien.Generation;

/// <summary>Style vectors that were found or edited elsewhere.</summary>
public static class StyleVectorFile
{
    /// <summary>Names of the array, where a file has several: Mien's own, and that of NVIDIA's projector.</summary>
    private static readonly string[] _names = ["styles", "w", "ws"];

    /// <summary>Reads N·L·W numbers, one row of L·W for each picture.</summary>
    /// <param name="path">A .safetensors, .npy or .npz file with an array of shape N×L×W (or L×W, for one picture).</param>
    /// <param name="generator">Whose style vectors they are to be.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">It is damaged, holds no such array, or one that does not fit the generator.</exception>
    public static IReadOnlyList<float[]> Read(string path, StyleGenerator generator)
    {
        using Checkpoint file = Checkpoint.Open(path);
        CheckpointTensor tensor = file.Tensors.Count == 1
            ? file.Tensors[0]
            : _names.Select(file.Find).FirstOrDefault(found => found is not null)
                ?? throw new CheckpointException(path, "", $"none of the {file.Tensors.Count} arrays is called {string.Join(" or ", _names)}");
        (int layers, int length) = (generator.Layers, generator.StyleLength);
        if (tensor.Shape.Count is not (2 or 3) || tensor.Count == 0 || tensor.Shape[^2] != layers || tensor.Shape[^1] != length)
        {
            throw new CheckpointException(
                path, $"tensor '{tensor.Name}'", $"has shape [{string.Join(", ", tensor.Shape)}]; this model wants style vectors [N, {layers}, {length}]");
        }

        return [.. tensor.ToArray().Chunk(layers * length)];
    }
}
