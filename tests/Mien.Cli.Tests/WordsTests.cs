using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Mien.Cli.Parsing;

namespace Mien.Cli.Tests;

/// <summary>
/// The kind: whatever is typed, what comes back is a line in plain words that says what to type. Every option and
/// argument of every command is tried with every wrong value; nothing of .NET's or of the parser's own wording may come
/// through.
/// </summary>
public sealed partial class WordsTests : IDisposable
{
    private static readonly string[] _variables = ["MIEN_HOME", "MIEN_CACHE", "MIEN_MODEL"];

    private static readonly string[] _values =
    [
        "", " ", "x", "-1", "NaN", "Infinity", "0,5", "1.000,5", "1e99", "5-4", "4-", ",", "=", "7", "1_000", "１２",
        "/no/such/file.png", "..", new('n', 300),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-words-");
    private readonly string?[] _before = [.. _variables.Select(Environment.GetEnvironmentVariable)];
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    public WordsTests()
    {
        foreach (string name in _variables)
        {
            Environment.SetEnvironmentVariable(name, At("home"));
        }

        Environment.SetEnvironmentVariable("MIEN_MODEL", null);
        File.WriteAllText(At("text.jpg"), "no picture");
    }

    public static IEnumerable<object[]> Commands
        => Leaves(CommandLine.Root()).Select(leaf => new object[] { PathOf(leaf) });

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        for (int i = 0; i < _variables.Length; i++)
        {
            Environment.SetEnvironmentVariable(_variables[i], _before[i]);
        }

        _folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_WithWrongValues_SpeaksPlainly(string path)
    {
        Command command = Leaves(CommandLine.Root()).Single(leaf => PathOf(leaf) == path);
        foreach (Option option in command.Options)
        {
            // Any name is a good one for a new folder, in which work would begin.
            foreach (string value in option is OutputFolderOption ? ["", " ", "/dev/null/folder"] : _values)
            {
                Try(command, [option.Name, value], option);
            }

            Try(command, [option.Name], option);
        }

        foreach (Argument argument in command.Arguments)
        {
            foreach (string value in _values.Where(value => value.Length == 0 || value[0] != '-'))
            {
                Try(command, [value], argument);
            }
        }

        Try(command, ["--no-such-option", "1"], null);
        Try(command, ["one", "word", "too", "many"], null);
    }

    [Theory]
    [InlineData("unknown command 'tranfser'; did you mean transfer?", "tranfser")]
    [InlineData("unknown command 'fly' (try: mien --help)", "fly")]
    [InlineData("unknown command 'imprt'; did you mean import?", "models", "imprt")]
    [InlineData("say which: mien models get | import | list | info | remove", "models")]
    [InlineData("unknown option '--strenght'; did you mean --strength?", "transfer", "--strenght", "1")]
    [InlineData("unknown option '--jsno'; did you mean --json?", "doctor", "--jsno")]
    [InlineData("type: mien transfer --appearance anna.jpg --expression 'ben b.jpg' --out result.png", "transfer",
        "anna.jpg", "ben b.jpg")]
    [InlineData("type: mien transfer --strength 0.5 --appearance anna.jpg --expression ben.jpg --out r.png", "transfer",
        "anna.jpg", "ben.jpg", "r.png", "--strength", "0.5")]
    [InlineData("missing: --appearance photo, --expression photo, --out file", "transfer")]
    [InlineData("missing: <photo>, --out file", "align")]
    [InlineData("--out wants a value", "align", "a.jpg", "--out")]
    [InlineData("'b.jpg' is a word too many", "faces", "a.jpg", "b.jpg")]
    [InlineData("--seeds and --styles exclude each other", "generate", "--seeds", "1", "--styles", "a.npy", "--out",
        "c.png")]
    [InlineData("--set method 'everywhere' is none of layers, search-range", "transfer", "--set", "method=everywhere")]
    [InlineData("--set method '1' is none of layers, search-range", "transfer", "--set", "method=1")]
    [InlineData("--strength '0,1' is no number: decimals are written with a point", "transfer", "--strength", "0,1")]
    [InlineData("--set rate '0,05' is no number", "invert", "--set", "rate=0,05")]
    [InlineData("--steps '1,000' is no whole number", "invert", "--steps", "1,000")]
    [InlineData("--strength 2 is out of range: 0 to 1.5", "fuse", "--strength", "2")]
    [InlineData("--set lambda -5 is out of range: 0 to", "transfer", "--set", "lambda=-5")]
    [InlineData("there is no setting 'lamda'; did you mean lambda?", "transfer", "--set", "lamda=1")]
    [InlineData("--steps and --set steps exclude each other", "transfer", "--appearance", "a", "--expression", "b",
        "--out", "c", "--steps", "5", "--set", "steps=6")]
    [InlineData("this command has no use for strength", "invert", "--set", "strength=1")]
    [InlineData("it is a setting now: --set rate=0.1", "transfer", "--rate", "0.1")]
    [InlineData("it is a setting now: --set rate=0.1", "transfer", "--rate=0.1")]
    [InlineData("it is a setting now: --set method=search-linear", "transfer", "--search", "linear")]
    [InlineData("it is a setting now: --set noise=true", "invert", "a.jpg", "--noise", "--out", "a.npy")]
    [InlineData("it is a setting now: --set coarse-to-fine=auto", "eval", "--coarse-to-fine")]
    [InlineData("it is a setting now: --set precision=float32", "fuse", "--precision", "float32")]
    [InlineData("did you mean --set optimizer=adam|sgd?", "transfer", "--optimiser", "sgd")]
    [InlineData("no published model is known as 'ffhq'", "models", "get", "ffhq")]
    [InlineData("--strength 'NaN' is no number", "fuse", "--strength", "NaN")]
    [InlineData("--truncation -5 is out of range: -2 to 2", "generate", "--truncation", "-5")]
    [InlineData("there is no file @me.jpg", "faces", "@me.jpg")]
    public void Run_WithAMistake_SaysWhatToType(string words, params string[] args)
    {
        (int code, string said) = Run(args);
        said.ShouldContain(words);
        code.ShouldBe(CommandLine.CallersMistake);
    }

    // The kind: decimals are the same under every locale, also where numbers are read from files.
    [Theory]
    [InlineData(",", ".")] // German
    [InlineData(",", "\u00a0")] // French
    [InlineData("\u066b", "\u066c")] // Arabic
    public void Run_UnderAnotherLocale_ReadsTheSameNumbers(string point, string thousands)
    {
        CultureInfo before = CultureInfo.CurrentCulture, other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NumberGroupSeparator) = (point, thousands);
        CultureInfo.CurrentCulture = other;
        try
        {
            CommandLine.Run(["generate", "--seeds", "1", "--truncation", "0.5", "--out", At("there.png")])
                .ShouldBe(CommandLine.Good);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        CommandLine.Run(["generate", "--seeds", "1", "--truncation", "0.5", "--out", At("here.png")])
            .ShouldBe(CommandLine.Good);
        File.ReadAllBytes(At("there.png")).ShouldBe(File.ReadAllBytes(At("here.png")));
    }

    // The kind: results that would destroy what they are made from, under any name of the file.
    [Theory]
    [InlineData("photo.png")]
    [InlineData("./photo.png")]
    [InlineData("link.png")]
    [InlineData("linked/photo.png")]
    public void Run_WritingOverItsInput_WantsForce(string output)
    {
        CommandLine.Run(["generate", "--seeds", "1", "--out", At("photo.png")]).ShouldBe(CommandLine.Good);
        File.CreateSymbolicLink(At("link.png"), At("photo.png"));
        Directory.CreateSymbolicLink(At("linked"), _folder.FullName);
        byte[] before = File.ReadAllBytes(At("photo.png"));
        string[] args = ["paste", At("photo.png"), "--crop", At("photo.png"), "--mask", "crop", "--out",
            _folder.FullName + "/" + output];
        (int code, string said) = Run(args);
        code.ShouldBe(CommandLine.CallersMistake);
        said.ShouldContain("--force");
        File.ReadAllBytes(At("photo.png")).ShouldBe(before);
        Run([.. args, "--force"]).Said.ShouldNotContain("--force");
    }

    private void Try(Command command, string[] given, Symbol? tried)
    {
        List<string> args = [.. PathOf(command).Split(' '), .. given];
        foreach (Option option in command.Options.Where(option => option.Required && option != tried))
        {
            args.AddRange([option.Name, Plausible(option)]);
        }

        if (tried is Option or null)
        {
            args.InsertRange(
                PathOf(command).Split(' ').Length, command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0)
                    .Select(_ => At("text.jpg")));
        }

        // Nothing that is tried here shall begin any work: no such model, no such place.
        if (command.Options.Any(option => option.Name == "--model") && !args.Contains("--model"))
        {
            args.AddRange(["--model", "nobody"]);
        }

        (int code, string said) = Run([.. args]);
        string typed = string.Join(' ', args.Select(arg => arg.Length > 40 ? arg[..40] + "…" : arg));
        code.ShouldBeInRange(0, 2, typed);
        Foreign().Match(said).Value.ShouldBe("", $"{typed}\n{said}");
        if (code != CommandLine.Good)
        {
            string[] lines = said.Trim().Split('\n');
            lines[^1].ShouldStartWith("mien: ", Case.Sensitive, typed);
            lines[^1].Length.ShouldBeGreaterThan("mien: ".Length + 5, typed);
        }
    }

    private string Plausible(Option option) => option switch
    {
        InputFileOption => At("text.jpg"),
        OutputFileOption output => At(output.Usual),
        _ => "/dev/null/folder",
    };

    private (int Code, string Said) Run(string[] args)
    {
        using StringWriter error = new(), output = new();
        Console.SetError(error);
        Console.SetOut(output);
        int code = CommandLine.Run(args);
        Console.SetOut(_out);
        Console.SetError(_error);
        return (code, error.ToString());
    }

    private static IEnumerable<Command> Leaves(Command command)
        => command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private static string PathOf(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } above and not RootCommand
            ? $"{PathOf(above)} {command.Name}" : command.Name;

    private string At(string name) => Path.Combine(_folder.FullName, name);

    [GeneratedRegex(@"Mien\.[A-Z]\w+|System\.[A-Z]|Exception|\(Parameter|expected type|Cannot parse|cannot be an empty string|Actual value|Required argument|Unrecognized|Option '|Value cannot|   at |Object reference|Index was|Nullable")]
    private static partial Regex Foreign();
}
