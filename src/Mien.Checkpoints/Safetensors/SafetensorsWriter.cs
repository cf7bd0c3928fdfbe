using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mien.Checkpoints.Safetensors;

/// <summary>
/// Writes safetensors. Equal tensors and metadata give equal bytes: tensors are sorted by name, metadata by key, and
/// the header is padded with spaces so that the numbers start at a multiple of 8.
/// </summary>
public static class SafetensorsWriter
{
    // Names and metadata go into a file, not into a web page.
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="tensors">What to write; names must differ. They are read one after the other, so that only one is
    /// in memory.</param>
    /// <param name="metadata">Text about the file, or null.</param>
    /// <param name="type">How to store the numbers: float32, float16 or bfloat16; the latter two round to nearest
    /// even.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or the type is none of the
    /// three.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<CheckpointTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        TensorType type = TensorType.F32)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        string name = type switch
        {
            TensorType.F32 => "F32",
            TensorType.F16 => "F16",
            TensorType.BF16 => "BF16",
            _ => throw new ArgumentException($"weights are written as F32, F16 or BF16, not {type}", nameof(type)),
        };
        CheckpointTensor[] sorted = [.. tensors.OrderBy(t => t.Name, StringComparer.Ordinal)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name)
            {
                throw new ArgumentException($"two tensors are called '{sorted[i].Name}'", nameof(tensors));
            }
        }

        byte[] header = Header(sorted, metadata, name, type.Size());
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (CheckpointTensor tensor in sorted)
            {
                WriteNumbers(stream, tensor, type);
            }
        });
    }

    private static byte[] Header(
        CheckpointTensor[] tensors, IReadOnlyDictionary<string, string>? metadata, string type, int size)
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.GetSpan(8)[..8].Clear();
        buffer.Advance(8);
        using (Utf8JsonWriter json = new(buffer, _options))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (CheckpointTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (int length in tensor.Shape)
                {
                    json.WriteNumberValue(length);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += (long)tensor.Count * size;
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        int padding = (8 - (buffer.WrittenCount % 8)) % 8;
        buffer.GetSpan(padding + 1)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }

    private static void WriteNumbers(Stream stream, CheckpointTensor tensor, TensorType type)
    {
        float[] values = ArrayPool<float>.Shared.Rent(tensor.Count);
        Span<float> numbers = values.AsSpan(0, tensor.Count);
        tensor.CopyTo(numbers);
        if (type == TensorType.F32)
        {
            stream.Write(MemoryMarshal.AsBytes(numbers));
        }
        else
        {
            ushort[] halves = new ushort[numbers.Length];
            for (int i = 0; i < halves.Length; i++)
            {
                halves[i] = type == TensorType.F16
                    ? BitConverter.HalfToUInt16Bits((Half)numbers[i]) : ToBFloat16(numbers[i]);
            }

            stream.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
        }

        ArrayPool<float>.Shared.Return(values);
    }

    /// <summary>Rounds to the nearest bfloat16, ties to even; a NaN stays one.</summary>
    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
