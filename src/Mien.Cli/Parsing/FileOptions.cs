using System.CommandLine;

namespace Mien.Cli.Parsing;

/// <summary>A file that is read; <c>-</c> stands for standard input.</summary>
internal sealed class InputFileOption : Option<string>
{
    public InputFileOption(string name)
        : base(name) => HelpName = "file";
}

/// <summary>As <see cref="InputFileOption"/>, by its place.</summary>
internal sealed class InputFileArgument(string name) : Argument<string>(name);

/// <summary>A folder that is written into, and made if it is missing.</summary>
internal sealed class OutputFolderOption : Option<string>
{
    public OutputFolderOption(string name)
        : base(name) => HelpName = "folder";
}

/// <summary>A file that is written; <c>-</c> stands for standard output.</summary>
internal sealed class OutputFileOption : Option<string>
{
    /// <param name="name">The option's name.</param>
    /// <param name="usual">A name such as it may be given, whose ending is that of what goes to standard
    /// output.</param>
    public OutputFileOption(string name, string usual = "result.png")
        : base(name)
    {
        HelpName = "file";
        Usual = usual;
    }

    /// <summary>A name such as it may be given.</summary>
    public string Usual { get; }

    /// <summary>Whether it is a picture, whose ending says its format.</summary>
    public bool IsPicture => Path.GetExtension(Usual) is ".png";
}
