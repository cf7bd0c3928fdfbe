using System.Diagnostics;
using System.Globalization;
using Mien;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Tensors.Compute;

namespace InversionBench;

/// <summary>
/// What the two inversions of a transfer cost at 1024 px, configuration F: steps of either stage are timed, and the
/// time of 2 × 300 steps, 240 coarse and 60 fine each, follows.
/// </summary>
internal static class WholeTransfer
{
    private const int Coarse = 8;
    private const int Fine = 3;

    public static void Run()
    {
        Console.WriteLine("## Two inversions of 300 steps at 1024 px, configuration F");
        Console.WriteLine();
        Console.WriteLine(
            $"From {Coarse} coarse and {Fine} fine steps after one to warm up; shares of the time of a step.");
        Console.WriteLine();
        Console.WriteLine(
            "| precision | stage | s/step | convolutions | element-wise passes | reorders, products, pooling | rest | peak of tensors |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        using FaceModel model = RandomModel.Create(
            1024, StyleGan2Architecture.ConfigurationF(1024), [64, 128, 256, 512, 512]);
        using Tensor target = Tensor.Normal([1, 1024, 1024, 3], 4);
        foreach (Precision precision in new[] { Precision.Float32, Precision.BFloat16 })
        {
            double coarse = Stage(model, target, precision, fine: false),
                fine = Stage(model, target, precision, fine: true);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {precision} | 2 × (240 + 60) | {2 * ((240 * coarse) + (60 * fine)) / 60:F1} min | | | | | |"));
        }

        Console.WriteLine();
    }

    private static double Stage(FaceModel model, Tensor target, Precision precision, bool fine)
    {
        int steps = 1 + (fine ? Fine : Coarse);
        TensorPool.Trim();
        Clock clock = new();
        InversionSettings settings = new()
        {
            Steps = fine ? steps + 1 : steps * 4, // the last one only measures: it has no backward pass
            FineShare = fine ? 1 : 0.25f,
            CoarseToFine = fine ? CoarseToFine.Off : CoarseToFine.Auto,
            Precision = precision,
        };
        using CancellationTokenSource stop = new();
        new Inverter(model).Invert(target, settings, progress: WorkProgress.To(progress =>
        {
            if (progress.Done == 1)
            {
                clock.Start();
            }

            if (progress.Done == steps)
            {
                clock.Stop();
                stop.Cancel();
            }
        }), cancellation: stop.Token);
        double seconds = clock.Total / (steps - 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {precision} | {(fine ? "fine, 1024 px" : "coarse, 256 px")} | {seconds:F2} | {clock.Convolutions / clock.Total:P0} | {clock.Passes / clock.Total:P0} | {clock.Others / clock.Total:P0} | {1 - ((clock.Convolutions + clock.Passes + clock.Others) / clock.Total):P0} | {TensorPool.PeakBytes / 1e9:F2} GB |"));
        return seconds;
    }

    private sealed class Clock
    {
        private readonly Stopwatch _all = new();
        private TimeSpan _convolutions;
        private TimeSpan _passes;
        private TimeSpan _others;

        public double Total => _all.Elapsed.TotalSeconds;

        public double Convolutions => _convolutions.TotalSeconds;

        public double Passes => _passes.TotalSeconds;

        public double Others => _others.TotalSeconds;

        public void Start()
        {
            _convolutions = -ComputeClock.Convolutions;
            _passes = -ComputeClock.Passes;
            _others = -ComputeClock.OtherPrimitives;
            _all.Restart();
        }

        public void Stop()
        {
            _all.Stop();
            _convolutions += ComputeClock.Convolutions;
            _passes += ComputeClock.Passes;
            _others += ComputeClock.OtherPrimitives;
        }
    }
}
