using Mien.Checkpoints;
using Mien.Tensors;

namespace Mien.Training.Generators;

/// <summary>
/// Puts the weights of a generator into one with more channels, so that it paints the same pictures (compare Chen et
/// al. 2016, Net2Net): what it has computed so far takes nothing from the new channels, which begin at random.
/// </summary>
internal static class Widening
{
    /// <summary>
    /// Copies a saved tensor into one of the same shape or with more channels; otherwise changes nothing.
    /// </summary>
    /// <param name="saved">Of the narrow generator: the weight of a convolution, [O, I, k, k], or of a dense layer, [O,
    /// I], or anything else with one row a channel, [C, …].</param>
    /// <param name="tensor">Of the wide one, as it begins: [O′, I′, k, k], [O′, I′] or [C′, …], no dimension
    /// smaller.</param>
    /// <param name="factor">What the saved numbers are multiplied by.</param>
    /// <returns>Whether it was copied.</returns>
    public static bool Take(CheckpointTensor saved, Tensor tensor, float factor = 1)
    {
        int[] from = [.. saved.Shape], to = tensor.Shape.ToArray();
        int free = from.Length is 2 or 4 ? 2 : 1; // dimensions that channels, or numbers of a vector, are counted in
        if (from.Length != to.Length || from.Zip(to).Any(d => d.First > d.Second)
            || !from.Skip(free).SequenceEqual(to.Skip(free)))
        {
            return false;
        }

        float[] numbers = [.. saved.ToArray().Select(v => factor * v)];
        Span<float> wide = tensor.WritableSpan;
        if (free == 1)
        {
            numbers.CopyTo(wide);
            return true;
        }

        int kernel = from.Length == 4 ? from[2] * from[3] : 1, part = from[1] * kernel, row = to[1] * kernel;
        float scale = MathF.Sqrt((float)to[1] / from[1]); // weights are divided by the root of their number
        for (int output = 0; output < from[0]; output++)
        {
            Span<float> now = wide.Slice(output * row, row);
            now.Clear();
            for (int i = 0; i < part; i++)
            {
                now[i] = scale * numbers[(output * part) + i];
            }
        }

        return true;
    }
}
