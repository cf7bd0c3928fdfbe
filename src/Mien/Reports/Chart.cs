using System.Globalization;
using System.Text;

namespace Mien.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Values">One value a step, all above 0.</param>
/// <param name="Colour">As in CSS.</param>
public sealed record ChartLine(string Name, IReadOnlyList<float> Values, string Colour);

/// <summary>Plots as SVG that needs nothing else.</summary>
public static class Chart
{
    private const int Width = 640;
    private const int Height = 260;
    private const int Left = 64;
    private const int Bottom = 36;
    private const int Top = 14;
    private const int Right = 14;

    /// <summary>Values over steps, on a logarithmic scale.</summary>
    /// <param name="lines">At least one, of at least one value.</param>
    /// <param name="xName">Below the chart.</param>
    /// <param name="yName">Beside the chart.</param>
    /// <param name="least">Steps that the axis has even if no line is as long: for lines that grow.</param>
    public static string Logarithmic(IReadOnlyList<ChartLine> lines, string xName, string yName, int least = 1)
    {
        double[] values = [.. lines.SelectMany(line => line.Values).Where(v => v > 0 && float.IsFinite(v))
            .Select(v => Math.Log10(v))];
        double low = values.Length > 0 ? Math.Floor(values.Min() * 2) / 2 : 0, high = values.Length > 0
            ? Math.Ceiling(values.Max() * 2) / 2 : 1;
        high = Math.Max(high, low + 0.5);
        int steps = Math.Max(Math.Max(1, least), lines.Max(line => line.Values.Count) - 1);
        double X(double step) => Left + (step / steps * (Width - Left - Right));
        double Y(double log) => Top + ((high - log) / (high - low) * (Height - Top - Bottom));

        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Escape(yName)}, {Html.Escape(xName)}\" class=\"chart\">");
        for (double log = low; log <= high + 1e-9; log += 0.5)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(log):F1}\" y2=\"{Y(log):F1}\"/>");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 6}\" y=\"{Y(log) + 4:F1}\" text-anchor=\"end\">{Number(Math.Pow(10, log))}</text>");
        }

        for (int i = 0; i <= 4; i++)
        {
            int step = steps * i / 4;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(step):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{step}</text>");
        }

        foreach (ChartLine line in lines)
        {
            string points = string.Join(' ', line.Values.Select((v, step) => (v, step))
                .Where(p => p.v > 0 && float.IsFinite(p.v))
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.step):F1},{Y(Math.Log10(p.v)):F1}")));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{line.Colour}\" stroke-width=\"1.8\"/>");
        }

        for (int i = 0; i < lines.Count; i++)
        {
            int y = Top + 12 + (16 * i);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Width - Right - 6}\" y=\"{y}\" text-anchor=\"end\" style=\"fill:{lines[i].Colour}\">{Html.Escape(lines[i].Name)}</text>");
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 4}\" text-anchor=\"middle\">{Html.Escape(xName)}</text>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text transform=\"translate(12 {Height / 2}) rotate(-90)\" text-anchor=\"middle\">{Html.Escape(yName)}</text></svg>");
        return svg.ToString();
    }

    private static string Number(double value)
        => value.ToString(value is >= 0.01 and < 1000 ? "0.###" : "0.#e+0", CultureInfo.InvariantCulture);
}
