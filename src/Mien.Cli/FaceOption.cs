using System.CommandLine;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Cli;

/// <summary><c>--face</c>, and the search that it chooses from.</summary>
internal static class FaceOption
{
    /// <summary>The option, for a command that works on one face of a photo.</summary>
    public static Option<FaceChoice> Create(string name = "--face", string what = "Which face") => new(name)
    {
        Description = what + ": largest, an index as 'mien faces' counts, or a point x,y in it",
        HelpName = "largest|index|x,y",
        DefaultValueFactory = _ => FaceChoice.Largest,
        CustomParser = result =>
        {
            try
            {
                return FaceChoice.Parse(result.Tokens[0].Value);
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
                return null;
            }
        },
    };

    /// <summary>The chosen face; how it was found, if not at once, goes to standard error.</summary>
    public static Face Find(FaceDetector detector, Image picture, string path, FaceChoice choice)
    {
        Face face = choice.From(detector.Find(picture), path);
        NoteHowFound(face, path);
        return face;
    }

    /// <summary>Says on standard error how a face was found, if not at first sight.</summary>
    public static void NoteHowFound(Face? face, string path)
    {
        if (face is not null && HowFound(face) is { Length: > 0 } how)
        {
            Console.Error.WriteLine($"mien: {path}: face{how}");
        }
    }

    /// <summary>A remark for a face that was not found at first sight, or nothing.</summary>
    public static string HowFound(Face face) =>
        (face.Upsampled ? ", found at twice the size" : "")
            + (face.Turned != 0 ? $", found with the picture turned by {face.Turned}°" : "")
        + (face.IsDoubtful ? ", doubtful: its landmarks disagree, it may be tilted or hidden; look at them with 'mien faces --draw'" : "");
}
