using System.Globalization;
using Mien.Networks.Vgg;

namespace Mien.Inversion;

/// <summary>A further tap of the perceptual network in the distance.</summary>
/// <param name="Layer">The convolution after whose ReLU is looked.</param>
/// <param name="Weight">Weight of its mean squared difference, 0 or more.</param>
public sealed record PerceptualTap(VggLayer Layer, float Weight)
{
    /// <summary>Taps as text: <c>block1_conv2=0.5,block2_conv2=1</c>.</summary>
    /// <param name="taps">The taps; none give an empty text.</param>
    public static string ToText(IEnumerable<PerceptualTap> taps) => string.Join(',', taps.Select(tap =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{tap.Layer.ToString().ToLowerInvariant().Insert("block1".Length, "_")}={tap.Weight}")));

    /// <summary>Reads what <see cref="ToText"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="taps">The taps.</param>
    /// <returns>Whether the text is such a list, of layers that there are and weights of 0 or more.</returns>
    public static bool TryParseList(string text, out IReadOnlyList<PerceptualTap> taps)
    {
        List<PerceptualTap> read = [];
        foreach (string part in text.Split(','))
        {
            string[] sides = part.Split('=');
            string name = sides[0].Replace("_", "", StringComparison.Ordinal);
            if (sides.Length == 2 && Enum.TryParse(name, ignoreCase: true, out VggLayer layer) && Enum.IsDefined(layer)
                && float.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float weight)
                && weight >= 0 && float.IsFinite(weight))
            {
                read.Add(new(layer, weight));
            }
        }

        taps = read;
        return read.Count == text.Split(',').Length;
    }
}
