using Microsoft.Win32.SafeHandles;

namespace Mien.Checkpoints.Sources;

/// <summary>
/// A file that is read where it is asked for. Each read copies from the page cache in one call: for a network's
/// weights, which are always copied, that takes a quarter of the time of a mapping, whose every page faults first, and
/// a file that shrinks while it is open gives an exception, not a bus error.
/// </summary>
internal sealed class FileSource : ByteSource, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens the file at <paramref name="path"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">It is a folder, or something that has no length.</exception>
    public FileSource(string path)
    {
        Path = path;
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, "", "this is a folder, not a weight file");
        }

        _file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            Length = RandomAccess.GetLength(_file);
        }
        catch (NotSupportedException e)
        {
            _file.Dispose();
            throw new CheckpointException(path, "", "this is a pipe or a device; save it to a file first", e);
        }
    }

    public override string Path { get; }

    public override long Length { get; }

    public override long Origin => 0;

    public void Dispose() => _file.Dispose();

    protected override void ReadInside(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
            {
                throw Fault(offset, "the file has become shorter since it was opened");
            }

            destination = destination[read..];
            offset += read;
        }
    }
}
