using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

// What a pickle can build, beside null, bool, long, double, BigInteger and string.

/// <summary>A class or function that the pickle names. It is a pair of words here: nothing is looked up.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Bytes, and text too long to be a name: left where they lie in the file.</summary>
internal sealed class PickleBytes(ByteSource content)
{
    private ByteSource? _fromLatin1;

    public ByteSource Content => content;

    /// <summary>The bytes that this text stands for when each character stands for the byte with its number.</summary>
    public ByteSource FromLatin1() => _fromLatin1 ??= new Latin1Source(content, Latin1Source.CountCharacters(content));
}

/// <summary>A tuple.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public static readonly PickleTuple Empty = new([]);

    public object?[] Items => items;
}

/// <summary>A list or a set.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    public IReadOnlyList<object?> Items => _items ?? (IReadOnlyList<object?>)[];

    public void Add(ReadOnlySpan<object?> items) => (_items ??= new(items.Length)).AddRange(items);
}

/// <summary>A dictionary in the order of insertion, as a list of pairs.</summary>
internal sealed class PickleDictionary
{
    private List<(object? Key, object? Value)>? _pairs;

    public IReadOnlyList<(object? Key, object? Value)> Pairs => _pairs ?? (IReadOnlyList<(object?, object?)>)[];

    /// <summary>Adds keys and values that alternate.</summary>
    public void Add(ReadOnlySpan<object?> keysAndValues)
    {
        _pairs ??= new(keysAndValues.Length / 2);
        for (int i = 0; i + 1 < keysAndValues.Length; i += 2)
        {
            _pairs.Add((keysAndValues[i], keysAndValues[i + 1]));
        }
    }

    /// <summary>The value last stored under a name, or null.</summary>
    public object? this[string name]
    {
        get
        {
            for (int i = Pairs.Count - 1; i >= 0; i--)
            {
                if (Pairs[i].Key is string key && key == name)
                {
                    return Pairs[i].Value;
                }
            }

            return null;
        }
    }
}

/// <summary>
/// An object of a class that means nothing to the reader beyond its name: what it was made from, and its state.
/// </summary>
internal sealed class PickleRecord(PickleGlobal type, PickleTuple arguments)
{
    public PickleGlobal Type => type;

    public PickleTuple Arguments => arguments;

    /// <summary>What the pickle sets as the object's attributes, usually a dictionary.</summary>
    public object? State { get; set; }

    /// <summary>What the pickle adds to the object as to a dictionary.</summary>
    public PickleDictionary? Pairs { get; set; }
}
