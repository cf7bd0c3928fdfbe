using System.Formats.Tar;
using Mien.Faces.Images;

namespace Mien.Training.Photographs;

/// <summary>A photograph in a folder or an archive.</summary>
/// <param name="Name">Its path within the folder or archive.</param>
/// <param name="Open">Reads the picture.</param>
internal sealed record PhotographSource(string Name, Func<Image> Open)
{
    private static readonly string[] _endings = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".avif"];

    /// <summary>All photographs of some folders and .tar files, each in the order of its names or entries.</summary>
    /// <param name="paths">Folders, which are searched with the folders in them, and .tar files.</param>
    /// <exception cref="IOException">There is no such folder or file.</exception>
    public static IEnumerable<PhotographSource> In(IEnumerable<string> paths)
        => paths.SelectMany(
            path => Directory.Exists(path) ? InFolder(path) : File.Exists(path)
                ? InArchive(path) : throw new FileNotFoundException($"{path}: there is no such folder or file", path));

    private static IEnumerable<PhotographSource> InFolder(string folder)
        => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsPicture)
            .Order(StringComparer.Ordinal)
            .Select(file => new PhotographSource(Path.GetRelativePath(folder, file), () => Image.Read(file)));

    private static IEnumerable<PhotographSource> InArchive(string path)
    {
        using FileStream file = File.OpenRead(path);
        using TarReader reader = new(file);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } data }
                && IsPicture(entry.Name))
            {
                byte[] bytes = new byte[data.Length];
                data.ReadExactly(bytes);
                string name = entry.Name;
                yield return new(name, () => Image.Decode(bytes, name));
            }
        }
    }

    private static bool IsPicture(string name)
        => _endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);
}
