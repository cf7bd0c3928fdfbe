using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Mien.Checkpoints.Tests;

/// <summary>Files made to hurt a reader. Each must be refused.</summary>
internal static class AttackFiles
{
    private const string OneTensor = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";

    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["safetensors: header longer than the file"] = () => [.. BitConverter.GetBytes(1L << 20), .. "{}"u8],
        ["safetensors: header length negative"] = () => [.. BitConverter.GetBytes(-1L), .. "{}"u8],
        ["safetensors: numbers cut off"] = () => Safetensors(OneTensor, 3),
        ["safetensors: numbers left over"] = () => Safetensors(OneTensor, 5),
        ["safetensors: offsets outside"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 4),
        ["safetensors: offsets swapped"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4),
        ["safetensors: offsets beyond 64 bits"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551620]}}""", 4),
        ["safetensors: overlapping"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12),
        ["safetensors: the same bytes twice"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4),
        ["safetensors: a hole"] = () => Safetensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8),
        ["safetensors: the same name twice"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8),
        ["safetensors: 2^62 elements"] = () => Safetensors(
            """{"a":{"dtype":"U8","shape":[4611686018427387904],"data_offsets":[0,4]}}""", 4),
        ["safetensors: a shape that overflows to 4"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,4]}}""", 4),
        ["safetensors: a negative length"] = () => Safetensors(
            """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4),
        ["safetensors: an unknown dtype"] = () => Safetensors(
            """{"a":{"dtype":"F4","shape":[8],"data_offsets":[0,4]}}""", 4),
        ["safetensors: no dtype"] = () => Safetensors("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4),
        ["safetensors: metadata that is no text"] = () => Safetensors("""{"__metadata__":{"a":[]}}""", 0),
        ["safetensors: 100,000 levels"] = () => Safetensors("""{"a":""" + new string('[', 100_000), 0),
        ["safetensors: an unfinished name"] = () => Safetensors("{\"" + new string('a', 1 << 20), 0),

        ["pickle: 100,000 lists in each other"] = () => new PickleScript().Many(100_000, "]").Many(99_999, "a").Bytes,
        ["pickle: 100,000 tuples in each other"] = () => new PickleScript().Op(")").Many(100_000, "\x85").Bytes,
        ["pickle: 100,000 dictionaries in each other"] = () => new PickleScript().Many(100_000, "}\x8C\x01k").Op("N")
            .Many(100_000, "s").Bytes,
        ["pickle: 100,000 marks"] = () => new PickleScript().Many(100_000, "(").Bytes,
        ["pickle: a list that holds itself"] = () => new PickleScript().Op("]").Op(0x94).Op("h\0a").Bytes,
        ["pickle: two dictionaries that hold each other"] = () => new PickleScript().Op("}").Op(0x94).Op("}").Op(0x94)
            .Text("up").Op("h\0s").Text("down").Op("h\u0001s").Bytes,
        ["pickle: every list holds the next twice"] = () => new PickleScript().Array([1], 0, 0, 0, 0)
            .Many(60, "q\0]h\0ah\0a").Bytes,
        ["pickle: 2,000 long ways to each of 2,000 arrays"] = () => Names(),
        ["pickle: a memo number never set"] = () => new PickleScript().Op("j\xFF\xFF\xFF\xFF").Bytes,
        ["pickle: more steps than any weights need"] = () => new PickleScript().Many(1_500_000, "N0").Bytes,
        ["pickle: text of 2^62 bytes"] = () => new PickleScript().Op(0x8D, 0, 0, 0, 0, 0, 0, 0, 0x40).Bytes,
        ["pickle: bytes of a negative length"] = () => new PickleScript().Op(0x8E, 0, 0, 0, 0, 0, 0, 0, 0x80).Bytes,
        ["pickle: an integer of 2^31 bytes"] = () => new PickleScript().Op(0x8B, 0xFF, 0xFF, 0xFF, 0x7F).Bytes,
        ["pickle: an empty stack"] = () => new PickleScript().Bytes,
        ["pickle: a line without end"] = () => new PickleScript().Op("c" + new string('a', 1 << 20)).Bytes,
        ["pickle: an opcode off the list"] = () => new PickleScript().Op("P0\n").Bytes,
        ["pickle: protocol 6"] = () => [0x80, 2, 0x80, 6, (byte)'N', (byte)'.'],
        ["pickle: a shell command"] = () => new PickleScript().Global("posix", "system")
            .Text("touch /tmp/mien-was-here").Op(0x85).Op("R").Bytes,
        ["pickle: a subprocess"] = () => new PickleScript().Global("subprocess", "Popen").Op(")").Op(0x81).Bytes,
        ["pickle: eval"] = () => new PickleScript().Global("builtins", "eval").Text("1").Op(0x85).Op("R").Bytes,
        ["pickle: an array of 2^62 elements"] = () => new PickleScript().Array([1L << 62], 0, 0, 0, 0).Bytes,
        ["pickle: an array shape that overflows to 1"] = () => new PickleScript().Array(
            [1L << 32, 1L << 32, 1], 0, 0, 0, 0).Bytes,
        ["pickle: an array with a negative length"] = () => new PickleScript().Array([-1], 0, 0, 0, 0).Bytes,
        ["pickle: an array of 1,000 dimensions"] = () => new PickleScript().Array(
            Enumerable.Repeat(1L, 1000).ToArray(), 0, 0, 0, 0).Bytes,
        ["pickle: an array with too few bytes"] = () => new PickleScript().Array([2], 0, 0, 0, 0).Bytes,
        ["pickle: a storage that is elsewhere"] = () => new PickleScript().Text("elsewhere").Op("Q").Bytes,
        ["pickle: a hundred streams in each other"] = () => Nested(100),

        ["torch: an offset outside"] = () => Torch(4, 2, [3], [1]),
        ["torch: a negative offset"] = () => Torch(4, -1, [1], [1]),
        ["torch: an offset of 2^62"] = () => Torch(4, 1L << 62, [1], [1]),
        ["torch: a stride outside"] = () => Torch(4, 0, [2], [4]),
        ["torch: a negative stride"] = () => Torch(4, 0, [2], [-1]),
        ["torch: strides that overflow to inside"] = () => Torch(4, 0, [3, 2], [1L << 62, 1L << 63]),
        ["torch: 2^62 elements by strides of 0"] = () => Torch(4, 0, [1L << 31, 1L << 31], [0, 0]),
        ["torch: 2^30 elements by a stride of 0"] = () => Torch(4, 0, [1 << 30], [0]),
        ["torch: fewer strides than lengths"] = () => Torch(4, 0, [2, 2], [1]),
        ["torch: a storage longer than its entry"] = () => Torch(4, 0, [1], [1], announced: 1L << 60),
        ["torch: no such storage"] = () => Torch(4, 0, [1], [1], key: "1"),

        ["zip: a bomb"] = () => Zip(("a.npy", new byte[64 << 20])),
        ["zip: a bomb in a PyTorch file"] = () => Zip(
            ("x/data.pkl", [0x80, 2, (byte)'N', (byte)'.']), ("x/data/0", new byte[64 << 20])),
        ["zip: an entry that inflates to more than it says"] = () => Patched(
            Zip(("a.npy", new byte[4096])), "PK\x01\x02", 24, 16),
        ["zip: an entry that inflates to less than it says"] = () => Patched(
            Zip(("a.npy", new byte[4096])), "PK\x01\x02", 24, 1 << 20),
        ["zip: two entries on the same bytes"] = () => Patched(
            Zip(("a.npy", new byte[64]), ("b.npy", new byte[64])), "PK\x01\x02", 42, 0, last: true),
        ["zip: an encrypted entry"] = () => Patched(Zip(("a.npy", new byte[64])), "PK\x01\x02", 8, 1),
        ["zip: 65,535 entries announced"] = () => Patched(Zip(("a.npy", new byte[64])), "PK\x05\x06", 8, -1),
        ["zip: a directory outside"] = () => Patched(Zip(("a.npy", new byte[64])), "PK\x05\x06", 16, 1 << 30),
        ["zip: neither a PyTorch file nor arrays"] = () => Zip(("readme.txt", new byte[64])),
        ["zip: nothing in it"] = () => Zip(),

        ["npy: 2^62 elements"] = () => Npy(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,), }", 4),
        ["npy: a shape that overflows to 1"] = () => Npy(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 1), }", 4),
        ["npy: a shape beyond 64 bits"] = () => Npy(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 4),
        ["npy: a negative length"] = () => Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 4),
        ["npy: numbers cut off"] = () => Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4),
        ["npy: objects"] = () => Npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8),
        ["npy: records"] = () => Npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4),
        ["npy: 100,000 brackets"] = () => Npy(new string('(', 60_000), 0),
        ["npy: 100,000 dimensions"] = () => Npy(
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(Enumerable.Repeat("1,", 30_000))}), }}", 4),
        ["npy: a header of 4 GiB"] = () => [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'{'],
    };

    private static byte[] Safetensors(string header, int data) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header),
            .. new byte[data]];

    private static byte[] Npy(string header, int data) =>
        [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes(
            (ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. new byte[data]];

    /// <summary>2,000 arrays in a dictionary that 2,000 long names share: four million names of 900 letters.</summary>
    private static byte[] Names()
    {
        PickleScript script = new PickleScript().Op("}q\0");
        for (int i = 0; i < 2000; i++)
        {
            script.Text(i.ToString("X", System.Globalization.CultureInfo.InvariantCulture)).Array([1], 0, 0, 0, 0)
                .Op("s");
        }

        script.Op("0}");
        for (int i = 0; i < 2000; i++)
        {
            script.Text(new string('a', 900) + i).Op("h\0s");
        }

        return script.Bytes;
    }

    /// <summary>Streams of the older PyTorch format, each the bytes of a storage in the next.</summary>
    private static byte[] Nested(int levels)
    {
        byte[] inner = new PickleScript().Op("N").Bytes;
        for (int i = 0; i < levels; i++)
        {
            byte[] root = new PickleScript().Global("torch.storage", "_load_from_bytes").Data(inner).Op(0x85)
                .Op("R").Bytes;
            inner = i == levels - 1 ? root
                : [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.',
                    .. new PickleScript().Number(1001).Bytes, .. new PickleScript().Op("}").Bytes, .. root,
                    .. new PickleScript().Op("]").Bytes];
        }

        return inner;
    }

    /// <summary>A PyTorch archive with one tensor over one storage of float32.</summary>
    private static byte[] Torch(
        int elements, long offset, long[] shape, long[] strides, long? announced = null, string key = "0")
    {
        byte[] pickle = new PickleScript().Global("torch._utils", "_rebuild_tensor_v2")
            .Op("((").Text("storage").Global("torch", "FloatStorage").Text(key).Text("cpu")
            .Number(announced ?? elements).Op("tQ")
            .Number(offset).Numbers(shape).Numbers(strides).Op(0x89).Op("NtR").Bytes;
        return Zip(CompressionLevel.NoCompression, ("x/data.pkl", pickle), ("x/data/0", new byte[elements * 4]));
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
        => Zip(CompressionLevel.SmallestSize, entries);

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Overwrites four bytes at a place counted from the first or last appearance of a signature.</summary>
    private static byte[] Patched(byte[] file, string signature, int at, int number, bool last = false)
    {
        ReadOnlySpan<byte> wanted = Encoding.Latin1.GetBytes(signature);
        int place = last ? file.AsSpan().LastIndexOf(wanted) : file.AsSpan().IndexOf(wanted);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place + at), number);
        return file;
    }
}
