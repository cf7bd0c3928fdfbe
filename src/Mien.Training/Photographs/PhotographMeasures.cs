using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Training.Photographs;

/// <summary>What <see cref="PhotographLimits"/> are about.</summary>
/// <param name="Confidence">The detector's.</param>
/// <param name="EyeDistance">Pixels of the photograph.</param>
/// <param name="Turn">Offset of the nose's tip along the axis of the eyes, in their distance; positive to the picture's
/// right.</param>
/// <param name="Sharpness">Root mean square of the luma's Laplacian over the face in the crop, levels of 255.</param>
/// <param name="Luma">Its mean over the face, levels of 255.</param>
/// <param name="Colour">Mean of the largest less the smallest colour, levels of 255.</param>
public sealed record PhotographMeasures(
    double Confidence, double EyeDistance, double Turn, double Sharpness, double Luma, double Colour)
{
    private const int Side = 16; // of the pictures that near-duplicates are told by

    /// <summary>Measures a face.</summary>
    /// <param name="face">Where it was found.</param>
    /// <param name="crop">The face in the frame.</param>
    internal static PhotographMeasures Of(Face face, Image crop)
    {
        (float[] luma, double colour) = Inner(crop);
        int side = (int)Math.Sqrt(luma.Length);
        double sum = 0;
        for (int y = 1; y < side - 1; y++)
        {
            for (int x = 1; x < side - 1; x++)
            {
                int at = (y * side) + x;
                sum += Math.Pow((4 * luma[at]) - luma[at - 1] - luma[at + 1] - luma[at - side] - luma[at + side], 2);
            }
        }

        return new(
            face.Confidence, face.InterOcular, face.Turn, Math.Sqrt(sum / ((side - 2) * (side - 2))),
            luma.Average(), colour);
    }

    /// <summary>
    /// The face as near-duplicates are told by: 16 × 16 luma values with mean 128 and deviation 48, clamped to 0-255.
    /// </summary>
    internal static byte[] Signature(Image crop)
    {
        (float[] luma, _) = Inner(crop);
        int side = (int)Math.Sqrt(luma.Length);
        float[] small = new float[Side * Side];
        for (int i = 0; i < luma.Length; i++)
        {
            small[(i / side * Side / side * Side) + (i % side * Side / side)] += luma[i];
        }

        float mean = small.Average(), deviation = MathF.Sqrt(small.Average(v => (v - mean) * (v - mean)));
        return [.. small.Select(v => (byte)Math.Clamp(128 + (48 * (v - mean) / Math.Max(deviation, 1e-3f)), 0, 255))];
    }

    // The middle half of the crop, from the brows to the mouth: luma, and the mean spread of colours.
    private static (float[] Luma, double Colour) Inner(Image crop)
    {
        int size = crop.Width, side = size / 2, left = size / 4, top = size / 5;
        ReadOnlySpan<byte> from = crop.Pixels.Span;
        float[] luma = new float[side * side];
        long spread = 0;
        for (int i = 0; i < luma.Length; i++)
        {
            int at = ((((top + (i / side)) * size) + left + (i % side)) * 3);
            (int r, int g, int b) = (from[at], from[at + 1], from[at + 2]);
            luma[i] = (0.299f * r) + (0.587f * g) + (0.114f * b);
            spread += Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b));
        }

        return (luma, (double)spread / luma.Length);
    }
}
