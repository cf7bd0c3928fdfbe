using Mien.Fuzz;
using SharpFuzz;

// One reader of foreign bytes under AFL++, or once over standard input: Mien.Fuzz READER. See tests/fuzz/run.
Action<byte[]> reader = Readers.All[args[0]];
Fuzzer.Run((Stream stream) =>
{
    using MemoryStream bytes = new();
    stream.CopyTo(bytes);
    long before = GC.GetAllocatedBytesForCurrentThread();
    reader(bytes.ToArray());
    long taken = GC.GetAllocatedBytesForCurrentThread() - before, bound = Readers.Bound(bytes.Length);
    if (taken > bound)
    {
        throw new InsufficientMemoryException($"{taken} bytes were allocated for a file of {bytes.Length}; {bound} are allowed");
    }
});
