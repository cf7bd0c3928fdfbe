using Mien.Tensors;
using Mien.Tensors.Ops;

namespace EngineBench;

/// <summary>
/// The filtered leaky ReLU of StyleGAN3 in one pass against its composition, forward and backward, at the sizes of a
/// 256 px network.
/// </summary>
internal static class FilterBench
{
    public static void Run()
    {
        Console.WriteLine("## Filtered leaky ReLU");
        Console.WriteLine();
        Console.WriteLine("| x | type | up | one pass | composed | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (DType type in new[] { DType.Float32, DType.BFloat16 })
        {
            foreach ((int size, int channels, int up) in new[] { (86, 512, 2), (150, 256, 4), (278, 128, 2) })
            {
                Row(size, channels, up, type);
            }
        }

        Console.WriteLine();
    }

    private static void Row(int size, int channels, int up, DType type)
    {
        float[] Taps(int count) => [.. Enumerable.Repeat(1f / count, count)];
        ActivationFilters f = new()
        {
            UpFilter = Taps(6 * up),
            DownFilter = Taps(12),
            Up = up,
            Before = up == 2 ? 9 : -6,
            After = up == 2 ? 8 : -9,
            Border = 1,
            Clamp = 256,
        };
        using Tensor normal = Tensor.Normal([1, size, size, channels], 1);
        double[] seconds = Stopwatches.Compare(
            () => Both(x => x.FilteredLeakyRelu(f)), () => Both(x => x.FilteredLeakyReluComposed(f)));
        Console.WriteLine(
            $"| {normal.Shape} | {type} | {up} | {seconds[0] * 1e3:F0} ms | {seconds[1] * 1e3:F0} ms | **{seconds[1] / seconds[0]:F2}** |");

        void Both(Func<Tensor, Tensor> op)
        {
            using Tape tape = new();
            tape.Watch(normal);
            Tensor y = op(normal.To(type));
            tape.Backward(y, y.To(DType.Float32));
        }
    }
}
