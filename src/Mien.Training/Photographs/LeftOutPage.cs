using System.Globalization;
using System.Text;
using Mien.Checkpoints;
using Mien.Faces.Images;
using Mien.Reports;

namespace Mien.Training.Photographs;

/// <summary>
/// A page of thumbnails: for each reason some of the photographs that were left out, and some that were kept, to see
/// whether the limits are right.
/// </summary>
public static class LeftOutPage
{
    /// <summary>The page's name in the folder of a set.</summary>
    public const string FileName = "left-out.html";

    private const int OfEach = 48;
    private const int Thumbnail = 96;

    /// <summary>Writes the page into the set's folder.</summary>
    /// <param name="set">The set.</param>
    /// <param name="sources">The folders and archives that it was made of; photographs that are no longer there are
    /// left out of the page.</param>
    /// <param name="cancellation">Stops between pictures; no page is written then.</param>
    /// <returns>The page's path.</returns>
    public static string Write(
        PhotographSet set, IReadOnlyList<string> sources, CancellationToken cancellation = default)
    {
        ILookup<PhotographVerdict, PhotographEntry> verdicts = set.Entries.ToLookup(e => e.Verdict);
        Dictionary<string, PhotographEntry> shown = verdicts.SelectMany(v => Spread([.. v])).DistinctBy(e => e.Name)
            .ToDictionary(e => e.Name);
        Dictionary<string, string> pictures = [];
        foreach (PhotographSource source in PhotographSource.In(sources).Where(s => shown.ContainsKey(s.Name)))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Image photo = source.Open();
                pictures[source.Name] = Html.Figure(
                    photo.Resize(Math.Max(1, photo.Width * Thumbnail / photo.Height), Thumbnail),
                    Caption(shown[source.Name]), Thumbnail);
            }
            catch (ImageFileException)
            {
                pictures[source.Name] = $"<figure><figcaption>{Html.Escape(source.Name)}</figcaption></figure>";
            }
        }

        StringBuilder body = new();
        body.Append(
            CultureInfo.InvariantCulture,
            $"<h1>{set.Kept.Count} of {set.Entries.Count} photographs</h1><p>Some of each kind; the numbers are what the limits are about.</p>");
        foreach (IGrouping<PhotographVerdict, PhotographEntry> verdict in verdicts.OrderBy(
            v => v.Key == PhotographVerdict.Kept).ThenByDescending(v => v.Count()))
        {
            body.Append(CultureInfo.InvariantCulture, $"<h2>{verdict.Key}: {verdict.Count()}</h2>")
                .Append(Html.Row(Spread([.. verdict]).Select(e => pictures.GetValueOrDefault(e.Name, ""))));
        }

        string path = Path.Combine(set.Folder, FileName);
        byte[] page = Encoding.UTF8.GetBytes(Html.Page("Photographs", body.ToString()));
        AtomicFile.Write(path, stream => stream.Write(page));
        return path;
    }

    private static IEnumerable<PhotographEntry> Spread(IReadOnlyList<PhotographEntry> entries)
        => Enumerable.Range(0, Math.Min(OfEach, entries.Count))
            .Select(i => entries[(int)((long)i * entries.Count / Math.Min(OfEach, entries.Count))]);

    private static string Caption(PhotographEntry entry)
    {
        PhotographMeasures? m = entry.Measures;
        string number = m is null ? "" : entry.Verdict switch
        {
            PhotographVerdict.Uncertain => string.Create(CultureInfo.InvariantCulture, $" · {m.Confidence:0.00}"),
            PhotographVerdict.Small => string.Create(CultureInfo.InvariantCulture, $" · {m.EyeDistance:0} px"),
            PhotographVerdict.Turned => string.Create(CultureInfo.InvariantCulture, $" · {m.Turn:0.00}"),
            PhotographVerdict.Blurred => string.Create(CultureInfo.InvariantCulture, $" · {m.Sharpness:0.0}"),
            PhotographVerdict.Dark or PhotographVerdict.Bright
                => string.Create(CultureInfo.InvariantCulture, $" · {m.Luma:0}"),
            PhotographVerdict.Grey => string.Create(CultureInfo.InvariantCulture, $" · {m.Colour:0.0}"),
            _ => "",
        };
        return entry.Name + number;
    }
}
