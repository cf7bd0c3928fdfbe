using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Mien.Checkpoints;

namespace CheckpointBench;

/// <summary>
/// Writes a network as NVIDIA's TensorFlow code pickles it: an object of dnnlib.tflib whose variables are NumPy arrays.
/// In protocol 4 the numbers are bytes; in protocol 2 they are text, which takes half as much again and must be
/// decoded.
/// </summary>
internal sealed class NetworkPickle(Stream stream, int protocol)
{
    public static void Write(string path, IReadOnlyList<CheckpointTensor> tensors, int protocol)
    {
        using FileStream stream = File.Create(path, 1 << 16);
        new NetworkPickle(stream, protocol).Write(tensors);
    }

    private void Write(IReadOnlyList<CheckpointTensor> tensors)
    {
        Op(0x80, (byte)protocol);
        Global("dnnlib.tflib.network", "Network");
        Op(")\x81}");
        Text("name");
        Text("Gs");
        Op("s");
        Text("variables");
        Op("](");
        foreach (CheckpointTensor tensor in tensors)
        {
            Text(tensor.Name);
            Array(tensor);
            Op(0x86);
        }

        Op("esb.");
    }

    private void Array(CheckpointTensor tensor)
    {
        Global("numpy.core.multiarray", "_reconstruct");
        Global("numpy", "ndarray");
        Op("K\0\x85U\u0001b\x87R(K\u0001(");
        foreach (int length in tensor.Shape)
        {
            Op("J");
            Number(length);
        }

        Op("t");
        Global("numpy", "dtype");
        Text("<f4");
        Op("\x85R\x89");
        byte[] bytes = MemoryMarshal.AsBytes(tensor.ToArray().AsSpan()).ToArray();
        if (protocol >= 3)
        {
            Op("B");
            Number(bytes.Length);
            stream.Write(bytes);
        }
        else
        {
            Global("_codecs", "encode");
            Text(Encoding.Latin1.GetString(bytes));
            Text("latin1");
            Op("\x86R");
        }

        Op("tb");
    }

    private void Global(string module, string name) => Op($"c{module}\n{name}\n");

    private void Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Op("X");
        Number(utf8.Length);
        stream.Write(utf8);
    }

    private void Number(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }

    private void Op(string letters) => stream.Write(Encoding.Latin1.GetBytes(letters));

    private void Op(params ReadOnlySpan<byte> bytes) => stream.Write(bytes);
}
