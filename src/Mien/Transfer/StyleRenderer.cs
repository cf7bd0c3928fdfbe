using Mien.Faces.Images;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;

namespace Mien.Transfer;

/// <summary>Pictures of style vectors.</summary>
/// <param name="model">Its generator; stays the caller's.</param>
/// <param name="precision">The numbers that activations are kept in.</param>
/// <param name="tuned">A tuned generator that paints in place of the model's; stays the caller's.</param>
public sealed class StyleRenderer(FaceModel model, Precision precision, StyleGenerator? tuned = null)
{
    /// <summary>The picture of style vectors [L, W].</summary>
    /// <param name="styles">L·W numbers.</param>
    /// <param name="size">At least so many pixels, as small as the architecture gives them for free; null for the full
    /// size.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the model.</exception>
    public Image Render(float[] styles, int? size = null)
    {
        StyleGenerator generator = tuned ?? model.Generator;
        if (styles.Length != generator.Layers * generator.StyleLength)
        {
            throw new ArgumentException(
                $"{styles.Length} numbers are not the {generator.Layers}×{generator.StyleLength} style vectors of the model '{model.Name}'");
        }

        int at = size is { } least
            ? generator.ImageSizes.FirstOrDefault(s => s >= least, generator.Resolution) : generator.Resolution;
        using Tape tape = new();
        using Tensor ws = Tensor.From(styles, [1, generator.Layers, generator.StyleLength]);
        return Pixels.ToImage(generator.Synthesize(ws, new() { Precision = precision, StopAt = at }));
    }
}
