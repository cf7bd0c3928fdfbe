using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Zip;

/// <summary>
/// One file of a zip archive. Its bytes are read, and inflated where they are deflated, when they are asked for.
/// </summary>
internal sealed record ZipEntry(string Name, ByteSource Content);
