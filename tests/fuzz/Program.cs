using Mien.Fuzz;
using SharpFuzz;

// One reader of foreign bytes under AFL++, or once over standard input: Mien.Fuzz READER. See tests/fuzz/run.
// Out of process: a crash ends the process that read, and not the one that AFL++ talks to.
Action<byte[]> reader = Readers.All[args[0]];
Fuzzer.OutOfProcess.Run((Stream stream) =>
{
    using MemoryStream bytes = new();
    stream.CopyTo(bytes);
    long before = GC.GetAllocatedBytesForCurrentThread();
    TimeSpan began = Readers.ProcessorTime();
    reader(bytes.ToArray());
    long taken = GC.GetAllocatedBytesForCurrentThread() - before, bound = Readers.Bound(bytes.Length);
    TimeSpan time = Readers.ProcessorTime() - began;
    if (taken > bound)
    {
        throw new InsufficientMemoryException(
            $"{taken} bytes were allocated for a file of {bytes.Length}; {bound} are allowed");
    }

    if (time > Readers.LongestTime)
    {
        throw new TimeoutException($"a file of {bytes.Length} bytes took {time.TotalSeconds:0.0} s");
    }
});
