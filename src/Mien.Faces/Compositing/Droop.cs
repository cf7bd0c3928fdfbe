using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>
/// Undoes what sampling a crop bilinearly takes from fine detail: the response sinc²(f) along each axis, of which the inverse
/// is approximated by five taps, held to a gain of 1.8 at the finest detail so that noise does not grow.
/// </summary>
internal static class Droop
{
    // 1 + 2a(1 − cos ω) + 2b(1 − cos 2ω): 1 + ω²/12 for small ω, as 1/sinc² is, and 1 + 4a at ω = π.
    private const float A = 0.2f;
    private const float B = ((1f / 12) - A) / 4;

    /// <summary>The field with its fine detail restored; the edge goes on outside.</summary>
    public static Field Undo(Field field)
    {
        Field between = new(field.Width, field.Height), result = new(field.Width, field.Height);
        Parallel.For(0, field.Height, y =>
        {
            Span<Vector128<float>> from = field.Row(y), to = between.Row(y);
            int last = from.Length - 1;
            for (int x = 0; x <= last; x++)
            {
                to[x] = Restored(from[Math.Max(x - 2, 0)], from[Math.Max(x - 1, 0)], from[x], from[Math.Min(x + 1, last)], from[Math.Min(x + 2, last)]);
            }
        });
        Parallel.For(0, field.Height, y =>
        {
            Span<Vector128<float>> a = between.Row(At(y - 2)), b = between.Row(At(y - 1)), c = between.Row(y), d = between.Row(At(y + 1)), e = between.Row(At(y + 2));
            Span<Vector128<float>> to = result.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                to[x] = Restored(a[x], b[x], c[x], d[x], e[x]);
            }
        });
        return result;

        int At(int y) => Math.Clamp(y, 0, field.Height - 1);
    }

    private static Vector128<float> Restored(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, Vector128<float> e) =>
        (c * (1 + (2 * A) + (2 * B))) - ((b + d) * A) - ((a + e) * B);
}
