using System.Globalization;
using System.Text;
using Mien.Checkpoints;
using Mien.Fusion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Reports;

/// <summary>A transfer as one page that needs no network: the figures of the paper, for this pair.</summary>
public static class TransferReport
{
    private const int Thumbnail = 96;

    /// <summary>Writes <c>index.html</c> into a folder, whole or not at all; the folder is made if need be.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="result">The transfer.</param>
    /// <param name="model">Its model.</param>
    /// <param name="progress">Is told while the sheet of layers is drawn: done, of how many.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static string Write(
        string folder, TransferResult result, FaceModel model, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        StyleRenderer renderer = new(model, result.Settings.Inversion.Precision);
        LayerSheet sheet = LayerSheet.Render(
            renderer, result.Appearance.Inversion.Styles, result.Source(model), model.Generator.Layers,
            Math.Min(Thumbnail, model.Generator.Resolution), progress, cancellation);
        string how = result.Layers is { } mask
            ? $"layers {mask} from the expression, strength {Number(result.Settings.Strength)}" : "joint objective";

        StringBuilder body = new();
        body.Append(
            CultureInfo.InvariantCulture,
            $"<h1>Expression transfer</h1><p>Model {Html.Escape(model.Name)}, {Html.Escape(how)}</p>");
        if (TransferScores.Of(model, result) is { } scores)
        {
            string expression = scores.Expression is { } moved ? $"expression {Number(moved)}, " : "";
            string pose = scores.Pose is { } turned
                ? string.Create(CultureInfo.InvariantCulture, $", pose {turned:0.0}°") : "";
            body.Append(
                CultureInfo.InvariantCulture, $"<p>Scores: {expression}person {Number(scores.Person)}{pose}</p>");
            foreach (string doubt in scores.Doubts)
            {
                body.Append(CultureInfo.InvariantCulture, $"<p>Likely a bad result: {Html.Escape(doubt)}</p>");
            }
        }

        body.Append(Section("Result", Html.Row(
            Html.Figure(
                result.Appearance.Face.Photo, "appearance: " + Path.GetFileName(result.Appearance.Face.Path), 340),
            Html.Figure(
                result.Expression.Face.Photo, "expression: " + Path.GetFileName(result.Expression.Face.Path), 340),
            Html.Figure(
                result.Picture, $"result, put back: {result.Settings.Paste.ToString().ToLowerInvariant()}", 340))));
        body.Append(Section("Faces", Html.Row(
            Html.Figure(result.Appearance.Face.Crop, "appearance, aligned", 256),
            Html.Figure(result.Appearance.Reconstruction, "its reconstruction", 256),
            Html.Figure(result.Fused, "fused", 256),
            Html.Figure(result.Expression.Reconstruction, "reconstruction of the expression", 256),
            Html.Figure(result.Expression.Face.Crop, "expression, aligned", 256))));
        if (result.Motion is { } motion && result.Appearance.Face.Geometry is { } geometry)
        {
            float strength = result.Settings.Strength;
            body.Append(Section("Motion", Html.Row(
                Html.Figure(
                    motion.Motion.Draw(result.Fused),
                    "where the face moves: right red, down and left green, up and left blue", 256),
                Html.Figure(geometry.Cut(motion.Moved(strength)), "the photo, moved", 256),
                Html.Figure(geometry.Cut(motion.Painted(strength)), "what is painted, on grey", 256),
                Html.Figure(geometry.Cut(result.Picture), "both: the result", 256))));
        }

        body.Append(
            Section(
                "Along the way", Iterates("appearance", result.Appearance, renderer) + Iterates(
                    "expression", result.Expression, renderer)));
        body.Append(Section("Distance D", Chart.Logarithmic(
        [
            new("appearance", result.Appearance.Inversion.Curve, "#1f77b4"),
            new("expression", result.Expression.Inversion.Curve, "#d1495b"),
        ], "step", "D")));
        body.Append(
            Section(
                "Which layers carry what",
                "<p>Row: first layer taken from the expression; column: last.</p>" + sheet.ToHtml(result.Layers)));
        if (result.Tried.Count > 0)
        {
            body.Append(Section("What the search tried", Scores(result.Tried)));
        }

        body.Append(Section("Settings", Html.Table(Settings(result, model))));
        body.Append(Section("Times", Html.Table(result.Times.Select(t => (t.Stage, $"{Number(t.Seconds)} s")))));

        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "index.html");
        AtomicFile.Write(path, Html.Page("Mien: expression transfer", body.ToString()));
        return path;
    }

    private static string Section(string title, string content) => $"<h2>{Html.Escape(title)}</h2>{content}";

    private static string Iterates(string name, InvertedFace face, StyleRenderer renderer)
        => Html.Row(face.Inversion.Snapshots.OrderBy(s => s.Key).Select(s => Html.Figure(
            renderer.Render(s.Value, 128),
            $"{name}, step {s.Key}, D {Number(face.Inversion.Curve[Math.Min(s.Key, face.Inversion.Curve.Length - 1)])}",
            128)));

    private static string Scores(IReadOnlyList<Candidate> tried)
    {
        StringBuilder table = new(
            "<table><tr><th>layers</th><th>D1, appearance</th><th>D2, expression</th><th>objective</th></tr>");
        foreach (Candidate candidate in tried.OrderBy(c => c.Score.Total).Take(20))
        {
            FusionScore score = candidate.Score;
            table.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{candidate.Mask}</td><td>{Number(score.Appearance)}</td><td>{Number(score.Expression)}</td><td>{Number(score.Total)}</td></tr>");
        }

        return table.Append(CultureInfo.InvariantCulture, $"</table><p>The best of {tried.Count}.</p>").ToString();
    }

    private static IEnumerable<(string, string)> Settings(TransferResult result, FaceModel model)
    {
        TransferSettings s = result.Settings;
        yield return ("appearance", result.Appearance.Face.Path);
        yield return ("expression", result.Expression.Face.Path);
        yield return ("model",
            $"{model.Name} ({model.Id[..Math.Min(12, model.Id.Length)]}), {model.Generator.Resolution} px, {model.Generator.Layers} layers");
        yield return ("method", s.Method.ToString());
        yield return ("layers", result.Layers?.ToString() ?? "none: joint objective");
        yield return ("strength", Number(s.Strength));
        yield return ("inversion",
            $"{s.Inversion.Steps} steps, {s.Inversion.Optimizer}, rate {Number(s.Inversion.Rate.Base)}, start {s.Inversion.Start}, seed {s.Inversion.Seed}, precision {s.Inversion.Precision}");
        yield return ("distance",
            $"D {Number(result.Appearance.Inversion.Distance)} (appearance), {Number(result.Expression.Inversion.Distance)} (expression)");
        yield return ("style vectors",
            $"{Known(result.Appearance)} (appearance), {Known(result.Expression)} (expression)");
    }

    private static string Known(InvertedFace face) => face.WasKnown ? "from the cache" : "found now";

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
