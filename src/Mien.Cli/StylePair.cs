using System.CommandLine;
using Mien.Inversion;
using Mien.Models;

namespace Mien.Cli;

/// <summary>The options of the commands that join two inversions.</summary>
internal sealed class StylePair
{
    private readonly Option<string> _appearance = new("--appearance") { Description = "Style vectors of the appearance, from mien invert", HelpName = "file", Required = true };
    private readonly Option<string> _expression = new("--expression") { Description = "Style vectors of the expression, from mien invert", HelpName = "file", Required = true };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_appearance);
        command.Options.Add(_expression);
    }

    /// <summary>Reads both; they must belong to the model.</summary>
    /// <exception cref="ArgumentException">They belong to another model.</exception>
    public (InversionResult Appearance, InversionResult Expression) Read(ParseResult parsed, FaceModel model)
        => (Read(parsed.GetRequiredValue(_appearance), model), Read(parsed.GetRequiredValue(_expression), model));

    /// <summary>Reads style vectors of the model.</summary>
    /// <exception cref="ArgumentException">They belong to another model.</exception>
    public static InversionResult Read(string path, FaceModel model)
    {
        InversionResult result = InversionFile.Read(path);
        result.MustFit(model.Name, model.Id);
        return result;
    }
}
