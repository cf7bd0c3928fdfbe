using System.IO.Compression;

namespace Mien.Checkpoints.Sources;

/// <summary>A deflated entry of a zip archive. The caller has bounded <paramref name="length"/>.</summary>
internal sealed class InflatedSource(ByteSource deflated, int length) : DecodedSource(deflated, length)
{
    protected override void Decode(Span<byte> destination)
    {
        using SourceStream stream = new(Encoded);
        using DeflateStream inflate = new(stream, CompressionMode.Decompress);
        try
        {
            inflate.ReadExactly(destination);
            if (inflate.ReadByte() >= 0)
            {
                throw Encoded.Fault(0, $"the entry inflates to more than the {destination.Length} bytes announced");
            }
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw Encoded.Fault(0, $"the entry does not inflate to the {destination.Length} bytes announced", e);
        }
    }
}
