using System.IO.MemoryMappedFiles;

namespace Mien.Networks.Checkpoints.Sources;

/// <summary>A file mapped into memory: pages are read when they are asked for and belong to the page cache.</summary>
internal sealed class MappedFile : ByteSource, IDisposable
{
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;

    /// <summary>Maps the file at <paramref name="path"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">It is a folder, or something that has no length.</exception>
    public MappedFile(string path)
    {
        Path = path;
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, "", "this is a folder, not a weight file");
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            if (!stream.CanSeek)
            {
                throw new CheckpointException(path, "", "this is a pipe or a device; save it to a file first");
            }

            Length = stream.Length;
            if (Length == 0)
            {
                stream.Dispose(); // nothing to map
                return;
            }

            _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _map?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    public override string Path { get; }

    public override long Length { get; }

    public override long Origin => 0;

    public void Dispose()
    {
        _view?.Dispose();
        _map?.Dispose();
    }

    protected override void ReadInside(long offset, Span<byte> destination) =>
        _view!.SafeMemoryMappedViewHandle.ReadSpan((ulong)offset, destination);
}
