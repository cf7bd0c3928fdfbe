using System.Buffers.Binary;

namespace Mien.Checkpoints.Sources;

/// <summary>
/// Reads a source from front to back through a small window; large pieces are skipped over, not read.
/// </summary>
internal sealed class ByteCursor
{
    private const int WindowSize = 64 << 10;

    private readonly ByteSource _source;
    private readonly byte[] _window;
    private long _windowStart;
    private int _at;
    private int _filled;

    public ByteCursor(ByteSource source, long offset = 0)
    {
        _source = source;
        _window = new byte[(int)Math.Min(WindowSize, Math.Max(16, source.Length - offset))];
        _windowStart = offset;
    }

    /// <summary>The place of the next byte.</summary>
    public long Position => _windowStart + _at;

    /// <summary>How many bytes are left.</summary>
    public long Left => _source.Length - Position;

    public byte ReadByte()
    {
        Need(1);
        return _window[_at++];
    }

    /// <summary>The next <paramref name="count"/> bytes, at most 4 KiB; valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        Need(count);
        ReadOnlySpan<byte> bytes = _window.AsSpan(_at, count);
        _at += count;
        return bytes;
    }

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8));

    /// <summary>The next <paramref name="length"/> bytes as a source of their own; they are not read.</summary>
    public ByteSource Take(long length)
    {
        ByteSource part = _source.Slice(Position, length);
        Skip(length);
        return part;
    }

    /// <summary>Bytes in memory that were made from what lies before the current place.</summary>
    public ByteSource FromMemory(byte[] bytes) => new MemorySource(_source.Path, bytes, _source.Origin + Position);

    /// <summary>The exception for a fault at the current place.</summary>
    public CheckpointException Fault(string reason) => _source.Fault(Position, reason);

    private void Skip(long length)
    {
        if (length <= _filled - _at)
        {
            _at += (int)length;
        }
        else
        {
            _windowStart = Position + length;
            _at = _filled = 0;
        }
    }

    private void Need(int count)
    {
        if (_filled - _at >= count)
        {
            return;
        }

        if (Left < count)
        {
            throw _source.Fault(_source.Length, "the file ends too early");
        }

        _windowStart += _at;
        _at = 0;
        _filled = (int)Math.Min(_window.Length, _source.Length - _windowStart);
        _source.Read(_windowStart, _window.AsSpan(0, _filled));
    }
}
