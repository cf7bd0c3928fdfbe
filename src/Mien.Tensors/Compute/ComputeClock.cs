using System.Diagnostics;

namespace Mien.Tensors.Compute;

/// <summary>
/// Where the time goes, for benches: ticks of <see cref="Stopwatch"/> since the start, over all threads that called.
/// </summary>
internal static class ComputeClock
{
    private static long _convolutions;
    private static long _otherPrimitives;
    private static long _passes;

    /// <summary>In oneDNN's convolutions, without the reorders around them.</summary>
    public static TimeSpan Convolutions => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _convolutions));

    /// <summary>In oneDNN's other primitives: reorders, matrix products, pooling.</summary>
    public static TimeSpan OtherPrimitives => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _otherPrimitives));

    /// <summary>In element-wise passes.</summary>
    public static TimeSpan Passes => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _passes));

    public static void AddPrimitive(long ticks, bool isConvolution)
        => Interlocked.Add(ref isConvolution ? ref _convolutions : ref _otherPrimitives, ticks);

    public static void AddPass(long ticks) => Interlocked.Add(ref _passes, ticks);
}
