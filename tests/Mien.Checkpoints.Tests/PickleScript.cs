using System.Buffers.Binary;
using System.Text;

namespace Mien.Checkpoints.Tests;

/// <summary>
/// Writes pickles by hand, opcode by opcode, for the tests that need one that no honest programme writes.
/// </summary>
internal sealed class PickleScript
{
    private readonly List<byte> _bytes = [];

    public PickleScript() => Op(0x80, 4);

    /// <summary>The pickle with its STOP opcode.</summary>
    public byte[] Bytes => [.. _bytes, (byte)'.'];

    public PickleScript Op(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Opcodes that are letters.</summary>
    public PickleScript Op(string letters) => Op(Encoding.Latin1.GetBytes(letters));

    public PickleScript Many(int times, string letters)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(letters);
        for (int i = 0; i < times; i++)
        {
            Op(bytes);
        }

        return this;
    }

    public PickleScript Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleScript Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op("X").Raw(utf8.Length).Op(utf8);
    }

    public PickleScript Data(params ReadOnlySpan<byte> data) => Op("B").Raw(data.Length).Op(data);

    public PickleScript Number(long number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Op(0x8A, 8).Op(bytes);
    }

    /// <summary>A tuple of numbers.</summary>
    public PickleScript Numbers(params ReadOnlySpan<long> numbers)
    {
        Op("(");
        foreach (long number in numbers)
        {
            Number(number);
        }

        return Op("t");
    }

    /// <summary>A NumPy array of float32 with the given shape and bytes.</summary>
    public PickleScript Array(ReadOnlySpan<long> shape, params ReadOnlySpan<byte> data) =>
        Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Numbers(0).Text("b").Op(0x87).Op("R")
            .Op("(").Number(1).Numbers(shape)
            .Global("numpy", "dtype").Text("<f4").Op(0x85).Op("R")
            .Op(0x89).Data(data).Op("tb");

    private PickleScript Raw(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return Op(bytes);
    }
}
