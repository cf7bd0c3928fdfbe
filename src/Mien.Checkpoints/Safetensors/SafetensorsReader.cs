using System.Buffers.Binary;
using System.Text.Json;
using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Safetensors;

/// <summary>Reads safetensors: 8 bytes with the length of a JSON header, the header, then the numbers.</summary>
internal static class SafetensorsReader
{
    private const int MaxHeader = 100 << 20; // the format's own bound

    /// <summary>
    /// Whether the file begins like one: a header's length that fits, and the header's opening brace.
    /// </summary>
    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length > 8 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) is >= 2 and <= MaxHeader;

    /// <summary>The tensors, in the order of the header, and the text metadata.</summary>
    /// <exception cref="CheckpointException">
    /// The header is not what the format asks for, or tensors lie outside the file, overlap, or leave holes.
    /// </exception>
    public static ReaderResult Read(ByteSource file)
    {
        Span<byte> prefix = stackalloc byte[8];
        file.Read(0, prefix);
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        ByteSource headerBytes = file.Slice(8, length);
        byte[] header = new byte[length];
        headerBytes.Read(0, header);
        ByteSource data = file.Slice(8 + length, file.Length - 8 - length);

        List<CheckpointTensor> tensors = [];
        Dictionary<string, string> metadata = [];
        List<(long Start, long End, string Name)> ranges = [];
        Utf8JsonReader json = new(header, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            Expect(ref json, JsonTokenType.StartObject);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                if (name == "__metadata__")
                {
                    ReadMetadata(ref json, metadata);
                }
                else
                {
                    tensors.Add(ReadTensor(ref json, name, file, data, ranges));
                }
            }

            while (json.Read())
            {
                // Only the closing brace may follow; the reader throws at anything else.
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw file.Fault(8 + json.BytesConsumed, "the safetensors header is damaged", e);
        }

        CheckRanges(data, ranges);
        return new ReaderResult(CheckpointFormat.Safetensors, tensors, metadata);
    }

    private static StridedTensor ReadTensor(
        ref Utf8JsonReader json, string name, ByteSource file, ByteSource data,
        List<(long Start, long End, string Name)> ranges)
    {
        CheckpointException Refuse(string reason) => new(file.Path, $"tensor '{name}'", reason);

        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            json.Read();
            switch (key)
            {
                case "dtype":
                    type = json.GetString();
                    break;
                case "shape":
                    shape = ReadNumbers(ref json);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref json);
                    break;
                default:
                    throw Refuse($"the header says '{key}' of the tensor, which the format does not know");
            }
        }

        if (type is null || shape is null || offsets is not [long start, long end])
        {
            throw Refuse("the header lacks the tensor's dtype, shape or data_offsets");
        }

        TensorType stored = TypeOf(type) ?? throw Refuse($"its dtype is {type}, which is not read");
        UInt128 bytes = (UInt128)stored.Size();
        foreach (long dimension in shape)
        {
            bytes = dimension < 0 ? UInt128.MaxValue : UInt128.Min(bytes * (UInt128)dimension, ulong.MaxValue);
        }

        if (start < 0 || end < start || end > data.Length)
        {
            throw Refuse(
                $"its bytes {start} to {end} do not lie inside the {data.Length} bytes of data: the file is cut short or damaged");
        }

        if (bytes != (UInt128)(end - start))
        {
            throw Refuse($"a {type} tensor of shape [{string.Join(", ", shape)}] does not take {end - start} bytes");
        }

        ranges.Add((start, end, name));
        return StridedTensor.Contiguous(name, stored, [.. shape], data.Slice(start, end - start));
    }

    private static void ReadMetadata(ref Utf8JsonReader json, Dictionary<string, string> metadata)
    {
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = json.GetString()!;
            Expect(ref json, JsonTokenType.String);
            metadata[key] = json.GetString()!;
        }
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        List<long> numbers = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            // An unsigned number beyond this cannot be a length or a place in a file.
            numbers.Add((long)Math.Min(json.GetUInt64(), long.MaxValue));
        }

        return numbers;
    }

    /// <summary>The format asks that tensors lie one behind the other and fill the data.</summary>
    private static void CheckRanges(ByteSource data, List<(long Start, long End, string Name)> ranges)
    {
        ranges.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        long filled = 0;
        foreach ((long start, long end, string name) in ranges)
        {
            if (start != filled)
            {
                throw new CheckpointException(
                    data.Path, $"tensor '{name}'", start < filled
                        ? "it overlaps another tensor" : $"there is a hole of {start - filled} bytes before it");
            }

            filled = end;
        }

        if (filled != data.Length)
        {
            throw data.Fault(filled, $"{data.Length - filled} bytes follow the last tensor");
        }
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (!json.Read() || json.TokenType != token)
        {
            throw new JsonException();
        }
    }

    private static TensorType? TypeOf(string name) => name switch
    {
        "F64" => TensorType.F64,
        "F32" => TensorType.F32,
        "F16" => TensorType.F16,
        "BF16" => TensorType.BF16,
        "I64" => TensorType.I64,
        "I32" => TensorType.I32,
        "I16" => TensorType.I16,
        "I8" => TensorType.I8,
        "U64" => TensorType.U64,
        "U32" => TensorType.U32,
        "U16" => TensorType.U16,
        "U8" => TensorType.U8,
        "BOOL" => TensorType.Bool,
        _ => null,
    };
}
