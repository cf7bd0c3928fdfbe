using Mien.Tensors;
using Mien.Tensors.Compute;
using Mien.Tensors.Ops;

namespace EngineBench;

/// <summary>
/// The passes that are bound by memory, in bytes that they must read and write per second, against a copy of the
/// largest operand by all threads in the same run.
/// </summary>
internal static unsafe class PassBench
{
    /// <param name="name">Only passes whose names hold this.</param>
    public static void Run(string name)
    {
        Console.WriteLine("## Element-wise passes");
        Console.WriteLine();
        Console.WriteLine(
            "GB/s that must be moved, and their share of a copy's on all threads (read and written, the same sizes).");
        Console.WriteLine();
        Console.WriteLine("| pass | x | type | engine | copy | share |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (DType type in new[] { DType.Float32, DType.BFloat16 })
        {
            foreach (Shape shape in new Shape[] { [1, 64, 64, 512], [1, 256, 256, 128], [1, 1024, 1024, 32] })
            {
                Passes(shape, type, name);
            }
        }

        Console.WriteLine();
    }

    private static void Passes(Shape shape, DType type, string only)
    {
        int n = shape[0], h = shape[1], w = shape[2], c = shape[3];
        using Tensor normal = Tensor.Normal(shape, 1), wide = Tensor.Normal([n, h + 1, w + 1, c], 2);
        using Tensor x = Elementwise.Convert(normal, type), x1 = Elementwise.Convert(wide, type), dy = x.Clone();
        using Tensor scale = Tensor.Normal([n, c], 3), bias = Tensor.Normal([c], 4), noise = Tensor.Normal([h, w], 5),
            strength = Tensor.Full([], 0.1f);
        long one = x.Count * type.Size();

        void Row(string name, Tensor x, long bytes, Action<Tape> pass)
        {
            if (name.Contains(only, StringComparison.Ordinal))
            {
                PassBench.Row(name, x, bytes, pass);
            }
        }

        Row("scale channels", x, 2 * one, _ => x.ScaleChannels(scale));
        Row("demodulate, noise, bias, leaky ReLU, gain", x, 2 * one, _ => x.Style(
            scale, bias, noise, strength, 0.2f, 1.4f));
        if (type == DType.Float32)
        {
            Row("the same with its backward pass (x and scale)", x, 6 * one, tape =>
            {
                tape.Watch(x);
                tape.Watch(scale);
                tape.Backward(x.Style(scale, bias, noise, strength, 0.2f, 1.4f), dy);
            });
        }

        Row("ReLU", x, 2 * one, _ => x.Relu());
        Row("FIR 1331 after a transposed convolution", x1, 2 * one, _ => x1.Fir(
            [1, 3, 3, 1], before: 1, after: 1, gain: 4));
        Row("instance norm (two reads, one more to apply)", x, 4 * one, _ => x.InstanceNorm());
        Row("sum of squared differences", x, 2 * one, _ => x.SumSquaredDifference(dy));
        Row("sum of two", x, 3 * one, _ => x.Plus(dy));
    }

    private static void Row(string name, Tensor x, long bytes, Action<Tape> pass)
    {
        // The copy moves as many bytes, half read and half written.
        using Block from = new(bytes / 2), to = new(bytes / 2);
        double[] seconds = Stopwatches.Compare(
            () =>
            {
                using Tape tape = new();
                pass(tape);
            },
            () => Workers.For(bytes / 2 / 4096, 1024, (first, last) =>
                Buffer.MemoryCopy(
                    from.Pointer + (first * 4096), to.Pointer + (first * 4096), (last - first) * 4096,
                    (last - first) * 4096)));
        double ours = bytes / seconds[0] * 1e-9, copy = bytes / seconds[1] * 1e-9;
        Console.WriteLine($"| {name} | {x.Shape} | {x.DType} | {ours:F1} | {copy:F1} | **{ours / copy:F2}** |");
    }

    private sealed class Block(long bytes) : IDisposable
    {
        private readonly Tensor _memory = Tensor.Zeros([checked((int)(bytes / 4))]);

        public byte* Pointer => (byte*)_memory.Pointer;

        public void Dispose() => _memory.Dispose();
    }
}
