using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Operations that move numbers without changing them, and conversions of type.</summary>
public static unsafe class Shaping
{
    /// <summary>The same numbers in another shape; shares the memory.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public static Tensor Reshape(this Tensor x, Shape shape)
    {
        Tape tape = Tape.For("Reshape", x);
        Require.That(x.Count == shape.Count, "Reshape", $"as many elements as {shape} has", x);
        Tensor y = tape.Own(View(x, shape));
        Shape before = x.Shape;
        return tape.NodeOf(x) is { } nx ? tape.Record(y, dy => nx.Add(View(dy, before))) : y;
    }

    /// <summary>The numbers in another type; the tensor itself if it has that type.</summary>
    public static Tensor To(this Tensor x, DType type)
    {
        if (x.DType == type && !x.IsDisposed)
        {
            return x;
        }

        Tape tape = Tape.For("To", x);
        Tensor y = tape.Own(Elementwise.Convert(x, type));
        DType before = x.DType;
        return tape.NodeOf(x) is { } nx ? tape.Record(y, dy => nx.Add(Elementwise.Convert(dy, before))) : y;
    }

    /// <summary>The part [start, start + length) of one axis.</summary>
    /// <exception cref="ArgumentException">There is no such axis or part.</exception>
    public static Tensor Slice(this Tensor x, int axis, int start, int length)
    {
        Tape tape = Tape.For("Slice", x);
        Require.That((uint)axis < (uint)x.Shape.Rank && start >= 0 && length > 0 && length <= x.Shape[axis] - start,
            "Slice", $"an axis {axis} that holds {start} to {start + length}", x);
        Blocks blocks = new(x.Shape, axis, x.DType);
        Tensor y = tape.New(Replace(x.Shape, axis, length), x.DType);
        blocks.Copy(x.Pointer, x.Shape[axis], start, y.Pointer, length, 0, length);
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Shape before = x.Shape;
        return tape.Record(y, dy =>
        {
            Tensor dx = Tensor.Zeros(before, dy.DType);
            blocks.Copy(dy.Pointer, length, 0, dx.Pointer, before[axis], start, length);
            nx.Add(dx);
        });
    }

    /// <summary>One index of the second axis: [N, L, W] → [N, W], such as one layer's style vectors.</summary>
    /// <exception cref="ArgumentException">x is not of rank 3, or has no such index.</exception>
    public static Tensor Select(this Tensor x, int index)
    {
        Require.That(x.Shape.Rank == 3, "Select", "x [N, L, W]", x);
        return x.Slice(1, index, 1).Reshape([x.Shape[0], x.Shape[2]]);
    }

    /// <summary>Tensors one after the other along an axis.</summary>
    /// <exception cref="ArgumentException">There are none, or the other axes, or the types, differ.</exception>
    public static Tensor Concat(this IReadOnlyList<Tensor> parts, int axis)
    {
        Tape tape = Tape.For("Concat", [.. parts]);
        Require.That(parts.Count > 0, "Concat", "at least one tensor");
        Tensor first = parts[0];
        int total = 0;
        foreach (Tensor part in parts)
        {
            Require.That((uint)axis < (uint)part.Shape.Rank && part.DType == first.DType
                && Replace(part.Shape, axis, 1) == Replace(first.Shape, axis, 1), "Concat",
                $"shapes that differ in axis {axis} alone", first, part);
            total += part.Shape[axis];
        }

        Blocks blocks = new(first.Shape, axis, first.DType);
        Tensor y = tape.New(Replace(first.Shape, axis, total), first.DType);
        List<(GradientNode Node, Shape Shape, int At)> wanted = [];
        int at = 0;
        foreach (Tensor part in parts)
        {
            blocks.Copy(part.Pointer, part.Shape[axis], 0, y.Pointer, total, at, part.Shape[axis]);
            if (tape.NodeOf(part) is { } node)
            {
                wanted.Add((node, part.Shape, at));
            }

            at += part.Shape[axis];
        }

        return wanted.Count == 0 ? y : tape.Record(y, dy =>
        {
            foreach ((GradientNode node, Shape shape, int start) in wanted)
            {
                Tensor dx = new(shape, dy.DType);
                blocks.Copy(dy.Pointer, total, start, dx.Pointer, shape[axis], 0, shape[axis]);
                node.Add(dx);
            }
        });
    }

    /// <summary>An axis of length 1 repeated: [1, 4, 4, C] → [N, 4, 4, C].</summary>
    /// <exception cref="ArgumentException">The axis is not of length 1, or times is below 1.</exception>
    public static Tensor Repeat(this Tensor x, int axis, int times)
    {
        Tape tape = Tape.For("Repeat", x);
        Require.That(
            (uint)axis < (uint)x.Shape.Rank && x.Shape[axis] == 1 && times > 0, "Repeat", $"an axis {axis} of length 1",
            x);
        Blocks blocks = new(x.Shape, axis, x.DType);
        Tensor y = tape.New(Replace(x.Shape, axis, times), x.DType);
        for (int i = 0; i < times; i++)
        {
            blocks.Copy(x.Pointer, 1, 0, y.Pointer, times, i, 1);
        }

        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Shape before = x.Shape;
        return tape.Record(y, dy =>
        {
            Tensor sum = new(before, dy.DType);
            blocks.Copy(dy.Pointer, times, 0, sum.Pointer, 1, 0, 1);
            for (int i = 1; i < times; i++)
            {
                using Tensor one = new(before, dy.DType);
                blocks.Copy(dy.Pointer, times, i, one.Pointer, 1, 0, 1);
                Elementwise.Add(sum, one, sum);
            }

            nx.Add(sum);
        });
    }

    private static Tensor View(Tensor x, Shape shape)
    {
        x.Storage.Retain();
        return new(x.Storage, shape, x.DType);
    }

    private static Shape Replace(Shape shape, int axis, int length)
    {
        int[] lengths = shape.ToArray();
        lengths[axis] = length;
        return Shape.Of(lengths);
    }

    /// <summary>Copies between tensors that differ in the length of one axis.</summary>
    private readonly struct Blocks
    {
        private readonly long _outer;
        private readonly long _inner;

        public Blocks(Shape shape, int axis, DType type)
        {
            _outer = 1;
            _inner = type.Size();
            for (int i = 0; i < shape.Rank; i++)
            {
                _outer *= i < axis ? shape[i] : 1;
                _inner *= i > axis ? shape[i] : 1;
            }
        }

        public void Copy(void* from, int fromLength, int fromStart, void* to, int toLength, int toStart, int length)
        {
            for (long i = 0; i < _outer; i++)
            {
                byte* source = (byte*)from + (((i * fromLength) + fromStart) * _inner);
                byte* target = (byte*)to + (((i * toLength) + toStart) * _inner);
                Buffer.MemoryCopy(source, target, length * _inner, length * _inner);
            }
        }
    }
}
