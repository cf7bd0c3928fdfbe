namespace Mien.Checkpoints.Sources;

/// <summary>Bytes that exist in the file in another form, and are decoded as a whole when they are asked for.</summary>
internal abstract class DecodedSource(ByteSource encoded, long length) : ByteSource
{
    // Decoded bytes may be asked for in several pieces; they are kept only while memory is plentiful.
    private readonly WeakReference<byte[]> _recent = new([]);

    public override string Path => encoded.Path;

    public override long Length => length;

    public override long Origin => encoded.Origin;

    /// <summary>The form in the file.</summary>
    protected ByteSource Encoded => encoded;

    protected override void ReadInside(long offset, Span<byte> destination)
    {
        if (offset == 0 && destination.Length == length)
        {
            Decode(destination);
            return;
        }

        if (!_recent.TryGetTarget(out byte[]? bytes) || bytes.Length != length)
        {
            bytes = GC.AllocateUninitializedArray<byte>((int)length);
            Decode(bytes);
            _recent.SetTarget(bytes);
        }

        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }

    /// <summary>Fills <paramref name="destination"/>, which is exactly as long as this source.</summary>
    /// <exception cref="CheckpointException">The encoded bytes are damaged, or decode to another length.</exception>
    protected abstract void Decode(Span<byte> destination);
}
