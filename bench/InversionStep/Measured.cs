using System.Diagnostics;
using System.Globalization;
using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace InversionStep;

/// <summary>What is measured in a process of its own.</summary>
internal static class Measured
{
    public static Measurement Run(string what, string precisionName, int steps, int threads)
    {
        Engine.Threads = threads;
        Precision precision = Enum.Parse<Precision>(precisionName);
        return what == "rate" ? BestRate(precision, steps) : Step(int.Parse(what, CultureInfo.InvariantCulture), precision, steps);
    }

    private static Measurement Step(int size, Precision precision, int steps)
    {
        StyleGan2Architecture architecture = new() { Resolution = size, Channels = StyleGan2Architecture.ConfigurationF(size) };
        using StyleGan2Generator generator = new(architecture, StyleGan2Initialization.Weights(architecture, 1));
        Vgg16Architecture layers = new();
        using Vgg16 vgg = new(layers, Vgg16Initialization.Weights(layers, 2));
        using Tensor ws = Tensor.Normal([1, architecture.Layers, architecture.WDim], 3), photograph = Tensor.Normal([1, 256, 256, 3], 4);
        using Adam adam = new([ws]);
        Tensor target;
        using (Tape tape = new())
        {
            target = vgg.Features(photograph, VggLayer.Block3Conv3, precision).Detach();
        }

        TensorPool.Trim();
        List<double> seconds = [];
        for (int step = 0; step <= steps; step++)
        {
            long start = Stopwatch.GetTimestamp();
            using Tape tape = new();
            tape.Watch(ws);
            Tensor image = generator.Synthesize(ws, new() { Noise = Noise.Constant, Precision = precision });
            if (size > 256)
            {
                image = image.Resize(256, 256, Interpolation.Area);
            }

            Tensor loss = vgg.Features(Vgg16.FromSigned(image), VggLayer.Block3Conv3, precision).MeanSquaredDifference(target);
            tape.Backward(loss);
            adam.Step(tape, 0.01f);
            if (step > 0)
            {
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        target.Dispose();
        return Result() with { Seconds = [.. seconds], PoolBytes = TensorPool.PeakBytes };
    }

    private static Measurement BestRate(Precision precision, int steps)
    {
        double best = 0;
        foreach ((int side, int channels) in new[] { (32, 512), (64, 512), (128, 256), (256, 128) })
        {
            using Tape tape = new();
            using Tensor weight = Tensor.Normal([channels, channels, 3, 3], 1), wide = Tensor.Normal([1, side, side, channels], 2);
            Tensor x = wide.To(precision.Activations());
            for (int step = 0; step <= steps; step++)
            {
                long start = Stopwatch.GetTimestamp();
                using Tensor y = x.Conv2d(weight);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                best = Math.Max(best, step == 0 ? 0 : 1e-9 * Work.OfConvolution(side * side, channels, channels, 3) / seconds);
            }
        }

        return Result() with { Rate = best };
    }

    private static Measurement Result() => new()
    {
        PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        Machine = $"oneDNN {Engine.Version}, {Engine.InstructionSet}",
    };
}
