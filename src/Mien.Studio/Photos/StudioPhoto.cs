using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Studio.Photos;

/// <summary>A photo that came in, decoded.</summary>
/// <param name="Hash">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="Name">What people call it: no path, 100 characters at most.</param>
/// <param name="Image">The picture.</param>
/// <param name="File">The file as it came.</param>
public sealed record StudioPhoto(string Hash, string Name, Image Image, byte[] File)
{
    private readonly Lazy<Task<IReadOnlyList<Face>>>? _faces;

    /// <summary>The faces in it, the largest first; looked for once.</summary>
    public Task<IReadOnlyList<Face>> Faces => _faces?.Value ?? Task.FromResult<IReadOnlyList<Face>>([]);

    internal static StudioPhoto Of(string hash, string name, Image image, byte[] file, FaceDetector detector)
        => new(hash, name, image, file, new(() => Task.Run(() => detector.Find(image))));

    private StudioPhoto(string hash, string name, Image image, byte[] file, Lazy<Task<IReadOnlyList<Face>>> faces)
        : this(hash, name, image, file) => _faces = faces;
}
