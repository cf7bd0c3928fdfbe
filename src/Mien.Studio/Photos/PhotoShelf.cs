using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Mien.Checkpoints;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Studio.Photos;

/// <summary>The photos that came in, each kept once under the hash of its file.</summary>
/// <param name="folder">Where; null to keep none.</param>
/// <param name="maximumPixels">Pixels that a photo may have.</param>
public sealed partial class PhotoShelf(string? folder, long maximumPixels) : IDisposable
{
    private const string SamplePrefix = "samples/";
    private const int LongestName = 100;

    private readonly FaceDetector _detector = new();

    /// <summary>The names of the photos to try with.</summary>
    public static IReadOnlyList<string> Samples { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(SamplePrefix, StringComparison.Ordinal))
        .Select(name => name[SamplePrefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Takes in a photo.</summary>
    /// <param name="file">The bytes of its file.</param>
    /// <param name="name">The name that it came with, of any kind.</param>
    /// <param name="isKept">Whether its file is kept here; a caller that keeps it itself says no.</param>
    /// <exception cref="ImageFileException">It is damaged, too large or no picture.</exception>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public StudioPhoto Add(byte[] file, string name, bool isKept = true)
    {
        ArgumentNullException.ThrowIfNull(file);
        string shown = Shown(name), hash = Convert.ToHexStringLower(SHA256.HashData(file));
        Image image = Image.Decode(file, shown, new() { MaximumPixels = maximumPixels });
        if (isKept && folder is not null && !File.Exists(PathOf(hash)))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(PathOf(hash), stream => stream.Write(file));
        }

        return StudioPhoto.Of(hash, shown, image, file, _detector);
    }

    /// <summary>A photo that was kept; null if it is gone.</summary>
    /// <exception cref="ImageFileException">It is damaged.</exception>
    public StudioPhoto? Find(string hash, string name)
        => folder is not null && HashPattern().IsMatch(hash) && File.Exists(PathOf(hash))
            ? Add(File.ReadAllBytes(PathOf(hash)), name) : null;

    /// <summary>A photo to try with; null if there is none of that name.</summary>
    public StudioPhoto? Sample(string name) => SampleFile(name) is { } file ? Add(file, name) : null;

    /// <summary>The file of a photo to try with; null if there is none of that name.</summary>
    public static byte[]? SampleFile(string name)
    {
        if (!Samples.Contains(name))
        {
            return null;
        }

        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(SamplePrefix + name)!;
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    /// <summary>Removes a photo from the disk.</summary>
    public void Remove(string hash)
    {
        if (folder is not null && HashPattern().IsMatch(hash))
        {
            File.Delete(PathOf(hash));
        }
    }

    /// <summary>A name as it may be shown: without folders and control characters, not too long.</summary>
    public static string Shown(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        string clean = new([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(LongestName)]);
        return clean.Trim() is { Length: > 0 } text ? text : "photo";
    }

    /// <inheritdoc/>
    public void Dispose() => _detector.Dispose();

    private string PathOf(string hash) => Path.Combine(folder!, hash);

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex HashPattern();
}
