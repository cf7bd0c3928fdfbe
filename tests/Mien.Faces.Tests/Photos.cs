using System.Runtime.CompilerServices;

namespace Mien.Faces.Tests;

/// <summary>
/// Real photographs, named NNN-neutral.jpg and NNN-smiling.jpg; they stand beside the repository, not in it.
/// </summary>
internal static class Photos
{
    public static string? Folder { get; } = Find();

    public static IEnumerable<string> All => Directory.GetFiles(Folder!, "*.jpg").Order(StringComparer.Ordinal);

    public static string PathOf(string name) => Path.Combine(Folder!, name);

    private static string? Find([CallerFilePath] string here = "")
    {
        string beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../shared/photos"));
        string folder = Environment.GetEnvironmentVariable("MIEN_PHOTOS") ?? beside;
        return Directory.Exists(folder) ? folder : null;
    }
}

/// <summary>A test on real photographs, skipped where they are absent.</summary>
internal sealed class PhotoFactAttribute : FactAttribute
{
    public PhotoFactAttribute()
    {
        if (Photos.Folder is null)
        {
            Skip = "the folder of photographs is absent (set MIEN_PHOTOS)";
        }
    }
}

/// <summary>A test on real photographs with data, skipped where they are absent.</summary>
internal sealed class PhotoTheoryAttribute : TheoryAttribute
{
    public PhotoTheoryAttribute()
    {
        if (Photos.Folder is null)
        {
            Skip = "the folder of photographs is absent (set MIEN_PHOTOS)";
        }
    }
}
