using System.Globalization;
using System.Text;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Transfer;

namespace Mien.Reports;

/// <summary>
/// The picture of every contiguous range of layers taken from the expression: the paper's way to show which layers
/// carry what (Yang and Lim 2019, figure 6). Row: the first layer of the range; column: the last.
/// </summary>
public sealed class LayerSheet
{
    private readonly Image?[,] _cells;
    private readonly int _layers;
    private readonly int _size;

    private LayerSheet(Image?[,] cells, int layers, int size) => (_cells, _layers, _size) = (cells, layers, size);

    /// <summary>Renders all ranges.</summary>
    /// <param name="renderer">Makes the pictures.</param>
    /// <param name="appearance">[L, W]</param>
    /// <param name="expression">[L, W]</param>
    /// <param name="layers">L.</param>
    /// <param name="size">Edge of a picture in pixels, 16 to 1024.</param>
    /// <param name="progress">Is told after each picture: done, of how many.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <exception cref="ArgumentException">The size is out of range.</exception>
    public static LayerSheet Render(
        StyleRenderer renderer, float[] appearance, float[] expression, int layers, int size,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (size is < 16 or > 1024)
        {
            throw new ArgumentException($"pictures of a sheet are 16 to 1024 px, not {size}");
        }

        Image?[,] cells = new Image?[layers, layers];
        int total = layers * (layers + 1) / 2, done = 0;
        for (int first = 1; first <= layers; first++)
        {
            for (int last = first; last <= layers; last++)
            {
                cancellation.ThrowIfCancellationRequested();
                Image image = renderer.Render(
                    StyleFusion.Combine(appearance, expression, LayerMask.Range(first, last, layers)), size);
                cells[first - 1, last - 1] = image.Width == size ? image : image.Resize(size, size);
                progress?.Report(new("drawing the sheet of layers", ++done, total));
            }
        }

        return new(cells, layers, size);
    }

    /// <summary>Pixels at the left and at the top of <see cref="ToImage"/> that hold the numbers of layers.</summary>
    public int Margin => Math.Max(16, _size / 6);

    /// <summary>
    /// All pictures in one, L × L places, those without a range white; at the left the first layer of each row's
    /// ranges, at the top the last of each column's.
    /// </summary>
    public Image ToImage()
    {
        int margin = Margin, side = margin + (_layers * _size);
        byte[] pixels = new byte[side * side * 3];
        Array.Fill(pixels, (byte)255);
        for (int layer = 0; layer < _layers; layer++)
        {
            int middle = margin + (layer * _size) + (_size / 2);
            Digits.Draw(layer + 1, pixels, side, margin / 2, middle, margin / 8);
            Digits.Draw(layer + 1, pixels, side, middle, margin / 2, margin / 8);
        }

        Image?[][] rows = [.. Enumerable.Range(0, _layers).Select(
            row => Enumerable.Range(0, _layers).Select(column => _cells[row, column]).ToArray())];
        ReadOnlySpan<byte> sheet = ContactSheet.Rows(rows, empty: 255).Pixels.Span;
        int line = _layers * _size * 3;
        for (int y = 0; y < _layers * _size; y++)
        {
            sheet.Slice(y * line, line).CopyTo(pixels.AsSpan((((margin + y) * side) + margin) * 3));
        }

        return new(side, side, pixels);
    }

    /// <summary>A table for a page, with the chosen range marked.</summary>
    internal string ToHtml(LayerMask? chosen)
    {
        StringBuilder html = new("<div class=\"sheet\"><table><tr><th>first \\ last</th>");
        for (int column = 1; column <= _layers; column++)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th>{column}</th>");
        }

        for (int row = 0; row < _layers; row++)
        {
            html.Append(CultureInfo.InvariantCulture, $"</tr><tr><th>{row + 1}</th>");
            for (int column = 0; column < _layers; column++)
            {
                if (_cells[row, column] is { } image)
                {
                    string mark = LayerMask.Range(row + 1, column + 1, _layers).Equals(chosen)
                        ? " class=\"chosen\"" : "";
                    html.Append(
                        CultureInfo.InvariantCulture,
                        $"<td{mark}>{Html.Picture(image, $"layers {row + 1} to {column + 1}", _size)}</td>");
                }
                else
                {
                    html.Append("<td></td>");
                }
            }
        }

        return html.Append("</tr></table></div>").ToString();
    }
}
