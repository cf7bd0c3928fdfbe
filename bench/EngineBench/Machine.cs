using System.Globalization;
using Mien.Tensors;

namespace EngineBench;

/// <summary>Where and when a table was measured.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string? model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(
                line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{model ?? "processor unknown"}, {Environment.ProcessorCount} processors, oneDNN {Engine.Version} ({Engine.InstructionSet}), "
            + $".NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}.");
    }
}
