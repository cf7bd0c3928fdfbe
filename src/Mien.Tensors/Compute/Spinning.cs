using System.Runtime.InteropServices;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>
/// How long a thread that waits for others keeps its processor busy. GNU OpenMP lets it spin for milliseconds unless
/// the process has more of its threads than there are processors: beside any other work, time that the thread it waits
/// for needs.
/// </summary>
internal static unsafe class Spinning
{
    private static readonly string[] _usersOwn = ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT"];

    /// <summary>
    /// Makes waiting threads of this process sleep after about a hundred turns, whichever library loaded OpenMP, and
    /// when: a team of as many threads as there are processors is started once and sleeps for good, so that every
    /// further team makes them more than there are processors (<c>gomp_throttled_spin_count_var</c> in GCC's
    /// libgomp/env.c). What the process was started with in <c>OMP_WAIT_POLICY</c> or <c>GOMP_SPINCOUNT</c> holds
    /// instead.
    /// </summary>
    public static void Shorten()
    {
        int processors = Gomp.omp_get_num_procs();
        if (processors < 2 || _usersOwn.Any(name => LibC.getenv(name) != 0))
        {
            return;
        }

        // Any function that does nothing; a managed one would make each of the threads known to the runtime.
        nint nothing = NativeLibrary.GetExport(NativeLibrary.Load(Gomp.Library), nameof(Gomp.omp_get_thread_num));
        using ManualResetEventSlim started = new();
        Thread sleeper = new(() =>
        {
            Gomp.GOMP_parallel((delegate* unmanaged<void*, void>)nothing, null, (uint)processors, 0);
            started.Set();
            Thread.Sleep(Timeout.Infinite); // a team ends with the thread that started it
        })
        {
            IsBackground = true,
            Name = "Mien: sleeps so that OpenMP does not spin",
        };
        sleeper.Start();
        started.Wait();
    }
}
