using System.Numerics;
using System.Runtime.InteropServices;

namespace Mien.Faces.Alignment;

/// <summary>Arithmetic on rows of numbers, several at a time.</summary>
internal static class Rows
{
    /// <summary>to += from · factor.</summary>
    public static void AddScaled(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        ReadOnlySpan<Vector<float>> wideFrom = MemoryMarshal.Cast<float, Vector<float>>(from);
        Span<Vector<float>> wideTo = MemoryMarshal.Cast<float, Vector<float>>(to);
        Vector<float> wideFactor = new(factor);
        for (int i = 0; i < wideTo.Length; i++)
        {
            wideTo[i] = Vector.FusedMultiplyAdd(wideFrom[i], wideFactor, wideTo[i]);
        }

        for (int i = wideTo.Length * Vector<float>.Count; i < to.Length; i++)
        {
            to[i] = MathF.FusedMultiplyAdd(from[i], factor, to[i]);
        }
    }

    /// <summary>Rounds to whole levels from 0 to 255, in place.</summary>
    public static void RoundToLevels(Span<float> row)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = Vector.Min(
                Vector.Max(Vector.Floor(wide[i] + new Vector<float>(0.5f)), Vector<float>.Zero),
                new Vector<float>(255f));
        }

        for (int i = wide.Length * Vector<float>.Count; i < row.Length; i++)
        {
            row[i] = Math.Clamp(MathF.Floor(row[i] + 0.5f), 0f, 255f);
        }
    }
}
