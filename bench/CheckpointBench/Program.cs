using System.Globalization;
using CheckpointBench;
using EngineBench;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Networks.Import;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
DirectoryInfo folder = Directory.CreateTempSubdirectory("mien-bench-");
string At(string file) => Path.Combine(folder.FullName, file);
try
{
    IReadOnlyList<CheckpointTensor> network = RandomStyleGan2.Create();
    NetworkPickle.Write(At("p4.pkl"), network, 4);
    NetworkPickle.Write(At("p2.pkl"), network, 2);
    using (Checkpoint source = Checkpoint.Open(At("p4.pkl")))
    {
        GeneratorWeights generator = NetworkImport.Generator(source);
        generator.Save(At("f32.safetensors"));
        SafetensorsWriter.Write(At("f16.safetensors"), generator.Tensors.Values, type: TensorType.F16);
    }

    string processor = File.ReadLines("/proc/cpuinfo").First(
        line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
    Console.WriteLine("# Weight files: a StyleGAN2 of configuration F for 1024 px, random weights");
    Console.WriteLine();
    Console.WriteLine(
        $"{processor}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}. Files are in the page cache. Load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.");
    Console.WriteLine();
    Console.WriteLine("Reading every tensor to float32 arrays, against reading the file's bytes into an array:");
    Console.WriteLine();
    Console.WriteLine("| file | MB | read, s | plain read, s | ratio |");
    Console.WriteLine("|---|---:|---:|---:|---:|");
    foreach (string file in new[] { "f32.safetensors", "f16.safetensors", "p4.pkl", "p2.pkl" })
    {
        double[] seconds = Stopwatches.Compare(() => ReadTensors(At(file)), () => File.ReadAllBytes(At(file)));
        Print(file, seconds);
    }

    Console.WriteLine();
    Console.WriteLine(
        "Importing to safetensors (other names and layouts; flushed to the disk), against copying the file and flushing the copy:");
    Console.WriteLine();
    Console.WriteLine("| file | MB | import, s | plain copy, s | ratio |");
    Console.WriteLine("|---|---:|---:|---:|---:|");
    foreach (string file in new[] { "p4.pkl", "p2.pkl" })
    {
        double[] seconds = Stopwatches.Compare(
            () => Import(At(file), At("imported")), () => Copy(At(file), At("copied")));
        Print(file, seconds);
    }

    void Print(string file, double[] seconds) => Console.WriteLine(
        $"| {file} | {new FileInfo(At(file)).Length / 1e6:F0} | {seconds[0]:F3} | {seconds[1]:F3} | {seconds[0] / seconds[1]:F2} |");
}
finally
{
    folder.Delete(recursive: true);
}

static void ReadTensors(string path)
{
    using Checkpoint checkpoint = Checkpoint.Open(path);
    foreach (CheckpointTensor tensor in checkpoint.Tensors)
    {
        _ = tensor.ToArray();
    }
}

static void Import(string from, string to)
{
    using Checkpoint checkpoint = Checkpoint.Open(from);
    NetworkImport.Generator(checkpoint).Save(to);
}

static void Copy(string from, string to)
{
    using FileStream source = File.OpenRead(from);
    using FileStream copy = File.Create(to);
    source.CopyTo(copy, 1 << 20);
    copy.Flush(flushToDisk: true);
}
