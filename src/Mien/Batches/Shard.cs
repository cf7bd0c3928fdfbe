using System.Globalization;

namespace Mien.Batches;

/// <summary>A share of a list of jobs: one of several that have no job in common and together all of them.</summary>
/// <param name="Number">Which, from 1 to <paramref name="Count"/>.</param>
/// <param name="Count">Of how many, 1 or more.</param>
public sealed record Shard(int Number, int Count)
{
    /// <summary>The most shares that a list is cut into.</summary>
    public const int MaximalCount = 1_000_000;

    /// <summary>The whole list.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Reads a text such as <c>3/64</c>: the third of 64.</summary>
    /// <exception cref="FormatException">The text is no such thing.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        return parts.Length == 2 && Number(parts[0], out int number) && Number(parts[1], out int count) && number >= 1
            && number <= count && count <= MaximalCount
            ? new(number, count)
            : throw new FormatException(
                $"'{text}' is no share such as 3/64, the third of 64: 1/1 to {MaximalCount}/{MaximalCount}");

        static bool Number(string part, out int value)
            => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>
    /// The share that a scheduler gives this process: of a Slurm job array <c>SLURM_ARRAY_TASK_ID</c> with <c>_MIN</c>,
    /// <c>_MAX</c>,
    /// <c>_STEP</c> and <c>_COUNT</c>, of a Kubernetes indexed Job <c>JOB_COMPLETION_INDEX</c>.
    /// </summary>
    /// <param name="variable">The value of a variable of the environment, or null.</param>
    /// <param name="count">Of how many, where that is said; null to take what the scheduler says.</param>
    /// <returns>The share; null if there is no scheduler.</returns>
    /// <exception cref="ArgumentException">The scheduler does not say of how many, or its numbers have
    /// gaps.</exception>
    public static Shard? OfScheduler(Func<string, string?> variable, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(variable);
        int? Number(string name)
            => int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                ? value : null;
        if (Number("SLURM_ARRAY_TASK_ID") is { } id)
        {
            int least = Number("SLURM_ARRAY_TASK_MIN") ?? 0, step = Math.Max(1, Number("SLURM_ARRAY_TASK_STEP") ?? 1);
            int? tasks = Number("SLURM_ARRAY_TASK_COUNT");
            bool hasGaps = Number("SLURM_ARRAY_TASK_MAX") is { } most && ((most - least) / step) + 1 != tasks;
            int of = count ?? (tasks is null || hasGaps ? throw new ArgumentException(
                "the tasks of this Slurm array are not one after the other, so their number is not that of the shares: say how many shares there are in all") : tasks.Value);
            return Checked(
                (count is not null && (tasks != count || hasGaps) ? id - 1 : (id - least) / step) + 1, of,
                "SLURM_ARRAY_TASK_ID", id);
        }

        if (Number("JOB_COMPLETION_INDEX") is { } index)
        {
            return Checked(index + 1, count ?? throw new ArgumentException(
                "JOB_COMPLETION_INDEX says which share this is, but nothing says of how many: say it"),
                "JOB_COMPLETION_INDEX", index);
        }

        return count is null
            ? null : throw new ArgumentException(
                "neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX says which share this is");

        static Shard Checked(int number, int of, string name, int value) => number >= 1 && number <= of
            ? new(number, of)
            : throw new ArgumentException($"{name} is {value}, which is none of {of} shares");
    }

    /// <summary>
    /// The jobs of the share: a contiguous part of the list, so that jobs of one person stay together. Parts differ by
    /// one job at most.
    /// </summary>
    /// <param name="jobs">How many jobs there are.</param>
    /// <returns>The first one, from 0, and the one after the last.</returns>
    public (int From, int To) Of(int jobs)
        => ((int)((long)jobs * (Number - 1) / Count), (int)((long)jobs * Number / Count));

    /// <summary>Whether two shares of the same list may have a job in common.</summary>
    public bool Overlaps(Shard other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (long)(Number - 1) * other.Count < (long)other.Number * Count
            && (long)(other.Number - 1) * Count < (long)Number * other.Count;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
