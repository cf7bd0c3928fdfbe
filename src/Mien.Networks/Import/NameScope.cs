using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>The tensors of a file below one prefix, as "g_ema/".</summary>
internal sealed class NameScope(Checkpoint checkpoint, string prefix)
{
    // Training files hold the network as trained and an average of it over time; the average is the one to use.
    private static readonly string[] _averages = ["G_ema", "g_ema", "Gs", "generator_smooth", "generator_ema",
        "params_ema", "ema"];
    private static readonly string[] _asTrained = ["G", "g", "generator", "netG", "params"];

    public string Path => checkpoint.Path;

    public string Prefix => prefix;

    /// <summary>
    /// The scope in which a tensor's name is exactly <paramref name="anchor"/>; null if there is none. Of several the
    /// averaged network comes first, then one with a name that says nothing, then, in a tuple, the last, and last the
    /// network as trained.
    /// </summary>
    public static NameScope? Around(Checkpoint checkpoint, string anchor)
        => AllAround(checkpoint, anchor).FirstOrDefault();

    /// <summary>As <see cref="Around"/>, all of them in that order.</summary>
    public static IEnumerable<NameScope> AllAround(Checkpoint checkpoint, string anchor) => checkpoint.Tensors
        .Where(t => t.Name.EndsWith(anchor, StringComparison.Ordinal))
        .Select(t => t.Name[..^anchor.Length])
        .Where(p => p.Length == 0 || p[^1] is '/' or '.')
        .OrderBy(Rank)
        .Select(p => new NameScope(checkpoint, p));

    /// <summary>The names here, without the prefix.</summary>
    public IEnumerable<string> Names
        => checkpoint.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(t => t.Name[prefix.Length..]);

    public StridedTensor? Find(string name) => checkpoint.Find(prefix + name) as StridedTensor;

    public StridedTensor Take(string name) => Find(name) ?? throw Missing(name);

    /// <summary>
    /// The tensor called <paramref name="name"/> here, or beside this scope, or beside what holds that.
    /// </summary>
    public StridedTensor? FindUpwards(string name)
    {
        for (string at = prefix; ;)
        {
            if (checkpoint.Find(at + name) is StridedTensor found)
            {
                return found;
            }

            if (at.Length == 0)
            {
                return null;
            }

            at = at[..(at.AsSpan()[..^1].LastIndexOfAny('/', '.') + 1)];
        }
    }

    /// <summary>
    /// A number beside the tensors; <paramref name="otherwise"/> where the file says nothing of it, null where it says
    /// that there is none.
    /// </summary>
    public float? Number(string name, float? otherwise = null)
        => checkpoint.Attributes.TryGetValue(prefix + name, out double? number) ? (float?)number : otherwise;

    /// <summary>Sizes that the file tells, once they are checked.</summary>
    /// <exception cref="CheckpointException">They are impossible.</exception>
    public T Checked<T>(T sizes)
        where T : StyleArchitecture
    {
        try
        {
            sizes.Check();
            return sizes;
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(Path, prefix, e.Message, e);
        }
    }

    public CheckpointException Missing(string name)
        => Fault(name, "the network is not complete: this tensor is missing");

    public CheckpointException Fault(string name, string reason) => new(Path, $"tensor '{prefix}{name}'", reason);

    private static int Rank(string prefix)
    {
        string last = prefix.TrimEnd('/', '.').Split('/', '.')[^1];
        return Array.IndexOf(_averages, last) >= 0 ? 0
            : Array.IndexOf(_asTrained, last) >= 0 ? 2000
            : int.TryParse(last, out int index) ? 1000 - Math.Clamp(index, 0, 999)
            : 1;
    }
}
