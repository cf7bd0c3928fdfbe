namespace Mien.Checkpoints.Sources;

/// <summary>
/// A range of bytes that can be read at any place and as often as wanted: a file, a part of one, or something decoded
/// on demand. Nothing is held in memory for it unless the kind of source says so.
/// </summary>
internal abstract class ByteSource
{
    /// <summary>The file that the bytes come from, for messages.</summary>
    public abstract string Path { get; }

    /// <summary>How many bytes there are.</summary>
    public abstract long Length { get; }

    /// <summary>Where byte 0 lies in the file, for messages.</summary>
    public abstract long Origin { get; }

    /// <summary>Copies <paramref name="destination"/>.Length bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="CheckpointException">The range does not lie inside, or the bytes cannot be decoded.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || destination.Length > Length - offset)
        {
            throw Fault(offset, $"the file ends before {destination.Length} bytes could be read");
        }

        if (!destination.IsEmpty)
        {
            ReadInside(offset, destination);
        }
    }

    /// <summary>The bytes from <paramref name="offset"/> on, as a source of their own; nothing is copied.</summary>
    /// <exception cref="CheckpointException">The range does not lie inside.</exception>
    public ByteSource Slice(long offset, long length)
    {
        if (offset < 0 || length < 0 || length > Length - offset)
        {
            throw Fault(offset, $"{length} bytes are announced, {Math.Max(0, Length - Math.Max(0, offset))} are left");
        }

        return new Part(this, offset, length);
    }

    /// <summary>The exception for a fault at <paramref name="offset"/>.</summary>
    public CheckpointException Fault(long offset, string reason, Exception? cause = null) =>
        new(Path, $"at byte {Origin + offset}", reason, cause);

    /// <summary>As <see cref="Read"/>; the range has been checked and is not empty.</summary>
    protected abstract void ReadInside(long offset, Span<byte> destination);

    private sealed class Part(ByteSource whole, long start, long length) : ByteSource
    {
        public override string Path => whole.Path;

        public override long Length => length;

        public override long Origin => whole.Origin + start;

        protected override void ReadInside(long offset, Span<byte> destination)
            => whole.ReadInside(start + offset, destination);
    }
}
