using System.Runtime.Intrinsics;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>
/// The smooth surface inside the mask that meets a difference along its rim: what Poisson blending takes off the new face.
/// Being smooth, it is solved on a coarse grid (at most 160 cells a side), where each rim cell is the mean of its pixels, so
/// that single hairs on the rim draw no streaks.
/// </summary>
internal static class Membrane
{
    private const int MostCells = 160;
    private const float Rim = 0.3f; // mask weights below this are the rim
    private const float Plausible = 12f; // levels by which the colours along the rim may well differ from their mean

    /// <summary>The surface over the mask's box, to be read by <see cref="Field.At"/> at pixel/step − (step − 1)/(2·step).</summary>
    public static (Field Surface, int Step) Solve(Field difference, PasteMask mask)
    {
        Box box = mask.Box;
        int step = (Math.Max(box.Width, box.Height) + MostCells - 1) / MostCells;
        int width = (box.Width + step - 1) / step, height = (box.Height + step - 1) / step;
        Field surface = new(width, height);
        float[] pull = new float[width * height]; // how firmly a cell holds its mean
        bool[] used = new bool[width * height];
        Vector128<float>[] held = new Vector128<float>[width * height];
        Vector128<float> start = Vector128<float>.Zero;
        float all = 0;
        for (int j = 0; j < height; j++)
        {
            for (int i = 0; i < width; i++)
            {
                int cell = (j * width) + i;
                Vector128<float> sum = Vector128<float>.Zero;
                int count = 0;
                for (int y = j * step; y < Math.Min((j + 1) * step, box.Height); y++)
                {
                    for (int x = i * step; x < Math.Min((i + 1) * step, box.Width); x++)
                    {
                        float m = mask.Weights[(y * box.Width) + x];
                        used[cell] |= m > 0;
                        if (m is > 0 and < Rim)
                        {
                            sum += difference.Row(y)[x];
                            count++;
                        }
                    }
                }

                if (count > 0)
                {
                    held[cell] = sum / count;
                    pull[cell] = 4f * count / (step * step);
                    start += held[cell] * pull[cell];
                    all += pull[cell];
                }
            }
        }

        Vector128<float> mean = all > 0 ? start / all : start;
        Distrust(held, pull, mean);
        Array.Fill(surface.Values, mean);
        Relax(surface, held, pull, used);
        return (surface, step);
    }

    // Where the rim runs over hair or background on one side only, the difference is large and says nothing about the skin.
    private static void Distrust(Vector128<float>[] held, float[] pull, Vector128<float> mean)
    {
        for (int i = 0; i < held.Length; i++)
        {
            Vector128<float> off = (held[i] - mean) / Plausible;
            pull[i] /= 1 + Vector128.Dot(off, off);
        }
    }

    // Successive over-relaxation of (Σ neighbours + pull·held) / (number of neighbours + pull).
    private static void Relax(Field surface, Vector128<float>[] held, float[] pull, bool[] used)
    {
        int width = surface.Width, height = surface.Height, longer = Math.Max(width, height);
        float over = (float)(2 / (1 + Math.Sin(Math.PI / Math.Max(longer, 3))));
        Vector128<float>[] values = surface.Values;
        for (int round = 0; round < 3 * longer; round++)
        {
            for (int j = 0; j < height; j++)
            {
                for (int i = 0; i < width; i++)
                {
                    int at = (j * width) + i;
                    Vector128<float> sum = held[at] * pull[at];
                    float count = pull[at];
                    bool inside = used[at];
                    // Inside, only cells inside count: nothing flows through the rim. Outside, the surface goes on smoothly.
                    Add(i > 0, at - 1);
                    Add(i + 1 < width, at + 1);
                    Add(j > 0, at - width);
                    Add(j + 1 < height, at + width);
                    if (count > 0)
                    {
                        values[at] += ((sum / count) - values[at]) * over;
                    }

                    void Add(bool exists, int neighbour)
                    {
                        if (exists && (!inside || used[neighbour]))
                        {
                            sum += values[neighbour];
                            count++;
                        }
                    }
                }
            }
        }
    }
}
