namespace Mien.Studio.Endpoints;

/// <summary>A file that comes in, straight to the disk.</summary>
internal static class IncomingFile
{
    private const long Spare = 1L << 30; // bytes of the disk that stay free

    /// <summary>Writes it.</summary>
    /// <param name="path">Where to; nothing may be there.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="length">Their number, if known.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <param name="cancellation">Ends it; the caller removes what was written.</param>
    /// <exception cref="IOException">There is no room for it, or it is too large.</exception>
    public static async Task Write(
        string path, Stream content, long? length, long most, CancellationToken cancellation)
    {
        long room = Math.Min(
            most, new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace - Spare);
        if (length > room)
        {
            throw new IOException(Texts.NoRoom);
        }

        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
        byte[] buffer = new byte[1 << 17];
        long all = 0;
        for (int read = await content.ReadAsync(buffer, cancellation); read > 0; read = await content.ReadAsync(
            buffer, cancellation))
        {
            all += read;
            if (all > room)
            {
                throw new IOException(Texts.NoRoom);
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }
}
