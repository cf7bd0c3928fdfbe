using System.Globalization;
using System.Text;
using Mien.Checkpoints;
using Mien.Reports;

namespace Mien.Training.Runs;

/// <summary>Losses over steps, averaged over a few steps a row, as a table and a chart.</summary>
/// <param name="names">The losses.</param>
internal sealed class LossCurve(IReadOnlyList<string> names)
{
    /// <summary>Steps that one row stands for.</summary>
    public const int StepsPerRow = 20;

    private static readonly string[] _colours = ["#c0392b", "#2471a3", "#1e8449", "#9a7d0a", "#6c3483"];

    private readonly List<(int Step, float[] Losses)> _rows = [];
    private float[] _sum = new float[names.Count];
    private int _summed;

    /// <summary>The latest row; null before there is one.</summary>
    public float[]? Latest => _rows.Count > 0 ? _rows[^1].Losses : null;

    /// <summary>Adds the losses of a step.</summary>
    /// <param name="step">Counted from 1.</param>
    /// <param name="losses">One a name.</param>
    public void Add(int step, float[] losses)
    {
        _sum = [.. _sum.Zip(losses, (a, b) => a + b)];
        _summed++;
        if (step % StepsPerRow == 0)
        {
            _rows.Add((step, [.. _sum.Select(s => s / _summed)]));
            _sum = new float[names.Count];
            _summed = 0;
        }
    }

    /// <summary>Writes <c>curve.csv</c> and <c>curve.svg</c>.</summary>
    public void Write(string folder)
    {
        StringBuilder table = new($"step,{string.Join(',', names)}\n");
        foreach ((int step, float[] losses) in _rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"{step},")
                .AppendJoin(',', losses.Select(l => l.ToString(CultureInfo.InvariantCulture))).Append('\n');
        }

        AtomicFile.Write(Path.Combine(folder, "curve.csv"), table.ToString());
        if (_rows.Count > 0)
        {
            ChartLine[] lines = [.. names.Select(
                (name, i) => new ChartLine(name, [.. _rows.Select(r => r.Losses[i])], _colours[i % _colours.Length]))];
            string svg = Chart.Logarithmic(lines, $"steps / {StepsPerRow}", "loss");
            AtomicFile.Write(Path.Combine(folder, "curve.svg"), Standalone(svg));
        }
    }

    /// <summary>Reads the rows up to a step back from <c>curve.csv</c>, if there is one.</summary>
    public void Read(string folder, int upTo)
    {
        string path = Path.Combine(folder, "curve.csv");
        if (!File.Exists(path))
        {
            return;
        }

        foreach (string line in File.ReadLines(path).Skip(1))
        {
            float[] row = [.. line.Split(',').Select(n => float.Parse(n, CultureInfo.InvariantCulture))];
            if (row.Length == names.Count + 1 && row[0] <= upTo)
            {
                _rows.Add(((int)row[0], row[1..]));
            }
        }
    }

    // In a page the chart takes its looks from the page; in a file of its own it brings them.
    private static string Standalone(string svg)
    {
        int head = svg.IndexOf('>', StringComparison.Ordinal) + 1;
        return svg[..head].Replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", StringComparison.Ordinal)
            + "<style>text{font:11px sans-serif;fill:#444}.grid{stroke:#ddd}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>" + svg[head..] + "\n";
    }

}
