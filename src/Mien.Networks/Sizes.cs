namespace Mien.Networks;

/// <summary>The checks that the architectures of generators share.</summary>
internal static class Sizes
{
    /// <exception cref="ArgumentException">The resolution is no power of two from 8 on, or has another number of
    /// widths.</exception>
    public static void Check(string architecture, int resolution, IReadOnlyList<int> channels)
    {
        if (resolution < 8 || !int.IsPow2(resolution))
        {
            throw new ArgumentException(
                $"{architecture}: the resolution is a power of two, 8 or more, not {resolution}");
        }

        int levels = int.Log2(resolution) - 1;
        if (channels.Count != levels || channels.Any(c => c < 1))
        {
            throw new ArgumentException(
                $"{architecture}: {resolution} px want {levels} widths above 0, 4 px first; got [{string.Join(", ", channels)}]");
        }
    }

    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public static void Positive(string architecture, params ReadOnlySpan<(string Name, int Value)> numbers)
    {
        foreach ((string name, int value) in numbers)
        {
            if (value < 1)
            {
                throw new ArgumentException($"{architecture}: {name} is 1 or more, not {value}");
            }
        }
    }
}
