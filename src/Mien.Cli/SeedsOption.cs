using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Mien.Cli;

/// <summary><c>--seeds</c>: numbers and ranges, such as <c>0-15</c> or <c>3,7,40-45</c>.</summary>
internal static class SeedsOption
{
    private const int Most = 10_000;

    /// <summary>The option; empty where it is not given.</summary>
    public static Option<uint[]> Create() => new("--seeds")
    {
        Description = "Latents by seed, numbered as in NVIDIA's programmes: numbers and ranges",
        HelpName = "0-15",
        DefaultValueFactory = _ => [],
        CustomParser = Parse,
    };

    private static uint[]? Parse(ArgumentResult result)
    {
        List<uint> seeds = [];
        string text = result.Tokens[0].Value;
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out uint first) || !Number(ends[^1], out uint last) || last < first
                || last - first >= Most - seeds.Count)
            {
                result.AddError(
                    $"'{text}' are no seeds: give numbers and ranges such as 0-15 or 3,7,40-45, {Most:N0} at most");
                return null;
            }

            for (ulong seed = first; seed <= last; seed++)
            {
                seeds.Add((uint)seed);
            }
        }

        return [.. seeds];
    }

    private static bool Number(string text, out uint number)
        => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
