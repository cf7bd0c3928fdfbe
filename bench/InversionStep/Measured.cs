using System.Diagnostics;
using System.Globalization;
using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Networks.StyleGan3;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Compute;
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
        return what == "rate" ? BestRate(precision, steps) : Step(what, precision, steps);
    }

    // A size in pixels is a StyleGAN2 of it; t256 is a StyleGAN3, t256-composed the same with its filters in single
    // operations.
    private static Measurement Step(string what, Precision precision, int steps)
    {
        const string Composed = "-composed";
        bool isComposed = what.EndsWith(Composed, StringComparison.Ordinal), isThird = what.StartsWith('t');
        int size = int.Parse(
            what.Replace(Composed, "", StringComparison.Ordinal).TrimStart('t'), CultureInfo.InvariantCulture);
        using StyleGenerator generator = isThird ? ConfigurationT(size) : ConfigurationF(size);
        Vgg16Architecture layers = new();
        using Vgg16 vgg = new(layers, Vgg16Initialization.Weights(layers, 2));
        using Tensor ws = Tensor.Normal([1, generator.Layers, generator.StyleLength], 3),
            photograph = Tensor.Normal([1, 256, 256, 3], 4);
        using Adam adam = new([ws]);
        Tensor target;
        using (Tape tape = new())
        {
            target = vgg.Features(photograph, VggLayer.Block3Conv3, precision).Detach();
        }

        TensorPool.Trim();
        List<double> seconds = [];
        double[] before = Clock();
        for (int step = 0; step <= steps; step++)
        {
            if (step == 1)
            {
                before = Clock(); // the first step compiles
            }

            long start = Stopwatch.GetTimestamp();
            using Tape tape = new();
            tape.Watch(ws);
            Tensor image = generator.Synthesize(ws, new() { Precision = precision, Composed = isComposed });
            if (size > 256)
            {
                image = image.Resize(256, 256, Interpolation.Area);
            }

            Tensor loss = vgg.Features(Vgg16.FromSigned(image), VggLayer.Block3Conv3, precision)
                .MeanSquaredDifference(target);
            tape.Backward(loss);
            adam.Step(tape, 0.01f);
            if (step > 0)
            {
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        target.Dispose();
        return Result() with
        {
            Seconds = [.. seconds],
            PoolBytes = TensorPool.PeakBytes,
            Where = [.. Clock().Zip(before, (now, then) => (now - then) / steps)],
        };
    }

    private static double[] Clock()
        => [ComputeClock.Convolutions.TotalSeconds, ComputeClock.OtherPrimitives.TotalSeconds,
            ComputeClock.Passes.TotalSeconds];

    private static StyleGan2Generator ConfigurationF(int size)
    {
        StyleGan2Architecture architecture = new()
        {
            Resolution = size,
            Channels = StyleGan2Architecture.ConfigurationF(size),
        };
        return new(architecture, StyleGan2Initialization.Weights(architecture, 1));
    }

    private static StyleGan3Generator ConfigurationT(int size)
    {
        StyleGan3Schedule schedule = StyleGan3Schedule.T(size);
        StyleGan3Architecture architecture = new() { Resolution = size, Synthesis = schedule.Layers };
        return new(architecture, StyleGan3Initialization.Weights(architecture, schedule, 1));
    }

    private static Measurement BestRate(Precision precision, int steps)
    {
        double best = 0;
        foreach ((int side, int channels) in new[] { (32, 512), (64, 512), (128, 256), (256, 128) })
        {
            using Tape tape = new();
            using Tensor weight = Tensor.Normal([channels, channels, 3, 3], 1),
                wide = Tensor.Normal([1, side, side, channels], 2);
            Tensor x = wide.To(precision.Activations());
            for (int step = 0; step <= steps; step++)
            {
                long start = Stopwatch.GetTimestamp();
                using Tensor y = x.Conv2d(weight);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                best = Math.Max(
                    best, step == 0 ? 0 : 1e-9 * Work.OfConvolution(side * side, channels, channels, 3) / seconds);
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
