using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>Whether a generator draws colours.</summary>
internal static class RgbCheck
{
    /// <summary>Refuses a generator whose pictures have other channels than red, green and blue.</summary>
    /// <param name="scope">The generator's tensors.</param>
    /// <param name="bias">One number for each channel; null where the file has none, which is told elsewhere.</param>
    /// <exception cref="CheckpointException">There are more or fewer than 3.</exception>
    public static void MustBe(NameScope scope, StridedTensor? bias)
    {
        if (bias is { Count: not 3 })
        {
            string what = bias.Count switch
            {
                1 => "1 channel (grey)",
                4
                => "4 channels (one of them may be transparency)",
                _ => $"{bias.Count} channels"
            };
            throw new CheckpointException(
                scope.Path, $"tensor '{bias.Name}'", $"this generator draws {what}; 3 are needed");
        }
    }
}
