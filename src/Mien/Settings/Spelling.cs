namespace Mien.Settings;

/// <summary>Finds the word that a mistyped one was meant to be.</summary>
public static class Spelling
{
    /// <summary>The known word that is nearest; null if none is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">The words that there are.</param>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        string? nearest = known.MinBy(name => Distance(word, name));
        int most = Math.Max(1, word.TrimStart('-').Length / 3);
        return nearest is not null && Distance(word, nearest) <= most ? nearest : null;
    }

    /// <summary>"; did you mean strength?", or nothing if no known word is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">The words that there are.</param>
    public static string Suggestion(string word, IEnumerable<string> known)
        => Nearest(word, known) is { } nearest ? $"; did you mean {nearest}?" : "";

    // Letters that are missing, too many, wrong, or exchanged with their neighbour (Damerau 1964).
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                    1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
