using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Tensors;

namespace Mien.Cli;

/// <summary>How one thing stands.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>The program works, but something could be better.</summary>
    Note,

    /// <summary>The program needs it.</summary>
    Missing,
}

/// <summary>One line of the examination.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="State">How it stands.</param>
/// <param name="What">What was found.</param>
/// <param name="Advice">What to do about it, if anything.</param>
internal sealed record Finding(string Subject, Health State, string What, string? Advice = null);

/// <summary>Looks at the machine.</summary>
internal static class Doctor
{
    private const long NeededMemory = 4L << 30;

    public static IReadOnlyList<Finding> Examine() =>
    [
        Processor(),
        BFloat16(),
        OneDnn(),
        Pictures(),
        Faces(),
        Threads(),
        Memory(),
        System(),
        Store(),
        Models(),
        Cache(),
    ];

    private static Finding Processor()
    {
        List<string> has = [];
        void Add(bool supported, string name)
        {
            if (supported)
            {
                has.Add(name);
            }
        }

        bool amx = CpuInfo("flags").Split(' ').Contains("amx_bf16"),
            bf16 = CpuInfo("flags").Split(' ').Contains("avx512_bf16");
        Add(Avx2.IsSupported, "AVX2");
        Add(Avx512F.IsSupported, "AVX-512");
        Add(bf16, "AVX512-BF16");
        Add(amx, "AMX-BF16");
        string what = $"{CpuInfo("model name")}: {(has.Count == 0 ? "no vector units that matter" : string.Join(", ", has))}";
        return Avx2.IsSupported
            ? new("processor", Health.Good, what)
            : new("processor", Health.Note, what,
                "works, but slowly: a processor with AVX2 or better is some ten times faster");
    }

    private static Finding BFloat16() => WithEngine("bfloat16", () => Engine.HasFastBFloat16
        ? new("bfloat16", Health.Good, "in hardware; --precision auto takes it")
        : new("bfloat16", Health.Note, "not in hardware; --precision auto takes float32",
            "bfloat16 halves memory here, but is slower than float32"));

    private static Finding OneDnn()
        => WithEngine(
            "oneDNN", () => new("oneDNN", Health.Good, $"{Engine.Version}, generates {Engine.InstructionSet}"));

    private static Finding Pictures()
    {
        try
        {
            int bytes = new Image(1, 1, [1, 2, 3]).Encode(ImageFormat.Png).Length;
            return new("picture files", bytes > 0 ? Health.Good : Health.Missing, "libvips reads and writes");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or ImageFileException)
        {
            return new(
                "picture files", Health.Missing, "libvips cannot be used", $"apt-get install libvips42 ({e.Message})");
        }
    }

    private static Finding Faces() => FaceDetector.Model is { } model
        ? new("face detection", Health.Good, $"dlib, landmarks of {model}")
        : new("face detection", Health.Missing, "there is no landmark model", "apt-get install libdlib-data");

    private static Finding Threads() => WithEngine("threads", () => Engine.Threads >= Environment.ProcessorCount
        ? new("threads", Health.Good, $"{Engine.Threads} on {Environment.ProcessorCount} processors")
        : new("threads", Health.Note, $"{Engine.Threads} on {Environment.ProcessorCount} processors",
            "unset OMP_NUM_THREADS to use them all"));

    private static Finding Memory()
    {
        long total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string what = $"{total / (double)(1L << 30):F1} GiB";
        return total >= NeededMemory
            ? new("memory", Health.Good, what)
            : new("memory", Health.Note, what,
                "1024 px models want 4 GiB: close other programs, or use --precision bfloat16");
    }

    private static Finding System()
        => new("system", Health.Good, $"{RuntimeInformation.OSDescription.Trim()}, .NET {Environment.Version}");

    private static Finding Store()
        => Folder(
            "models", UserFolders.Models, "made when the first model is imported", UserFolders.ModelsVariable,
            "models cannot be imported");

    private static Finding Models()
    {
        StoredModel[] models;
        string[] faults;
        try
        {
            ModelStore? store = UserFolders.Models is { } folder ? new(folder) : null;
            models = [.. BuiltInModel.Names.Select(BuiltInModel.Open), .. store?.List() ?? []];
            faults = [.. (store?.Damaged() ?? []).Select(m => $"{m.Name}: {m.Fault}"), .. models.Select(
                m => (m.Name, Fault: m.Fault())).Where(m => m.Fault is not null).Select(m => $"{m.Name}: {m.Fault}")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new("weights", Health.Missing, "cannot be read", e.Message);
        }

        return faults.Length == 0
            ? new("weights", Health.Good, $"of {models.Length} {(models.Length == 1 ? "model" : "models")}, whole")
            : new("weights", Health.Note, string.Join("; ", faults),
                "import these models again with --force, or remove them (mien models remove NAME)");
    }

    private static Finding Cache()
        => Folder(
            "cache", UserFolders.Cache, "made at the first inversion", UserFolders.CacheVariable,
            "inversions are not kept");

    private static Finding Folder(string subject, string? folder, string missing, string variable, string without)
    {
        string advice = $"set {variable} to a folder that can be written; without it {without}";
        return folder is null ? new(subject, Health.Note, "there is no home folder", advice)
            : !OutputFile.IsWritable(folder) ? new(subject, Health.Note, $"{folder} cannot be written", advice)
            : new(subject, Health.Good, Directory.Exists(folder) ? folder : $"{folder} ({missing})");
    }

    private static Finding WithEngine(string subject, Func<Finding> examine)
    {
        try
        {
            return examine();
        }
        catch (ComputeException e)
        {
            return new(subject, Health.Missing, "cannot be used", e.Message);
        }
    }

    private static string CpuInfo(string key)
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown";
    }
}
