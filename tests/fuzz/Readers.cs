using System.Globalization;
using System.Text;
using Mien.Batches;
using Mien.Checkpoints;
using Mien.Directions;
using Mien.Faces.Alignment;
using Mien.Generation;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Fuzz;

/// <summary>
/// Everything that reads bytes which other programs, or other people, wrote. Each reads a file or refuses it with the
/// exception that it promises.
/// </summary>
internal static class Readers
{
    private static readonly string _file = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"mien-fuzz-{Environment.ProcessId}");

    private static readonly Lazy<StyleGenerator> _generator = new(() =>
    {
        StyleGan2Architecture small = new()
        {
            Resolution = 8,
            ZDim = 4,
            WDim = 4,
            MappingLayers = 1,
            Channels = [2, 2],
        };
        return small.Build(StyleGan2Initialization.Weights(small, seed: 1));
    });

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new Dictionary<string, Action<byte[]>>
    {
        ["checkpoint"] = Weights,
        ["card"] = bytes => InFile(bytes, path => ModelCard.Read(path)),
        ["inversion"] = bytes => InFile(bytes, path => InversionFile.Read(path)),
        ["tuned"] = bytes => InFile(bytes, path => TunedWeights.Read(path)),
        ["directions"] = bytes => InFile(bytes, path => DirectionFile.Read(path, _generator.Value)),
        ["state"] = bytes => InFile(bytes, State),
        ["styles"] = bytes => InFile(bytes, path => StyleVectorFile.Read(path, _generator.Value)),
        ["jobs"] = bytes => InFile<InvalidDataException>(bytes, path => BatchList.Read(path)),
        ["settings"] = bytes => Refusing<InvalidDataException>(
            () => InversionSettings.Parse(Encoding.UTF8.GetString(bytes))),
        ["geometry"] = bytes => Refusing<FormatException>(() => AlignedCrop.Parse(Encoding.UTF8.GetString(bytes))),
    };

    /// <summary>
    /// Bytes that may be allocated for a file: what readers promise for the tensors, and as much again for names and
    /// text.
    /// </summary>
    public static long Bound(long length) => 2 * ((64L << 20) + (64 * length));

    /// <summary>Of the processor, for a file.</summary>
    public static TimeSpan LongestTime { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Time that this thread has run; what else the machine does is no fault of a reader's.</summary>
    public static TimeSpan ProcessorTime()
    {
        string status = File.ReadAllText("/proc/thread-self/schedstat"); // nanoseconds
        return TimeSpan.FromMicroseconds(
            long.Parse(status.AsSpan(0, status.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture)
                / 1000);
    }

    private static void Weights(byte[] bytes) => Refusing<CheckpointException>(() =>
    {
        using Checkpoint checkpoint = Checkpoint.FromMemory("fuzzed", bytes);
        foreach (CheckpointTensor tensor in checkpoint.Tensors)
        {
            _ = tensor.ToArray();
        }
    });

    private static void State(string path)
    {
        using Tensor styles = Tensor.Zeros([1, 2, 4]);
        using InversionState state = new("fuzzed", [styles], new Adam([styles]), 1);
        new InversionStateFile(path, null).RestoreInto(state);
    }

    private static void InFile(byte[] bytes, Action<string> read) => InFile<CheckpointException>(bytes, read);

    private static void InFile<T>(byte[] bytes, Action<string> read)
        where T : Exception
    {
        File.WriteAllBytes(_file, bytes);
        Refusing<T>(() => read(_file));
    }

    private static void Refusing<T>(Action read)
        where T : Exception
    {
        try
        {
            read();
        }
        catch (T)
        {
            // as promised
        }
    }
}
