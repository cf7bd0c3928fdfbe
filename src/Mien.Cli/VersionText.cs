using System.Reflection;

namespace Mien.Cli;

/// <summary>
/// <c>mien --version</c> by itself, which needs none of the commands: half of its time would go into making them.
/// </summary>
internal static class VersionText
{
    /// <summary>The version of the program, such as 0.1.0.</summary>
    public static string Version
        => typeof(VersionText).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Prints the version.</summary>
    public static int Print()
    {
        Console.Out.WriteLine(Version);
        return 0;
    }
}
