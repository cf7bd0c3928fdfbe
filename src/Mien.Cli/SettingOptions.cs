using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Settings;
using Mien.Transfer;

namespace Mien.Cli;

/// <summary>
/// The settings of a command: a few as options of their own, every one as <c>--set name=value</c> or from a file.
/// </summary>
internal sealed class SettingOptions
{
    // Options that earlier versions had under another name, or as words that are values now.
    private static readonly Dictionary<(string Option, string Value), string> _renamed = new()
    {
        [("--search", "range")] = "method=search-range",
        [("--search", "linear")] = "method=search-linear",
        [("--search", "")] = "method=search-range",
    };

    private readonly Setting[] _settings;
    private readonly (Setting Setting, Option<string?> Option)[] _shown;
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Any setting that 'mien settings' lists; may be repeated",
        HelpName = "name=value",
    };
    private readonly InputFileOption _file = new("--settings")
    {
        Description = "Settings from a JSON file, such as {\"steps\": 50}",
    };

    /// <param name="accepts">Groups or names of the settings that the command has a use for; none for all.</param>
    /// <param name="shown">Names of those that are options of their own.</param>
    public SettingOptions(IReadOnlyList<string> accepts, params ReadOnlySpan<string> shown)
    {
        _settings = [.. TransferSettings.Table.Where(
            s => accepts.Count == 0 || accepts.Contains(s.Group) || accepts.Contains(s.Name))];
        _shown = new (Setting, Option<string?>)[shown.Length];
        for (int i = 0; i < shown.Length; i++)
        {
            Setting setting = TransferSettings.Table[shown[i]];
            _shown[i] = (setting, AsOption(setting));
        }

        _set.Validators.Add(result =>
        {
            if (result.Tokens.Select(token => Mistake(token.Value)).OfType<string>().FirstOrDefault() is { } mistake)
            {
                result.AddError(mistake);
            }
        });
    }

    /// <summary>The option of a setting that has one of its own.</summary>
    public Option this[string name] => _shown.First(shown => shown.Setting.Name == name).Option;

    /// <summary><c>--set</c> and <c>--settings</c>.</summary>
    public IReadOnlyList<Option> General => [_set, _file];

    /// <summary>The settings that the command has a use for.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>Adds the options to a command, whose mistakes then tell of settings.</summary>
    public void AddTo(ExampleCommand command)
    {
        foreach (Option option in _shown.Select(shown => shown.Option).Concat(General))
        {
            command.Options.Add(option);
        }

        command.Settings = this;
        command.Validators.Add(result =>
        {
            foreach ((Setting setting, Option<string?> option) in _shown)
            {
                if (result.GetResult(option) is { Implicit: false }
                    && result.GetResult(_set) is { } set && set.Tokens.Any(
                        token => token.Value.StartsWith(setting.Name + "=", StringComparison.Ordinal)))
                {
                    result.AddError($"{option.Name} and --set {setting.Name} exclude each other: give one of them");
                }
            }
        });
    }

    /// <summary>What the command line asks for, checked; options and <c>--set</c> go before the file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="ArgumentException">A setting is given twice, or the file names one that there is not or a value
    /// out of range.</exception>
    /// <exception cref="InvalidDataException">The file holds no settings.</exception>
    public SettingValues Read(ParseResult parsed)
    {
        SettingValues given = [];
        foreach (string assignment in parsed.GetValue(_set) ?? [])
        {
            given.Add(assignment);
        }

        foreach ((Setting setting, Option<string?> option) in _shown)
        {
            if (parsed.GetValue(option) is { } value)
            {
                given.Add(setting.Name, value);
            }
        }

        SettingValues values = parsed.GetValue(_file) is { } path ? OfFile(path) : [];
        foreach ((string name, string value) in given)
        {
            values[name] = value;
        }

        return values;
    }

    /// <summary>How a setting is typed that an unknown option may have meant; null if none is near.</summary>
    /// <param name="option">The option, such as <c>--rate</c> or <c>--rate=0.1</c>.</param>
    /// <param name="next">The word after it; null for none.</param>
    public string? NewWay(string option, string? next)
    {
        int sign = option.IndexOf('=', StringComparison.Ordinal);
        (string name, string value) = sign > 0 ? (option[..sign], option[(sign + 1)..])
            : (option, next is null || next.StartsWith("--", StringComparison.Ordinal) ? "" : next);
        if (_renamed.TryGetValue((name, value), out string? renamed))
        {
            return $"it is a setting now: --set {renamed}";
        }

        if (!_settings.Any(setting => "--" + setting.Name == name))
        {
            return null;
        }

        Setting found = _settings.First(setting => "--" + setting.Name == name);
        string shown = value.Length > 0 && found.Mistake(value) is null ? value
            // of a switch: what is not usual
            : found.Choices.FirstOrDefault(choice => choice != found.Usual) ?? "VALUE";
        return $"it is a setting now: --set {found.Name}={shown}";
    }

    private static Option<string?> AsOption(Setting setting)
    {
        string name = "--" + setting.Name;
        Option<string?> option = new(name)
        {
            Description = $"{setting.Meaning}{(setting.Range is { } range ? $", {range}" : "")} [default: {Default(setting)}]",
            HelpName = setting.Kind,
        };
        option.CompletionSources.Add([.. setting.Choices]);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Select(token => setting.Mistake(token.Value, name)).OfType<string>()
                .FirstOrDefault() is { } mistake)
            {
                result.AddError(mistake);
            }
        });
        return option;
    }

    // Cards advise how to invert, and which layers.
    private static string Default(Setting setting) => setting.Group == "inversion" || setting.Name == "layers"
        ? $"what the model's card advises, else {setting.Usual}"
        : setting.Usual;

    private string? Mistake(string assignment)
    {
        SettingValues one = [];
        try
        {
            one.Add(assignment);
        }
        catch (ArgumentException e)
        {
            return $"--set {e.Message}";
        }

        (string name, string value) = one.First();
        return Fault(name) is { } fault ? $"--set {assignment}: {fault} ('mien settings' lists them)"
            : TransferSettings.Table[name].Mistake(value, $"--set {name}");
    }

    private string? Fault(string name)
    {
        try
        {
            Setting setting = TransferSettings.Table[name];
            return _settings.Contains(setting) ? null : $"this command has no use for {name}";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    // One file serves all commands: what this one has no use for is passed over.
    private SettingValues OfFile(string path)
    {
        SettingValues used = [];
        foreach ((string name, string value) in SettingValues.Read(path))
        {
            Setting setting;
            try
            {
                setting = TransferSettings.Table[name];
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{path}: {e.Message} ('mien settings' lists them)", e);
            }

            if (setting.Mistake(value) is { } mistake)
            {
                throw new ArgumentException($"{path}: {mistake}");
            }

            used[name] = _settings.Contains(setting) ? value : null;
        }

        return used;
    }
}
