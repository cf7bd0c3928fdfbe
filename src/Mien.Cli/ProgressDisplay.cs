using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Mien.Cli;

/// <summary>
/// How far a long piece of work has come, on standard error: a bar with the time left on a terminal, a plain line now
/// and then in a pipe or a file.
/// </summary>
internal sealed class ProgressDisplay : IProgress<WorkProgress>
{
    private static readonly TimeSpan _betweenLines = TimeSpan.FromSeconds(5);

    private readonly ProgressContext? _bars;
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private ProgressTask? _bar;
    private readonly List<string> _notices = [];
    private string _stage = "";

    private ProgressDisplay(ProgressContext? bars) => _bars = bars;

    /// <summary>Does the work, showing what it reports.</summary>
    public static T Run<T>(Func<ProgressDisplay, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(new(null));
        }

        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        ProgressDisplay? display = null;
        try
        {
            return console.Progress()
                .AutoClear(true)
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                    new PercentageColumn(), new RemainingTimeColumn())
                .Start(bars => work(display = new(bars)));
        }
        finally
        {
            display?._notices.ForEach(Mien.Cli.Report.Notice);
        }
    }

    /// <summary>One line for the user; where bars are shown, after them.</summary>
    public void Notice(string line)
    {
        if (_bars is null)
        {
            Mien.Cli.Report.Notice(line);
        }
        else
        {
            _notices.Add(line);
        }
    }

    /// <summary>Shows how far a stage is.</summary>
    /// <param name="stage">What is being done.</param>
    /// <param name="done">Units done.</param>
    /// <param name="of">Units in all.</param>
    public void Report(string stage, int done, int of) => Report(new WorkProgress(stage, done, of));

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        (string stage, int done, int of) = (value.Stage, value.Done, value.Of);
        string figures = string.Join(
            ", ", value.Values.DistinctBy(figure => figure.Name)
                .Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Name} {figure.Value:G4}")));
        string? detail = figures.Length > 0 ? figures : null;
        if (_bars is null)
        {
            Line(stage, done, of, detail, value.Left);
            return;
        }

        if (stage != _stage)
        {
            _bar?.StopTask();
            (_stage, _bar) = (stage, _bars.AddTask(Markup.Escape(stage), maxValue: of));
        }

        _bar!.Description = Markup.Escape(detail is null ? stage : $"{stage}, {detail}");
        _bar.Value = done;
    }

    private void Line(string stage, int done, int of, string? detail, TimeSpan? left)
    {
        bool isNew = stage != _stage;
        if (!isNew && done < of && _sinceLine.Elapsed < _betweenLines)
        {
            return;
        }

        _stage = stage;
        _sinceLine.Restart();
        string figure = detail is null ? "" : ", " + detail;
        string time = left is { } t && done < of
            ? string.Create(CultureInfo.InvariantCulture, $", {(int)t.TotalMinutes}:{t.Seconds:D2} left") : "";
        string all = of > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {of}") : "";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage}: {done}{all}{figure}{time}"));
    }
}
