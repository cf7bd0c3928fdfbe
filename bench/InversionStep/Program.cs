using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using InversionStep;

// One step of an inversion, ours against PyTorch eager, each in a process of its own, in the same run:
//   dotnet run -c Release --project bench/InversionStep -- [--sizes 256,512,1024] [--precisions Float32,BFloat16]
//       [--steps 5] [--threads 2] [--python /usr/bin/python3 | none]
// or, with --stylegan3 256, StyleGAN3 against its composed filters and against StyleGAN2 of the same size.
Dictionary<string, string> options = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
int steps = int.Parse(Option("--steps", "5"), CultureInfo.InvariantCulture),
    threads = int.Parse(Option("--threads", "2"), CultureInfo.InvariantCulture);
if (options.TryGetValue("--measure", out string? what))
{
    Console.WriteLine(JsonSerializer.Serialize(Measured.Run(what, Option("--precisions", "Float32"), steps, threads)));
    return;
}

string self = Environment.ProcessPath!;
string common = $"--steps {steps} --threads {threads}";
if (options.TryGetValue("--stylegan3", out string? third))
{
    Console.WriteLine(
        "| size | precision | StyleGAN2 | StyleGAN3-T | × StyleGAN2 | composed filters | × composed | peak tensors, composed |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|");
    foreach (string precision in Option("--precisions", "Float32,BFloat16").Split(','))
    {
        Measurement[] runs = [.. new[] { third, $"t{third}", $"t{third}-composed" }.Select(
            run => Child(self, $"--measure {run} --precisions {precision} {common}"))];
        Console.WriteLine(
            $"| {third} | {precision} | {runs[0].Median:F2} s | {runs[1].Median:F2} s | {runs[1].Median / runs[0].Median:F2} | {runs[2].Median:F2} s | {runs[2].Median / runs[1].Median:F2} | {Gigabytes(runs[1].PoolBytes)}, {Gigabytes(runs[2].PoolBytes)} |");
    }

    return;
}

string python = Option("--python", "/usr/bin/python3");
Measurement rate = Child(self, $"--measure rate --precisions Float32 {common}");
Console.WriteLine($"{rate.Machine}, {threads} threads, {DateTime.UtcNow:yyyy-MM-dd}");
Console.WriteLine($"best convolution rate in float32: {rate.Rate:F0} GFLOP/s");
double fast = 0;
if (Option("--precisions", "Float32,BFloat16").Contains("BFloat16", StringComparison.Ordinal))
{
    fast = Child(self, $"--measure rate --precisions BFloat16 {common}").Rate;
    Console.WriteLine($"best convolution rate in bfloat16: {fast:F0} GFLOP/s");
}

Console.WriteLine();
Console.WriteLine("| size | run | s/step | × PyTorch | GFLOP/s | of best | peak tensors | peak process |");
Console.WriteLine("|---|---|---|---|---|---|---|---|");
foreach (string size in Option("--sizes", "256,512,1024").Split(','))
{
    Measurement? baseline = python == "none" ? null : Child(python, $"{Script()} --size {size} {common}");
    double work = 1e-9 * Work.OfStep(int.Parse(size, CultureInfo.InvariantCulture));
    if (baseline is not null)
    {
        double seconds = baseline.Median;
        Console.WriteLine(
            $"| {size} | PyTorch {baseline.Version} | {seconds:F2} | 1 | {work / seconds:F0} | {work / seconds / rate.Rate:P0} | | {Gigabytes(baseline.PeakBytes)} |");
    }

    foreach (string precision in Option("--precisions", "Float32,BFloat16").Split(','))
    {
        Measurement ours = Child(self, $"--measure {size} --precisions {precision} {common}");
        double best = precision == "Float32" ? rate.Rate : fast;
        string ratio = baseline is null ? "" : $"{baseline.Median / ours.Median:F1}";
        Console.WriteLine(
            $"| {size} | Mien {precision} | {ours.Median:F2} | {ratio} | {work / ours.Median:F0} | {work / ours.Median / best:P0} | {Gigabytes(ours.PoolBytes)} | {Gigabytes(ours.PeakBytes)} |");
    }
}

static string Gigabytes(long bytes) => $"{bytes / 1e9:F2} GB";

static string Script()
{
    string folder = AppContext.BaseDirectory;
    while (!File.Exists(Path.Combine(folder, "bench", "pytorch", "inversion_step.py")))
    {
        folder = Path.GetDirectoryName(folder) ?? throw new FileNotFoundException(
            "bench/pytorch/inversion_step.py is above none of the folders of this program");
    }

    return Path.Combine(folder, "bench", "pytorch", "inversion_step.py");
}

static Measurement Child(string program, string arguments)
{
    using Process child = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    string output = child.StandardOutput.ReadToEnd();
    child.WaitForExit();
    return child.ExitCode == 0
        ? JsonSerializer.Deserialize<Measurement>(output, Measurement.Format)!
        : throw new InvalidOperationException($"{program} {arguments}: exit code {child.ExitCode}");
}
