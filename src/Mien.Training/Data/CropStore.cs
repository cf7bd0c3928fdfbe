using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mien.Models;

namespace Mien.Training.Data;

/// <summary>
/// Pictures of a row of portraits with their points, in a file: drawn once, read from then on, by other runs too. What
/// is read often stays in the system's memory as long as nobody needs it. Several threads may read and write at once.
/// </summary>
internal sealed class CropStore : IDisposable
{
    private const byte Written = 1; // the last byte of a place, so that half a picture does not count

    private readonly SafeFileHandle _file;
    private readonly int _place;
    private volatile bool _isFull;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file; null for one that goes when this object does.</param>
    /// <param name="picture">Values of a picture.</param>
    /// <param name="points">Numbers of its points.</param>
    public CropStore(string? path, int picture, int points)
    {
        _place = picture + (points * sizeof(float)) + 1;
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _file = path is null
            ? File.OpenHandle(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
                FileShare.None, FileOptions.DeleteOnClose)
            : File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    /// <summary>Places from the first to the last that was written.</summary>
    public long Count => RandomAccess.GetLength(_file) / _place;

    /// <summary>Reads a picture, with values in [−1, 1], and its points.</summary>
    /// <returns>False if it was not written.</returns>
    public bool Read(long index, Span<float> pixels, Span<float> points)
    {
        byte[] place = new byte[_place];
        if (RandomAccess.Read(_file, place, index * _place) != _place || place[^1] != Written)
        {
            return false;
        }

        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Pixels.FromLevel(place[i]);
        }

        MemoryMarshal.Cast<byte, float>(place.AsSpan(pixels.Length, points.Length * sizeof(float))).CopyTo(points);
        return true;
    }

    /// <summary>Writes a picture and its points; does nothing where the disk is full.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="pixels">Values in [−1, 1], rounded here to the 8 bits that will be read.</param>
    /// <param name="points">The points.</param>
    public void Write(long index, Span<float> pixels, ReadOnlySpan<float> points)
    {
        byte[] place = new byte[_place];
        for (int i = 0; i < pixels.Length; i++)
        {
            place[i] = Pixels.ToLevel(pixels[i]);
            pixels[i] = Pixels.FromLevel(place[i]); // the first time as every other time
        }

        MemoryMarshal.AsBytes(points).CopyTo(place.AsSpan(pixels.Length));
        place[^1] = Written;
        if (_isFull)
        {
            return;
        }

        try
        {
            RandomAccess.Write(_file, place, index * _place);
        }
        catch (IOException)
        {
            _isFull = true; // they are drawn again, which takes longer and is all the same otherwise
        }
    }

    /// <summary>Forgets all pictures.</summary>
    public void Clear() => RandomAccess.SetLength(_file, 0);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
