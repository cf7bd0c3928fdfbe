using System.Globalization;

namespace Mien.Checkpoints.Tests;

public class FuzzTests
{
    private const int Mutations = 20_000;

    /// <summary>
    /// Every mutated file either opens, and all its tensors can be read, or is refused with a CheckpointException,
    /// within a second and with memory bounded by the size of the file. One in ten goes through a real file, the others
    /// are read from memory.
    /// </summary>
    [Fact]
    public void Open_TwentyThousandMutatedFiles_ReadsOrRefusesEach()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        MutatedFiles files = new(seed: 1912_06253);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            (string name, byte[] content) = files.Next();
            string what = $"mutation {i} of {name}";
            string? path = i % 10 == 0 ? folder.Write("mutated", content) : null;
            bool read = false;
            TimeOf(() => read = ReadsWhole(content, path, what)).ShouldBeLessThan(1000d, what);
            refused += read ? 0 : 1;
        }

        // Were nearly everything refused, or nothing, the mutations would test little.
        refused.ShouldBeInRange(Mutations / 4, Mutations * 9 / 10);
    }

    /// <summary>Cut at every place of a sample, no file of any format passes for whole.</summary>
    [Theory]
    [MemberData(nameof(CheckpointTests.Files), MemberType = typeof(CheckpointTests))]
    public void Open_ATruncatedFile_IsRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(GoldenFormats.PathOf(file));
        for (int length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 101))
        {
            ReadOnlyMemory<byte> part = whole.AsMemory(0, length);
            Should.Throw<CheckpointException>(
                () => Checkpoint.FromMemory(file, part), $"{length} bytes of {whole.Length}");
        }
    }

    /// <summary>
    /// Milliseconds of processor time that <paramref name="action"/> takes: what else the machine does is no fault of
    /// the reader's.
    /// </summary>
    internal static double TimeOf(Action action)
    {
        double before = ProcessorTime();
        action();
        return ProcessorTime() - before;
    }

    /// <summary>Milliseconds that this thread has run; Linux says so in nanoseconds.</summary>
    private static double ProcessorTime()
    {
        string status = File.ReadAllText("/proc/thread-self/schedstat");
        return long.Parse(status.AsSpan(0, status.IndexOf(' ')), CultureInfo.InvariantCulture) / 1e6;
    }

    private static bool ReadsWhole(byte[] content, string? path, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using Checkpoint checkpoint = path is null
                ? Checkpoint.FromMemory("mutated", content) : Checkpoint.Open(path);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AllocationBound(content), what);
            foreach (CheckpointTensor tensor in checkpoint.Tensors)
            {
                tensor.ToArray().Length.ShouldBe(tensor.Count, what);
            }

            return true;
        }
        catch (CheckpointException e)
        {
            e.Path.ShouldEndWith("mutated");
            e.Reason.ShouldNotBeEmpty();
            return false;
        }
        catch (Exception e) when (e is not ShouldAssertException)
        {
            Assert.Fail($"{what} gave {e}");
            return false;
        }
    }

    /// <summary>
    /// What opening may allocate in all, whether or not at the same time: 2 MiB and 64 times the file.
    /// </summary>
    internal static long AllocationBound(byte[] content) => (2 << 20) + (64L * content.Length);
}
