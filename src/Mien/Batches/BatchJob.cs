using System.Security.Cryptography;
using System.Text;

namespace Mien.Batches;

/// <summary>One line of a list of jobs: what to transfer where to, or why the line says no such thing.</summary>
public sealed record BatchJob
{
    /// <summary>The line of the list, counted from 1; of a pattern, the place among its pairs.</summary>
    public required int Line { get; init; }

    /// <summary>The photo whose person is to be seen.</summary>
    public string Appearance { get; init; } = "";

    /// <summary>The photo whose expression is to be seen.</summary>
    public string Expression { get; init; } = "";

    /// <summary>
    /// The result: <c>.png</c>, <c>.jpg</c> or <c>.webp</c>; a relative path lies in the folder of the batch.
    /// </summary>
    public string Out { get; init; } = "";

    /// <summary>Which face of the appearance, as <c>--face-a</c> says it.</summary>
    public string FaceA { get; init; } = "largest";

    /// <summary>Which face of the expression.</summary>
    public string FaceE { get; init; } = "largest";

    /// <summary>Settings of the transfer that this line gives, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new SortedDictionary<string, string>(
        StringComparer.Ordinal);

    /// <summary>What is wrong with the line; null if nothing is.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// The name of the work: 32 hexadecimal digits of the SHA-256 of everything that the result depends on, but for
    /// what the photos hold.
    /// </summary>
    /// <param name="recipe">What all jobs of the run have in common: the model, and how its pictures are read and
    /// written.</param>
    /// <param name="settings">The settings that hold for the job, as one text.</param>
    public string Id(string recipe, string settings)
        => Hash(string.Join('\n', recipe, settings, Appearance, Expression, Out, FaceA, FaceE, Fault));

    internal static string Hash(string text)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
