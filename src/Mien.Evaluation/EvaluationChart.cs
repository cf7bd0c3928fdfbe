using System.Globalization;
using System.Text;

namespace Mien.Evaluation;

/// <summary>Expression transferred against identity kept, one point a method, as SVG that needs nothing else.</summary>
public static class EvaluationChart
{
    private const int Width = 720;
    private const int Height = 520;
    private const int Left = 64;
    private const int Right = 24;
    private const int Top = 24;
    private const int Bottom = 56;
    private const double LetterWidth = 6.4;
    private const double LineHeight = 14;
    private const double Least = -0.1;
    private const double Most = 1.1;

    /// <summary>Draws the medians of all methods; lines of equal H lie behind them.</summary>
    /// <param name="result">What was measured.</param>
    public static string Draw(EvaluationResult result)
    {
        StringBuilder svg = new();
        List<(double From, double To, double Y)> names = []; // where they stand, so that none covers another or a point
        (double X, double Y)[] points = [.. result.Methods.Select(At)];
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>");
        for (int i = 0; i <= 5; i++)
        {
            double v = i / 5.0;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{X(v):F1} {Y(Least):F1}V{Y(Most):F1}M{X(Least):F1} {Y(v):F1}H{X(Most):F1}\" stroke=\"#e4e4e4\"/>");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(v):F1}\" y=\"{Y(Least) + 16:F1}\" text-anchor=\"middle\">{v:0.0}</text>");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(Least) - 6:F1}\" y=\"{Y(v) + 4:F1}\" text-anchor=\"end\">{v:0.0}</text>");
        }

        foreach (double h in (double[])[0.3, 0.5, 0.7])
        {
            IEnumerable<string> line = Enumerable.Range(0, 41)
                .Select(i => (h / 2) + 0.001 + (i / 40.0 * (Most - (h / 2))))
                .Select(kept => (Kept: kept, Transferred: h * kept / ((2 * kept) - h)))
                .Where(p => p.Kept <= Most && p.Transferred <= Most)
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Kept):F1},{Y(p.Transferred):F1}"));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<polyline points=\"{string.Join(' ', line)}\" fill=\"none\" stroke=\"#b8c4d6\" stroke-dasharray=\"4 3\"/>");
            double end = h * Most / ((2 * Most) - h);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(Most) - 4:F1}\" y=\"{Y(end) - 4:F1}\" text-anchor=\"end\" fill=\"#7f8fa6\">H = {h:0.0}</text>");
        }

        // The ranges first, small and without names; the best of them is named.
        foreach (MethodResult method in result.Methods.Where(m => m.IsOneOfMany))
        {
            Point(method, 3, "#9aa5b1", null);
        }

        Point(result.BestRange, 5, "#1e8449", "best range: " + result.BestRange.Name);
        foreach (MethodResult method in result.Methods.Where(m => !m.IsOneOfMany))
        {
            Point(method, 5, "#c0392b", method.Name);
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\">identity kept, median of {result.Pairs} pairs</text>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">expression transferred, median</text></svg>\n");
        return svg.ToString();

        void Point(MethodResult method, double radius, string colour, string? name)
        {
            (double x, double y) = At(method);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"{radius}\" fill=\"{colour}\"><title>{method.Name}: {method.Transferred.Median:0.00} transferred, {method.Kept.Median:0.00} kept</title></circle>");
            if (name is not null)
            {
                double width = name.Length * LetterWidth, from = x > Width * 0.7 ? x - 8 - width : x + 8;
                double beside = Enumerable.Range(0, 12).Select(
                    i => y + (LineHeight * ((i + 1) / 2) * (i % 2 == 0 ? 1 : -1)))
                    .Where(line => line > Top && line < Height - Bottom
                        && !names.Any(n => Math.Abs(n.Y - line) < LineHeight && n.From < from + width && n.To > from))
                    .DefaultIfEmpty(y).MinBy(
                        line => points.Count(
                            p => Math.Abs(p.Y - line) < LineHeight / 2 && p.X > from && p.X < from + width));
                names.Add((from, from + width, beside));
                if (beside != y)
                {
                    svg.Append(
                        CultureInfo.InvariantCulture,
                        $"<path d=\"M{x:F1} {y:F1}L{(from > x ? from - 2 : from + width + 2):F1} {beside:F1}\" stroke=\"{colour}\" stroke-width=\"0.6\"/>");
                }

                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{from:F1}\" y=\"{beside + 4:F1}\" textLength=\"{width:F1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{colour}\">{name}</text>");
            }
        }
    }

    private static (double X, double Y) At(MethodResult method)
        => (X(Math.Clamp(method.Kept.Median, Least, Most)), Y(Math.Clamp(method.Transferred.Median, Least, Most)));

    private static double X(double kept) => Left + ((kept - Least) / (Most - Least) * (Width - Left - Right));

    private static double Y(double transferred)
        => Top + ((Most - transferred) / (Most - Least) * (Height - Top - Bottom));
}
