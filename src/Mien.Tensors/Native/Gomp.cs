using System.Runtime.InteropServices;

namespace Mien.Tensors.Native;

/// <summary>The threads that oneDNN computes on: GNU OpenMP's C entry points, with C names and no logic.</summary>
internal static unsafe partial class Gomp
{
    public const string Library = "libgomp.so.1";

    [LibraryImport(Library)]
    public static partial void GOMP_parallel(
        delegate* unmanaged<void*, void> body, void* data, uint threads, uint flags);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int omp_get_thread_num();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int omp_get_num_threads();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int omp_get_max_threads();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int omp_get_num_procs();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void omp_set_num_threads(int threads);
}
