using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>
/// Undoes what sampling a crop bilinearly takes from fine detail: the response sinc²(f) along each axis, of which the
/// inverse is approximated by five taps, held to a gain of 1.8 at the finest detail so that noise does not grow.
/// </summary>
internal static class InverseSinc
{
    // 1 + 2a(1 − cos ω) + 2b(1 − cos 2ω): 1 + ω²/12 for small ω, as 1/sinc² is, and 1 + 4a at ω = π.
    private const float A = 0.2f;
    private const float B = ((1f / 12) - A) / 4;
    private const int StripWidth = 64;

    /// <summary>Restores fine detail in place; the edge goes on outside.</summary>
    public static void Apply(ColourField field)
    {
        Parallel.For(0, field.Height, y =>
        {
            Span<Vector128<float>> row = field.Row(y);
            int last = row.Length - 1;
            Vector128<float> a = row[0], b = row[0], c = row[0], d = row[Math.Min(1, last)];
            for (int x = 0; x <= last; x++)
            {
                Vector128<float> e = row[Math.Min(x + 2, last)];
                row[x] = Restored(a, b, c, d, e);
                (a, b, c, d) = (b, c, d, e);
            }
        });
        int strips = (field.Width + StripWidth - 1) / StripWidth;
        Parallel.For(
            0, strips, strip => ApplyDown(field, strip * StripWidth, Math.Min((strip + 1) * StripWidth, field.Width)));
    }

    // A strip of columns, its two rows before the current one kept as they were.
    private static void ApplyDown(ColourField field, int left, int right)
    {
        int width = right - left, last = field.Height - 1;
        Vector128<float>[] a = field.Row(0)[left..right].ToArray(), b = [.. a], c = [.. a];
        for (int y = 0; y <= last; y++)
        {
            ReadOnlySpan<Vector128<float>> d = field.Row(Math.Min(y + 1, last))[left..right],
                e = field.Row(Math.Min(y + 2, last))[left..right];
            Span<Vector128<float>> row = field.Row(y)[left..right];
            row.CopyTo(c);
            for (int x = 0; x < width; x++)
            {
                // At the last row the rows below are this one, already as it was before.
                row[x] = Restored(a[x], b[x], c[x], y < last ? d[x] : c[x], y < last ? e[x] : c[x]);
            }

            (a, b, c) = (b, c, a);
        }
    }

    private static Vector128<float> Restored(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, Vector128<float> e) =>
        (c * (1 + (2 * A) + (2 * B))) - ((b + d) * A) - ((a + e) * B);
}
