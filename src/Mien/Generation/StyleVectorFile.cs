using Mien.Checkpoints;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks;

namespace Mien.Generation;

/// <summary>Style vectors of a file: those that an inversion found, or that another program did.</summary>
/// <param name="Pictures">L·W numbers for each picture, [L, W] in row-major order.</param>
/// <param name="ModelName">The model that they belong to; null where the file does not tell.</param>
/// <param name="ModelId">Its identity, as <see cref="FaceModel.Id"/>; null where the file does not tell.</param>
public sealed record StyleVectorSet(IReadOnlyList<float[]> Pictures, string? ModelName, string? ModelId)
{
    /// <summary>Whether the file tells which model its style vectors belong to.</summary>
    public bool IsModelKnown => ModelId is not null;

    /// <summary>Says so if the style vectors are known to belong to another model.</summary>
    /// <exception cref="ArgumentException">They do.</exception>
    public void MustFit(string modelName, string modelId)
    {
        if (ModelId is not null && ModelId != modelId)
        {
            throw new ArgumentException(
                $"these style vectors belong to the model '{ModelName}' ({ModelId[..Math.Min(12, ModelId.Length)]}), not to '{modelName}' ({modelId[..Math.Min(12, modelId.Length)]}): "
                + "invert the picture again, or take their model");
        }
    }
}

/// <summary>
/// Files of style vectors: <c>mien invert</c>'s own, bare arrays, and what projectors write: NVIDIA's
/// <c>projected_w.npz</c> (<c>w</c>), rosinality's <c>{picture: {img, latent, noise}}</c>, e4e's and pSp's
/// <c>latents.pt</c> and their kin.
/// </summary>
public static class StyleVectorFile
{
    // The last part of an array's name; "latents" before "w", which some files use for weights.
    private static readonly string[] _names = ["styles", "latent", "latents", "latent_codes", "w_plus", "wplus", "ws",
        "w", "dlatents", "dlatent", "projected_w", "codes"];

    /// <summary>Reads style vectors.</summary>
    /// <param name="path">
    /// Any file that <see cref="Checkpoint"/> opens, with one array, or one or more under a usual name: [N, L, W], [L,
    /// W], or one vector for all layers: [N, 1, W], [1, W] or [W].
    /// </param>
    /// <param name="generator">Whose style vectors they are to be.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">It is damaged, holds no such array, or one that does not fit the
    /// generator.</exception>
    public static StyleVectorSet Read(string path, StyleGenerator generator)
    {
        using Checkpoint file = Checkpoint.Open(path);
        Checksum.Verify(file);
        float[][] pictures = [.. Arrays(file).SelectMany(
            tensor => Pictures(path, tensor, generator.Layers, generator.StyleLength))];
        return new(
            pictures, file.Metadata.GetValueOrDefault(InversionFile.ModelKey),
            file.Metadata.GetValueOrDefault(InversionFile.ModelIdKey));
    }

    private static IReadOnlyList<CheckpointTensor> Arrays(Checkpoint file)
    {
        if (file.Tensors.Count == 1)
        {
            return file.Tensors;
        }

        foreach (string name in _names)
        {
            CheckpointTensor[] found = [.. file.Tensors.Where(
                tensor => tensor.Name[(tensor.Name.LastIndexOfAny(['/', '.']) + 1)..] == name)];
            if (found.Length > 0)
            {
                return found;
            }
        }

        throw new CheckpointException(file.Path, "", file.Tensors.Count == 0
            ? "there are no arrays in it"
            : $"none of its {file.Tensors.Count} arrays is called as style vectors are: {string.Join(", ", _names)}");
    }

    private static IEnumerable<float[]> Pictures(string path, CheckpointTensor tensor, int layers, int length)
    {
        string where = tensor.Name.Length == 0 ? "" : $"tensor '{tensor.Name}'";
        int[] shape = [.. tensor.Shape];
        bool isOfAll = shape is [_, var l, var w] && l == layers && w == length || shape is [var l2, var w2]
            && l2 == layers && w2 == length;
        bool isOfOne = shape is [_, 1, var w3] && w3 == length || shape is [1, var w4] && w4 == length
            || shape is [var w5] && w5 == length;
        if ((!isOfAll && !isOfOne) || tensor.Count == 0)
        {
            throw new CheckpointException(path, where,
                $"has shape [{string.Join(", ", shape)}]; this model wants style vectors [N, {layers}, {length}], or one for all layers, [{length}]");
        }

        float[] values = tensor.ToArray();
        if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and int at)
        {
            throw new CheckpointException(path, where, $"value {at} is {values[at]}: style vectors are numbers");
        }

        return isOfAll ? values.Chunk(layers * length) : values.Chunk(length)
            .Select(one => Enumerable.Repeat(one, layers).SelectMany(v => v).ToArray());
    }
}
