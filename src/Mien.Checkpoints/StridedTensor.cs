using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints;

/// <summary>
/// Numbers in a source of bytes, seen through an offset and one stride per dimension, all counted in elements.
/// Transposing, mirroring and dropping dimensions of length 1 change only these, never the numbers.
/// </summary>
public sealed class StridedTensor : CheckpointTensor
{
    /// <summary>More dimensions than any framework makes.</summary>
    internal const int MaxRank = 32;

    private readonly ByteSource _storage;
    private readonly long _offset;
    private readonly long[] _strides;
    private readonly bool _bigEndian;
    private readonly long _first;
    private readonly long _last;

    private StridedTensor(
        string name, TensorType type, int[] shape, ByteSource storage, long offset, long[] strides, bool bigEndian)
        : base(name, type, shape)
    {
        _storage = storage;
        _offset = offset;
        _strides = strides;
        _bigEndian = bigEndian;
        (_first, _last) = Extent(shape, offset, strides);
    }

    /// <summary>A tensor whose every element lies inside <paramref name="storage"/>.</summary>
    /// <exception cref="CheckpointException">Too many dimensions or elements, or elements outside the
    /// storage.</exception>
    internal static StridedTensor Create(
        string name, TensorType type, ReadOnlySpan<long> shape, ByteSource storage, long offset,
        ReadOnlySpan<long> strides, bool bigEndian = false)
    {
        CheckpointException Refuse(string reason)
            => new(storage.Path, name.Length == 0 ? $"at byte {storage.Origin}" : $"tensor '{name}'", reason);

        if (shape.Length > MaxRank || strides.Length != shape.Length)
        {
            throw Refuse($"a tensor with {shape.Length} dimensions and {strides.Length} strides");
        }

        int[] lengths = new int[shape.Length];
        bool empty = false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] is < 0 or > int.MaxValue)
            {
                throw Refuse($"a dimension of length {shape[i]}");
            }

            lengths[i] = (int)shape[i];
            empty |= lengths[i] == 0;
        }

        if (empty)
        {
            return new StridedTensor(name, type, lengths, storage, 0, new long[lengths.Length], bigEndian);
        }

        // The bound on the count is that of an array; the bound on offset and strides lets nothing below overflow.
        long count = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            count *= lengths[i];
            if (count > Array.MaxLength || Math.Abs((decimal)strides[i]) > long.MaxValue >> 36)
            {
                throw Refuse(
                    $"a tensor of shape [{string.Join(", ", lengths)}] with strides [{string.Join(", ", strides.ToArray())}]");
            }
        }

        (long first, long last) = offset is < 0 or > long.MaxValue >> 4 ? (-1, -1) : Extent(lengths, offset, strides);
        long available = storage.Length / type.Size();
        return first < 0 || last >= available
            ? throw Refuse($"the tensor's elements {first} to {last} do not lie inside its storage of {available}")
            : new StridedTensor(name, type, lengths, storage, offset, strides.ToArray(), bigEndian);
    }

    /// <summary>
    /// A tensor whose elements follow each other, row by row, from the start of <paramref name="storage"/>.
    /// </summary>
    /// <exception cref="CheckpointException">As <see cref="Create"/>.</exception>
    internal static StridedTensor Contiguous(
        string name, TensorType type, ReadOnlySpan<long> shape, ByteSource storage, bool bigEndian = false,
        bool fortranOrder = false)
    {
        long[] strides = new long[shape.Length];
        UInt128 stride = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            int at = fortranOrder ? i : shape.Length - 1 - i;
            strides[at] = (long)UInt128.Min(stride, long.MaxValue);
            // an empty tensor has no strides to speak of
            stride = UInt128.Min(stride * (UInt128)Math.Max(0, shape[at]), long.MaxValue);
        }

        return Create(name, type, shape, storage, 0, strides, bigEndian);
    }

    /// <summary>The same numbers under another name.</summary>
    public StridedTensor Named(string name) => View(name, [.. Shape], _offset, _strides);

    /// <summary>
    /// The dimensions in another order: dimension i of the result is dimension <paramref name="order"/>[i] of this.
    /// </summary>
    public StridedTensor Permute(params ReadOnlySpan<int> order)
    {
        int[] shape = new int[order.Length];
        long[] strides = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            shape[i] = Shape[order[i]];
            strides[i] = _strides[order[i]];
        }

        return View(Name, shape, _offset, strides);
    }

    /// <summary>One dimension read backwards.</summary>
    public StridedTensor Mirror(int dimension)
    {
        long[] strides = [.. _strides];
        strides[dimension] = -strides[dimension];
        return View(Name, [.. Shape], _offset + ((Shape[dimension] - 1) * _strides[dimension]), strides);
    }

    /// <summary>
    /// Without the first dimensions of length 1, and if those do not suffice the last ones, down to
    /// <paramref name="rank"/>.
    /// </summary>
    /// <returns>Null where there are not enough dimensions of length 1 to drop, or too few dimensions.</returns>
    public StridedTensor? Squeeze(int rank)
    {
        int start = 0;
        int end = Shape.Count;
        while (end - start > rank && Shape[start] == 1)
        {
            start++;
        }

        while (end - start > rank && Shape[end - 1] == 1)
        {
            end--;
        }

        return end - start != rank
            ? null : View(Name, [.. Shape.Skip(start).Take(rank)], _offset, _strides[start..end]);
    }

    /// <summary>With further dimensions of length 1 before the first and after the last.</summary>
    public StridedTensor Unsqueeze(int before, int after)
        => View(
            Name, [.. Enumerable.Repeat(1, before), .. Shape, .. Enumerable.Repeat(1, after)], _offset,
            [.. Enumerable.Repeat(1L, before), .. _strides, .. Enumerable.Repeat(1L, after)]);

    /// <inheritdoc/>
    protected override void Fill(Span<float> destination)
    {
        int size = Type.Size();
        long bytes = (_last - _first + 1) * size;
        if (IsContiguous())
        {
            FillContiguous(destination, size);
            return;
        }

        // A few elements far apart are not worth reading everything between them.
        if (bytes > Array.MaxLength || bytes / size > (16L * Count) + 4096)
        {
            FillOneByOne(destination, size);
            return;
        }

        // The elements that the tensor spans are decoded in storage order, then gathered.
        float[] spanned = GC.AllocateUninitializedArray<float>((int)(_last - _first + 1));
        byte[] raw = GC.AllocateUninitializedArray<byte>((int)bytes);
        _storage.Read(_first * size, raw);
        Type.Decode(raw, _bigEndian, spanned);
        StridedCopy.Gather(spanned, _offset - _first, [.. Shape], _strides, destination);
    }

    private void FillContiguous(Span<float> destination, int size)
    {
        if (Type == TensorType.F32 && !_bigEndian)
        {
            _storage.Read(_offset * size, System.Runtime.InteropServices.MemoryMarshal.AsBytes(destination));
            return;
        }

        byte[] raw = GC.AllocateUninitializedArray<byte>(Math.Min(Count, 1 << 16) * size);
        for (int done = 0; done < Count;)
        {
            int part = Math.Min(Count - done, raw.Length / size);
            Span<byte> bytes = raw.AsSpan(0, part * size);
            _storage.Read((_offset + done) * size, bytes);
            Type.Decode(bytes, _bigEndian, destination.Slice(done, part));
            done += part;
        }
    }

    private void FillOneByOne(Span<float> destination, int size)
    {
        Span<byte> raw = stackalloc byte[size];
        Span<int> index = stackalloc int[Shape.Count];
        index.Clear();
        for (int to = 0; to < destination.Length; to++)
        {
            long from = _offset;
            for (int i = 0; i < index.Length; i++)
            {
                from += index[i] * _strides[i];
            }

            _storage.Read(from * size, raw);
            Type.Decode(raw, _bigEndian, destination.Slice(to, 1));
            for (int i = index.Length - 1; i >= 0 && ++index[i] == Shape[i]; i--)
            {
                index[i] = 0;
            }
        }
    }

    private bool IsContiguous()
    {
        long expected = 1;
        for (int i = Shape.Count - 1; i >= 0; i--)
        {
            if (Shape[i] != 1 && _strides[i] != expected)
            {
                return false;
            }

            expected *= Shape[i];
        }

        return true;
    }

    private StridedTensor View(string name, int[] shape, long offset, long[] strides) =>
        new(name, Type, shape, _storage, offset, strides, _bigEndian);

    private static (long First, long Last) Extent(ReadOnlySpan<int> shape, long offset, ReadOnlySpan<long> strides)
    {
        Int128 first = offset;
        Int128 last = offset;
        for (int i = 0; i < shape.Length; i++)
        {
            Int128 reach = (Int128)(shape[i] - 1) * strides[i];
            if (shape[i] == 0)
            {
                return (0, -1);
            }

            (first, last) = reach < 0 ? (first + reach, last) : (first, last + reach);
        }

        return (long.CreateSaturating(first), long.CreateSaturating(last));
    }
}
