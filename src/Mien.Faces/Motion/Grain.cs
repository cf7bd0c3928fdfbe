using System.Runtime.Intrinsics;
using Mien.Faces.Compositing;

namespace Mien.Faces.Motion;

/// <summary>Noise as strong as a photo's own, for what is painted into it: the same for the same pixel.</summary>
/// <param name="Deviation">Its standard deviation, levels.</param>
internal sealed record Grain(float Deviation)
{
    private const float Most = 8;          // levels; more is texture
    private const float GainOfNormal = 1.4826f;
    // of white noise, what is left of it less the mean of its four neighbours, to the noise: 1/√(1 + 1/4), and half of
    // it
    private const float GainOfResidue = 0.745f;

    /// <summary>The grain of a photo: half of its pixels vary less from their neighbours.</summary>
    public static Grain Of(ColourField photo)
    {
        List<float> residues = [];
        int step = Math.Max(1, photo.Width * photo.Height / 60_000);
        for (int y = 1; y < photo.Height - 1; y++)
        {
            for (int x = 1 + (y * 7 % step); x < photo.Width - 1; x += step)
            {
                int at = (y * photo.Width) + x;
                Vector128<float> near = photo.Values[at - 1] + photo.Values[at + 1] + photo.Values[at - photo.Width]
                    + photo.Values[at + photo.Width];
                residues.Add(MathF.Abs(ColourField.Brightness(photo.Values[at]) - (ColourField.Brightness(near) / 4)));
            }
        }

        residues.Sort();
        return new(
            residues.Count == 0 ? 0 : Math.Min(residues[residues.Count / 2] * GainOfNormal * GainOfResidue, Most));
    }

    /// <summary>The grain at a pixel.</summary>
    public float At(int x, int y)
    {
        if (Deviation <= 0)
        {
            return 0;
        }

        uint h = ((uint)x * 0x9E3779B1) ^ ((uint)y * 0x85EBCA77);
        float sum = 0;
        for (int i = 0; i < 3; i++)
        {
            h = (h ^ (h >> 15)) * 0x2C1B3C6D;
            h = (h ^ (h >> 12)) * 0x297A2D39;
            h ^= h >> 15;
            sum += (h * (1f / uint.MaxValue)) - 0.5f;
        }

        return sum * 2 * Deviation; // three even numbers of variance 1/12 each
    }
}
