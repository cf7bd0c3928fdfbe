namespace Mien.Checkpoints.Sources;

/// <summary>Bytes in memory.</summary>
internal sealed class MemorySource(string path, ReadOnlyMemory<byte> bytes, long origin = 0) : ByteSource
{
    public override string Path => path;

    public override long Length => bytes.Length;

    public override long Origin => origin;

    protected override void ReadInside(long offset, Span<byte> destination) =>
        bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
