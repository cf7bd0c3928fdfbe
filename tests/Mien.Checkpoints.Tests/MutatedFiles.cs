namespace Mien.Checkpoints.Tests;

/// <summary>
/// Golden files damaged in the ways that disks, networks and attackers damage files. The same seed gives the same
/// files.
/// </summary>
internal sealed class MutatedFiles(int seed)
{
    private static readonly byte[][] _originals = [.. GoldenFormats.Files.Select(
        f => File.ReadAllBytes(GoldenFormats.PathOf(f)))];

    // Numbers that readers trip over: all ones, sign changes, powers of two, just past the end of an int.
    private static readonly long[] _extremes = [0, -1, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, int.MaxValue, int.MinValue,
        uint.MaxValue, 1L << 31, 1L << 32, 1L << 61, 1L << 62, long.MaxValue, long.MinValue];

    private readonly Random _random = new(seed);

    public (string Name, byte[] Content) Next()
    {
        int index = _random.Next(_originals.Length);
        byte[] content = (byte[])_originals[index].Clone();
        int rounds = _random.Next(4) == 0 ? 2 : 1;
        for (int i = 0; i < rounds && content.Length > 0; i++)
        {
            content = _random.Next(12) switch
            {
                < 5 => FlipBits(content),
                < 8 => Overwrite(content),
                8 => content[.._random.Next(content.Length)],
                9 => Splice(content, _originals[_random.Next(_originals.Length)]),
                10 => Remove(content),
                _ => Repeat(content),
            };
        }

        return (GoldenFormats.Files[index], content);
    }

    private byte[] FlipBits(byte[] content)
    {
        for (int flips = 1 << _random.Next(4); flips > 0; flips--)
        {
            content[Place(content)] ^= (byte)(1 << _random.Next(8));
        }

        return content;
    }

    private byte[] Splice(byte[] content, byte[] other)
    {
        int from = _random.Next(other.Length);
        int length = Math.Min(_random.Next(1, 512), other.Length - from);
        int at = Place(content);
        return [.. content[..at], .. other.AsSpan(from, length), .. content[at..]];
    }

    private byte[] Overwrite(byte[] content)
    {
        byte[] number = BitConverter.GetBytes(_extremes[_random.Next(_extremes.Length)]);
        int at = Place(content);
        int length = Math.Min(1 << _random.Next(4), content.Length - at);
        number.AsSpan(0, length).CopyTo(content.AsSpan(at));
        return content;
    }

    private byte[] Remove(byte[] content)
    {
        int at = Place(content);
        int length = Math.Min(_random.Next(1, 64), content.Length - at);
        return [.. content[..at], .. content[(at + length)..]];
    }

    private byte[] Repeat(byte[] content)
    {
        int at = Place(content);
        int length = Math.Min(_random.Next(1, 256), content.Length - at);
        return [.. content[..(at + length)], .. content[at..]];
    }

    /// <summary>
    /// Anywhere, but half of the time near the start or the end, where formats keep their directories.
    /// </summary>
    private int Place(byte[] content)
    {
        int near = Math.Min(600, content.Length);
        return _random.Next(4) switch
        {
            0 => _random.Next(near),
            1 => content.Length - 1 - _random.Next(near),
            _ => _random.Next(content.Length),
        };
    }
}
