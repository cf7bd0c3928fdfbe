using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>
/// Runs element-wise work on the very threads that oneDNN computes on, so that the two never wait for each other's
/// spinning threads: an OpenMP parallel region whose body is managed code.
/// </summary>
internal static unsafe class Workers
{
    // As many threads as oneDNN takes, those too many with nothing to do: GNU OpenMP ends the threads that a smaller
    // team leaves over and starts others for the next larger one, and each new one has to make itself known to the
    // runtime.
    private const uint WholeTeam = 0;

    /// <summary>Elements below which a second thread costs more than it gains.</summary>
    public const long Grain = 16 * 1024;

    /// <summary>
    /// Calls <paramref name="body"/>(from, to) for contiguous parts of 0..<paramref name="items"/> side by side.
    /// An item is <paramref name="size"/> elements of work.
    /// </summary>
    public static void For(long items, long size, Action<long, long> body)
    {
        _ = Engine.Handle; // loads the library that brings the threads
        long start = Stopwatch.GetTimestamp(), threads = Math.Min(
            Gomp.omp_get_max_threads(), Math.Min(items, items * size / Grain));
        if (threads <= 1)
        {
            body(0, items);
            ComputeClock.AddPass(Stopwatch.GetTimestamp() - start);
            return;
        }

        Job job = new(body, items, threads);
        GCHandle handle = GCHandle.Alloc(job);
        try
        {
            Gomp.GOMP_parallel(&Enter, (void*)GCHandle.ToIntPtr(handle), WholeTeam, 0);
        }
        finally
        {
            handle.Free();
        }

        ComputeClock.AddPass(Stopwatch.GetTimestamp() - start);
        job.Failure?.Throw();
    }

    [UnmanagedCallersOnly]
    private static void Enter(void* data)
    {
        Job job = (Job)GCHandle.FromIntPtr((nint)data).Target!;
        try
        {
            long part = Gomp.omp_get_thread_num(), parts = Math.Min(job.Parts, Gomp.omp_get_num_threads());
            if (part >= parts)
            {
                return;
            }

            long from = job.Items * part / parts, to = job.Items * (part + 1) / parts;
            job.Body(from, to);
        }
        catch (Exception e)
        {
            job.Failure = ExceptionDispatchInfo.Capture(e); // nothing may unwind through OpenMP's frames
        }
    }

    private sealed class Job(Action<long, long> body, long items, long parts)
    {
        public Action<long, long> Body { get; } = body;

        public long Items { get; } = items;

        public long Parts { get; } = parts;

        public ExceptionDispatchInfo? Failure { get; set; }
    }
}
