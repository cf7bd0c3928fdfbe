using System.Runtime.CompilerServices;
using Mien.Faces.Images;

namespace Mien.Faces.Tests;

/// <summary>The drawn portraits in samples/.</summary>
internal static class Samples
{
    private static readonly string _folder = Find();

    public static Image Picture(string name) => Image.Read(Path.Combine(_folder, name + ".jpg"));

    private static string Find([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../samples"));
}
