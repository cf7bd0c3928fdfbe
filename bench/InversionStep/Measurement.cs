using System.Text.Json;
using System.Text.Json.Serialization;

namespace InversionStep;

/// <summary>What one process measured.</summary>
internal sealed record Measurement
{
    public static JsonSerializerOptions Format { get; } = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Wall-clock seconds of each step after the first.</summary>
    public double[] Seconds { get; init; } = [];

    /// <summary>The highest resident memory of the process.</summary>
    public long PeakBytes { get; init; }

    /// <summary>
    /// Seconds of a step in convolutions, in oneDNN's other primitives, and in passes of our own; over all threads that
    /// called.
    /// </summary>
    public double[] Where { get; init; } = [];

    /// <summary>The highest memory of tensors; 0 for PyTorch.</summary>
    public long PoolBytes { get; init; }

    /// <summary>GFLOP/s of the fastest convolution tried.</summary>
    public double Rate { get; init; }

    public string Machine { get; init; } = "";

    public string Version { get; init; } = "";

    [JsonIgnore]
    public double Median => Seconds.Order().ElementAt(Seconds.Length / 2);
}
