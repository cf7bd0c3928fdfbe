using System.Globalization;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>
/// How many bytes of addresses this process may use (RLIMIT_AS, which <c>ulimit -v</c> sets). The runtime reserves a
/// large part for its heap and ends the process where the rest is too small, so that is said before any work.
/// </summary>
internal static class AddressSpace
{
    private const double Needed = 5.5e9; // bytes: two portraits of 512 px take 5, a photo of 98 megapixels 6

    /// <summary>Says so where the limit is too low for networks.</summary>
    /// <exception cref="ComputeException">It is.</exception>
    public static void MustSuffice()
    {
        if (Limit() is { } limit && limit < Needed)
        {
            throw new ComputeException(string.Create(
                CultureInfo.InvariantCulture,
                $"this process may use {limit / 1e9:0.0} GB of addresses, and networks need 6: raise the limit of virtual memory (ulimit -v)"));
        }
    }

    private static double? Limit()
    {
        const string Name = "Max address space";
        string? line = File.Exists("/proc/self/limits")
            ? File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal))
            : null;
        string? soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        // "unlimited" is no number
        return double.TryParse(soft, CultureInfo.InvariantCulture, out double bytes) ? bytes : null;
    }
}
