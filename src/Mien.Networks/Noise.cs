using Mien.Tensors;

namespace Mien.Networks;

/// <summary>
/// Where the per-pixel noise of a style-based generator comes from (Karras et al. 2019, section 2): the maps stored
/// with the weights, none, a seed, or maps given by the caller.
/// </summary>
public sealed class Noise
{
    private readonly Func<int, Tensor, int, (Tensor? Map, bool IsOurs)> _map;

    private Noise(Func<int, Tensor, int, (Tensor?, bool)> map) => _map = map;

    /// <summary>The maps that are stored with the weights: the same image for the same styles.</summary>
    public static Noise Constant { get; } = new((_, stored, _) => (stored, false));

    /// <summary>No noise.</summary>
    public static Noise None { get; } = new((_, _, _) => (null, false));

    /// <summary>Independent N(0, 1) numbers for every item, layer and pixel: the same for the same seed.</summary>
    public static Noise Random(int seed) => new((layer, stored, items) =>
    {
        int h = stored.Shape[^2], w = stored.Shape[^1];
        return (Tensor.Normal([items, h, w], unchecked((int)(((uint)seed * 2654435761u) + (uint)layer))), true);
    });

    /// <summary>
    /// One map for each layer that takes noise, first layer first; gradients flow to maps that are watched.
    /// </summary>
    /// <param name="maps">Each [H, W] for all items or [N, H, W], float32. They stay the caller's.</param>
    public static Noise Given(IReadOnlyList<Tensor> maps) => new((layer, _, _) => layer < maps.Count
        ? (maps[layer], false)
        : throw new ArgumentException($"Noise: layer {layer} has no map, there are {maps.Count}", nameof(maps)));

    /// <summary>The noise of one layer; <paramref name="use"/> runs while it is alive.</summary>
    /// <param name="layer">From 0.</param>
    /// <param name="stored">The map that the network holds, whose size is that of the layer.</param>
    /// <param name="items">Images in the batch.</param>
    /// <param name="use">Is given the map, or null.</param>
    internal Tensor With(int layer, Tensor stored, int items, Func<Tensor?, Tensor> use)
    {
        (Tensor? map, bool isOurs) = _map(layer, stored, items);
        try
        {
            return use(map);
        }
        finally
        {
            if (isOurs)
            {
                map?.Dispose();
            }
        }
    }
}
