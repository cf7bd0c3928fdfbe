using System.Diagnostics;

namespace EngineBench;

/// <summary>
/// Times of two or more ways to do the same thing, taken in turns so that a slow spell of the machine hits all.
/// </summary>
internal static class Stopwatches
{
    /// <summary>The median seconds of each way.</summary>
    public static double[] Compare(params Action[] ways)
    {
        List<double>[] times = [.. ways.Select(_ => new List<double>())];
        foreach (Action way in ways)
        {
            way(); // compiles, packs, touches memory
        }

        Stopwatch all = Stopwatch.StartNew();
        for (int round = 0; round < 5 || (round < 41 && all.Elapsed.TotalSeconds < 1.5); round++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                ways[i]();
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return [.. times.Select(t => t.Order().ElementAt(t.Count / 2))];
    }
}
