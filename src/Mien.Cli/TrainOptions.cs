using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Training.Runs;

namespace Mien.Cli;

/// <summary>
/// What all trainings share on the command line: the folder, when to stop, whether to go on, and the lines on the way.
/// </summary>
internal sealed class TrainOptions
{
    private readonly OutputFolderOption _out = new("--out")
    {
        Description = "Folder of the run, made if it is missing",
        HelpName = "folder",
        Required = true,
    };
    private readonly Option<double?> _minutes = new Option<double?>("--minutes")
    {
        Description = "Stop after so many minutes",
        HelpName = "n",
    }.Within(0.01, 1000000);
    private readonly Option<int?> _steps = new Option<int?>("--steps")
    {
        Description = "Stop after so many steps, those before --resume counted in",
        HelpName = "n",
    }.Within(1);
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on from the folder's checkpoint, with the same bits as if never stopped",
    };
    private readonly Option<double> _saveEvery = new Option<double>("--save-every")
    {
        Description = "Minutes between checkpoints",
        HelpName = "minutes",
        DefaultValueFactory = _ => 2,
    }.Within(0.01, 1000000);

    /// <summary>Chooses portraits and first weights.</summary>
    public Option<int> Seed { get; } = new("--seed")
    {
        Description = "Chooses the portraits and the first weights",
        HelpName = "n",
    };

    /// <summary>For trainings that see the same portraits again.</summary>
    public OutputFolderOption Portraits { get; } = new("--portraits")
    {
        Description = "Folder in which drawn portraits are kept, gigabytes of them, for this run and others; default: that of the run",
        HelpName = "folder",
    };

    /// <summary>The folder in which drawn portraits are kept.</summary>
    public string PortraitsFolder(ParseResult parsed) => parsed.GetValue(Portraits) ?? parsed.GetRequiredValue(_out);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _out, _minutes, _steps, _resume, Seed, _saveEvery })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The run that was asked for.</summary>
    public TrainingRun Run(ParseResult parsed)
    {
        double? minutes = parsed.GetValue(_minutes);
        int? steps = parsed.GetValue(_steps);
        return new()
        {
            Folder = parsed.GetRequiredValue(_out),
            Time = minutes is { } m ? TimeSpan.FromMinutes(m) : null,
            Steps = steps,
            Resume = parsed.GetValue(_resume),
            SaveEvery = TimeSpan.FromMinutes(Math.Max(0.01, parsed.GetValue(_saveEvery))),
        };
    }

    /// <summary>Prints how far a run is, one line a report, on standard error.</summary>
    public static IProgress<WorkProgress> Lines { get; } = WorkProgress.To(p =>
    {
        string values = string.Concat(
            p.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"  {v.Name} {v.Value:0.0000}")));
        string left = p.Left is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"  {time:hh\\:mm\\:ss} left") : "";
        Console.Error.WriteLine($"step {p.Done}{values}{left}");
    });
}
