using System.Globalization;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;

namespace InversionBench;

/// <summary>The same inversion coarse to fine and at full size throughout: final D, and time.</summary>
internal static class CoarseToFineBench
{
    public static void Run()
    {
        Console.WriteLine("## Coarse to fine against full size throughout");
        Console.WriteLine();
        Console.WriteLine(
            "Narrow StyleGAN2 (64 channels at 256 px, halving beyond) and VGG16 (a quarter as wide), initial weights; 150 steps, float32; targets of the generator itself.");
        Console.WriteLine();
        Console.WriteLine(
            "| size | seed | D at the start | D, full size | D, coarse to fine | ratio | time, full size | coarse to fine | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (int size in new[] { 512, 1024 })
        {
            int[] channels = [.. Enumerable.Range(2, int.Log2(size) - 1).Select(level => Math.Min(64, 16384 >> level))];
            using FaceModel model = RandomModel.Create(size, channels, [16, 32, 64, 128, 128]);
            for (int seed = 0; seed < 3; seed++)
            {
                using Tensor target = Target(model, seed);
                InversionSettings settings = new()
                {
                    Steps = 150,
                    Precision = Precision.Float32,
                    CoarseToFine = CoarseToFine.Off,
                };
                InversionResult full = new Inverter(model).Invert(target, settings)[0];
                InversionResult coarse = new Inverter(model).Invert(
                    target, settings with { CoarseToFine = CoarseToFine.Auto })[0];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {size} | {seed} | {full.Curve[0]:G4} | {full.Distance:G4} | {coarse.Distance:G4} | {coarse.Distance / full.Distance:F3} | {full.Seconds:F0} s | {coarse.Seconds:F0} s | {coarse.Seconds / full.Seconds:F2} |"));
            }
        }

        Console.WriteLine();
    }

    private static Tensor Target(FaceModel model, int seed)
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, model.Generator.LatentLength], seed);
        return model.Generator.Synthesize(model.Generator.Map(z)).Clone();
    }
}
