using System.Globalization;
using System.Net;
using System.Text;
using Mien.Faces.Images;

namespace Mien.Reports;

/// <summary>The parts that self-contained pages are made of.</summary>
internal static class Html
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --soft: color-mix(in srgb, currentColor 70%, transparent); }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
        h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        p { margin: .25rem 0; color: var(--soft); }
        .row { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
        figure { margin: 0; } figcaption { font-size: .8rem; color: var(--soft); max-width: 22rem; }
        img { display: block; max-width: 100%; height: auto; border-radius: 4px; }
        table { border-collapse: collapse; font-size: .85rem; } td, th { padding: .2rem .7rem .2rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
        .sheet { overflow-x: auto; } .sheet td, .sheet th { padding: 1px; border: 0; text-align: center; font-weight: normal; font-size: .75rem; color: var(--soft); }
        .sheet .chosen img { outline: 3px solid #e07b00; }
        .chart { max-width: 46rem; width: 100%; } .chart text { font-size: 11px; fill: currentColor; } .chart .grid { stroke: var(--line); }
        """;

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public static string Page(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Escape(title)}</title>
        <style>{Style}</style></head>
        <body>{body}</body></html>
        """;

    /// <summary>
    /// A picture inside the page; one wider than <paramref name="width"/> is reduced, a very small one shown larger.
    /// </summary>
    public static string Picture(Image image, string alt, int width)
    {
        Image shown = image.Width <= width
            ? image : image.Resize(width, Math.Max(1, (int)Math.Round((double)image.Height * width / image.Width)));
        string data = Convert.ToBase64String(shown.Encode(ImageFormat.Jpeg, new WriteOptions { Quality = 90 }));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<img src=\"data:image/jpeg;base64,{data}\" alt=\"{Escape(alt)}\" width=\"{Math.Max(shown.Width, Math.Min(width, 96))}\">");
    }

    public static string Figure(Image image, string caption, int width)
        => $"<figure>{Picture(image, caption, width)}<figcaption>{Escape(caption)}</figcaption></figure>";

    public static string Row(params IEnumerable<string> parts) => $"<div class=\"row\">{string.Concat(parts)}</div>";

    public static string Table(params IEnumerable<(string Name, string Value)> rows)
    {
        StringBuilder table = new("<table>");
        foreach ((string name, string value) in rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"<tr><th>{Escape(name)}</th><td>{Escape(value)}</td></tr>");
        }

        return table.Append("</table>").ToString();
    }
}
