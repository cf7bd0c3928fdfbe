using Mien.Faces.Images;

namespace Mien.Training.Generators;

/// <summary>Pictures in rows.</summary>
internal static class PictureSheet
{
    /// <summary>Puts pictures side by side.</summary>
    /// <param name="rows">Each [N, S, S, 3] in [−1, 1]; the same N in all.</param>
    /// <param name="size">S</param>
    public static Image Of(IReadOnlyList<float[]> rows, int size)
    {
        int columns = rows[0].Length / (size * size * 3);
        byte[] pixels = new byte[rows[0].Length * rows.Count];
        for (int r = 0; r < rows.Count; r++)
        {
            for (int i = 0; i < rows[r].Length; i++)
            {
                int within = i % (size * size * 3), y = within / (size * 3), x = within % (size * 3), column = i / (size * size * 3);
                pixels[(((((r * size) + y) * columns) + column) * size * 3) + x] = (byte)Math.Clamp((rows[r][i] + 1) * 127.5f + 0.5f, 0, 255);
            }
        }

        return new(columns * size, rows.Count * size, pixels);
    }
}
