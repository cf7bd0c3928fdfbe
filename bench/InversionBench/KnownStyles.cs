using System.Globalization;
using Mien.Checkpoints;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace InversionBench;

/// <summary>
/// Pictures that the generator made itself, inverted: how far D falls, and how close the picture comes.
/// </summary>
internal static class KnownStyles
{
    private const int Seeds = 20;

    public static void Run()
    {
        Console.WriteLine("## Pictures that the generator made itself");
        Console.WriteLine();
        Console.WriteLine(
            "The 32 px generator and narrow VGG16 with random weights of the tests; 1000 steps from the mean style. PSNR against the range of the picture.");
        Console.WriteLine();
        Console.WriteLine("| seed | D alone: D left | PSNR | D + 3 × pixels: D left | PSNR |");
        Console.WriteLine("|---|---|---|---|---|");
        using FaceModel model = Tiny();
        List<(double Left, double Psnr)> alone = [], both = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            using Tensor target = Target(model, seed);
            alone.Add(Invert(model, target, 0));
            both.Add(Invert(model, target, 3));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {seed} | {alone[^1].Left:P2} | {alone[^1].Psnr:F1} dB | {both[^1].Left:P2} | {both[^1].Psnr:F1} dB |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| median | {Median(alone, r => r.Left):P2} | {Median(alone, r => r.Psnr):F1} dB | {Median(both, r => r.Left):P2} | {Median(both, r => r.Psnr):F1} dB |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| worst | {alone.Max(r => r.Left):P2} | {alone.Min(r => r.Psnr):F1} dB | {both.Max(r => r.Left):P2} | {both.Min(r => r.Psnr):F1} dB |"));
        Console.WriteLine();
    }

    private static double Median(
        List<(double Left, double Psnr)> results, Func<(double Left, double Psnr), double> value)
        => results.Select(value).Order().ElementAt(results.Count / 2);

    private static (double Left, double Psnr) Invert(FaceModel model, Tensor target, float pixels)
    {
        InversionSettings settings = new()
        {
            Steps = 1000,
            Rate = new(0.1f, 0.05f, 0.5f),
            PixelWeight = pixels,
            Precision = Precision.Float32,
        };
        InversionResult result = new Inverter(model).Invert(target, settings)[0];
        using Tape tape = new();
        using Tensor styles = Tensor.From(result.Styles, [1, result.Layers, result.StyleLength]);
        float error = model.Generator.Synthesize(styles).MeanSquaredDifference(target).Item;
        float[] values = target.ToArray();
        double range = values.Max() - values.Min();
        return (result.Distance / result.Curve[0], 10 * Math.Log10(range * range / error));
    }

    private static Tensor Target(FaceModel model, int seed)
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, model.Generator.LatentLength], seed);
        return model.Generator.Synthesize(model.Generator.Map(z)).Clone();
    }

    private static FaceModel Tiny()
    {
        using Checkpoint file = Checkpoint.Open(
            Path.Combine(Root(), "tests", "Mien.Tests", "Golden", "adam-inversion.safetensors"));
        Dictionary<string, Tensor> generator = Read(file, "weights/generator/"), vgg = Read(file, "weights/vgg/");
        int[] deeper = [17, 19, 21, 24, 26, 28]; // never run, for the distance ends before them
        for (int i = 0; i < deeper.Length; i++)
        {
            vgg[$"features.{deeper[i]}.weight"] = Tensor.Zeros([64, i == 0 ? 32 : 64, 3, 3]);
            vgg[$"features.{deeper[i]}.bias"] = Tensor.Zeros([64]);
        }

        StyleGan2Architecture a = new() { Resolution = 32, ZDim = 32, WDim = 32, Channels = [24, 24, 16, 8] };
        return new(
            "tiny", new string('0', 64), a.Build(generator), new(new(new() { Widths = [8, 16, 32, 64, 64] }, vgg)));
    }

    private static Dictionary<string, Tensor> Read(Checkpoint file, string prefix)
        => file.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Name[prefix.Length..], t => Tensor.From(t.ToArray(), Shape.Of([.. t.Shape])));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Mien.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException(
                "run this bench inside the repository");
        }

        return folder;
    }
}
