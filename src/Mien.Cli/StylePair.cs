using System.CommandLine;
using Mien.Checkpoints;
using Mien.Cli.Parsing;
using Mien.Generation;
using Mien.Models;

namespace Mien.Cli;

/// <summary>The options of the commands that join two inversions.</summary>
internal sealed class StylePair
{
    private readonly InputFileOption _appearance = new("--appearance")
    {
        Description = "Style vectors of the appearance, from mien invert or another projector",
        HelpName = "file",
        Required = true,
    };
    private readonly InputFileOption _expression = new("--expression")
    {
        Description = "Style vectors of the expression, likewise",
        HelpName = "file",
        Required = true,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_appearance);
        command.Options.Add(_expression);
    }

    /// <summary>Reads both, [L, W] each; they must belong to the model.</summary>
    /// <exception cref="ArgumentException">They belong to another model.</exception>
    public (float[] Appearance, float[] Expression) Read(ParseResult parsed, FaceModel model)
    {
        float[][] both = Read(model, parsed.GetRequiredValue(_appearance), parsed.GetRequiredValue(_expression));
        return (both[0], both[1]);
    }

    /// <summary>
    /// Reads style vectors of one picture each; where a file does not tell that they belong to the model, that is said
    /// once.
    /// </summary>
    /// <exception cref="ArgumentException">They belong to another model.</exception>
    /// <exception cref="CheckpointException">A file holds none, or those of several pictures.</exception>
    public static float[][] Read(FaceModel model, params string[] paths)
    {
        StyleVectorSet[] files = [.. paths.Select(path => StyleVectorFile.Read(path, model.Generator))];
        for (int i = 0; i < files.Length; i++)
        {
            files[i].MustFit(model.Name, model.Id);
            if (files[i].Pictures.Count != 1)
            {
                throw new CheckpointException(
                    paths[i], "", $"it holds the style vectors of {files[i].Pictures.Count} pictures; one is wanted");
            }
        }

        NoteIfUnknown(files, model.Name);
        return [.. files.Select(file => file.Pictures[0])];
    }

    /// <summary>One line if a file does not tell which model its style vectors belong to.</summary>
    public static void NoteIfUnknown(IEnumerable<StyleVectorSet> files, string model)
    {
        if (files.Any(file => !file.IsModelKnown))
        {
            Report.Notice(
                $"the style vectors do not tell which model they belong to; they are taken for those of {model}");
        }
    }
}
