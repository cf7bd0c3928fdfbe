using System.Numerics;

namespace Mien.Portraits.Rendering;

/// <summary>Draws many portraits on all cores, straight into a batch of network input.</summary>
public static class PortraitBatch
{
    /// <summary>Draws portraits into an NHWC tensor.</summary>
    /// <param name="portraits">N portraits.</param>
    /// <param name="size">Width and height, pixels.</param>
    /// <param name="framing">Which part of the scene.</param>
    /// <param name="nhwc">Receives [N, size, size, 3], sRGB in [-1, 1].</param>
    /// <param name="threads">How many portraits are drawn at once; all cores if 0. The result does not depend on
    /// it.</param>
    /// <returns>The 68 landmarks of each portrait, pixels, see <see cref="PortraitRenderer.Landmarks"/>.</returns>
    /// <exception cref="ArgumentException">A parameter is out of range, or the buffer has another size.</exception>
    public static Vector2[][] Render(
        IReadOnlyList<Portrait> portraits, int size, Framing framing, Memory<float> nhwc, int threads = 0)
    {
        int picture = size * size * 3;
        if (nhwc.Length != portraits.Count * picture)
        {
            throw new ArgumentException(
                $"{portraits.Count} pictures of {size} x {size} x 3 need {portraits.Count * picture} values, the buffer has {nhwc.Length}", nameof(nhwc));
        }

        foreach (Portrait portrait in portraits) portrait.Check();
        Vector2[][] landmarks = new Vector2[portraits.Count][];
        Parallel.For(
            0,
            portraits.Count,
            new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount },
            Rent,
            (i, _, renderer) =>
            {
                landmarks[i] = renderer.Render(portraits[i], size, framing, nhwc.Span.Slice(i * picture, picture));
                return renderer;
            },
            _spare.Add);
        return landmarks;
    }

    private static readonly System.Collections.Concurrent.ConcurrentBag<PortraitRenderer> _spare = [];

    private static PortraitRenderer Rent()
        => _spare.TryTake(out PortraitRenderer? renderer) ? renderer : new PortraitRenderer();
}
