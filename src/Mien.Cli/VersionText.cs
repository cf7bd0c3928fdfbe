using System.Reflection;

namespace Mien.Cli;

/// <summary><c>mien --version</c> by itself, which needs none of the commands: half of its time would go into making them.</summary>
internal static class VersionText
{
    /// <summary>Prints the version.</summary>
    public static int Print()
    {
        Console.Out.WriteLine(typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        return 0;
    }
}
