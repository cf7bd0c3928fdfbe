using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Runtime.InteropServices;
using Mien.Cli.Commands;
using Mien.Cli.Parsing;

namespace Mien.Cli;

/// <summary>The tree of commands, and the one place that turns an exception into a line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>The command did what it was asked to.</summary>
    public const int Good = 0;

    /// <summary>The command failed, through no fault of the caller.</summary>
    public const int Failure = 1;

    /// <summary>The caller's mistake: an unknown option, a bad file, a value out of range.</summary>
    public const int CallersMistake = 2;

    /// <summary>Stopped by Ctrl-C or by a request to terminate, as shells count it.</summary>
    public const int Interrupted = 130;

    /// <summary>Standard output holds one JSON object and nothing else; progress goes to standard error.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object on standard output and nothing else",
        Recursive = true,
    };

    /// <summary>Lets a command write over a file that it reads, or over a model of the same name.</summary>
    public static readonly Option<bool> Force = new("--force")
    {
        Description = "Write over a file that is also read, or a model of the same name",
        Recursive = true,
    };

    // A photo may be called @me.jpg.
    private static readonly ParserConfiguration _parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses the arguments, runs the command and returns the exit code.</summary>
    public static int Run(string[] args)
    {
        SystemLibraries.Complete();
        Terminal.SetUp();
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture; // the parser reads numbers by it: 0.5 would be 5
        RootCommand root = Root();
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args, _parser);
        if (parsed.Errors.Count > 0)
        {
            return Report.Error(Mistakes.Describe(parsed), CallersMistake, args.Contains(Json.Name));
        }

        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = !stop.IsCancellationRequested; // the second Ctrl-C ends the process at once
            stop.Cancel();
        };
        using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = !stop.IsCancellationRequested; // as Ctrl-C
            stop.Cancel();
        });
        try
        {
            using StandardStreams streams = new();
            if (parsed.Action is not HelpWithExamples)
            {
                parsed = root.Parse(streams.Replace(args, parsed.CommandResult.Command), _parser);
                FileRules.Check(parsed, parsed.GetValue(Force));
            }

            InvocationConfiguration configuration = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            int code = parsed.InvokeAsync(configuration, stop.Token).GetAwaiter().GetResult();
            streams.Deliver();
            return code;
        }
        catch (OperationCanceledException e)
        {
            // A command that keeps what there is says so; the framework's own message says less than one word does.
            string message = e.Message == new OperationCanceledException().Message ? "stopped" : e.Message;
            return Report.Error(message, Interrupted, parsed.GetValue(Json));
        }
        catch (Exception e)
        {
            return Report.Error(e, parsed.GetValue(Json));
        }
    }

    /// <summary>The tree of commands.</summary>
    internal static RootCommand Root()
    {
        RootCommand root = new("Puts the expression of one face on another, from two photographs.")
        {
            AlignCommand.Create(),
            BatchCommand.Create(),
            CacheCommand.Create(),
            DirectionsCommand.Create(),
            DoctorCommand.Create(),
            EditCommand.Create(),
            EvalCommand.Create(),
            FacesCommand.Create(),
            FuseCommand.Create(),
            GenerateCommand.Create(),
            InvertCommand.Create(),
            ManualCommand.Create(),
            ModelsCommand.Create(),
            MorphCommand.Create(),
            PasteCommand.Create(),
            PortraitsCommand.Create(),
            SettingsCommand.Create(),
            StudioCommand.Create(),
            SweepCommand.Create(),
            TransferCommand.Create(),
            TrainCommand.Create(),
            VideoCommand.Create(),
        };
        root.Options.Add(Json);
        root.Options.Add(Force);
        ValueRules.Apply(root);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }
}
