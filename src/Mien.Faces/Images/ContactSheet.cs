namespace Mien.Faces.Images;

/// <summary>Pictures of one size side by side.</summary>
public static class ContactSheet
{
    /// <summary>
    /// Row by row, nearly square, wider rather than higher; places left over are black. One picture stays as it is.
    /// </summary>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <exception cref="ArgumentException">There is none, or sizes differ.</exception>
    public static Image Of(IReadOnlyList<Image> pictures)
        => pictures.Count == 0 ? Rows([]) : Rows([.. pictures.Chunk((int)Math.Ceiling(Math.Sqrt(pictures.Count)))]);

    /// <summary>Rows of pictures, as wide as the longest.</summary>
    /// <param name="rows">All of one size; null for an empty place. The first says where the sheet's pixels come
    /// from.</param>
    /// <param name="empty">The level of red, green and blue of empty places.</param>
    /// <exception cref="ArgumentException">There is no picture, or sizes differ.</exception>
    public static Image Rows(IReadOnlyList<IReadOnlyList<Image?>> rows, byte empty = 0)
    {
        Image? first = rows.SelectMany(row => row).FirstOrDefault(picture => picture is not null);
        if (first is null || rows.Any(
            row => row.Any(
                picture => picture is not null && (picture.Width != first.Width || picture.Height != first.Height))))
        {
            throw new ArgumentException(
                "a contact sheet is made of one or more pictures of the same size", nameof(rows));
        }

        int columns = rows.Max(row => row.Count), line = first.Width * 3;
        byte[] pixels = new byte[checked(rows.Count * first.Height * columns * line)];
        Array.Fill(pixels, empty);
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < rows[row].Count; column++)
            {
                for (int y = 0; rows[row][column] is { } picture && y < first.Height; y++)
                {
                    picture.Bytes.AsSpan(y * line, line).CopyTo(
                        pixels.AsSpan(((((row * first.Height) + y) * columns) + column) * line));
                }
            }
        }

        return new(columns * first.Width, rows.Count * first.Height, pixels) { DigitalSource = first.DigitalSource };
    }
}
