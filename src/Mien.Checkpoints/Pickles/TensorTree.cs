using System.Globalization;
using Mien.Checkpoints.Numpy;
using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>
/// Finds the tensors in what a pickle built and names each by the way to it: keys and indices of containers joined with
/// "/", attributes of modules with ".".
/// </summary>
internal sealed class TensorTree
{
    private const int MaxDepth = 64;
    private const int MaxName = 1024;

    private readonly ByteSource _file;
    private readonly Dictionary<string, StridedTensor> _tensors = [];
    private readonly Dictionary<string, double?> _attributes = [];
    private readonly List<string> _order = [];
    private long _visitsLeft;
    private long _nameLettersLeft;

    private TensorTree(ByteSource file, PickleBudget budget)
    {
        // A value may well be reached in several ways, as tied weights are, but a small pickle in which every list
        // holds the next one twice would be walked for ever, and its names would fill the memory.
        _file = file;
        _visitsLeft = (8L * budget.Steps) + 1000;
        _nameLettersLeft = file.Length + (1 << 18);
    }

    /// <summary>The tensors in the order in which they are met.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors => [.. _order.Select(name => _tensors[name])];

    /// <summary>Numbers that modules have beside their tensors.</summary>
    public IReadOnlyDictionary<string, double?> Attributes => _attributes;

    /// <summary>Every tensor below <paramref name="root"/>, in the order in which it is met.</summary>
    /// <exception cref="CheckpointException">Too deep, too many ways to the same value, or a tensor outside its
    /// storage.</exception>
    public static TensorTree Of(object? root, ByteSource file, PickleBudget budget)
    {
        TensorTree tree = new(file, budget);
        tree.Visit(root, "", insideModule: false, 0);
        return tree;
    }

    private void Visit(object? value, string name, bool insideModule, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Fault(name, $"containers are nested deeper than {MaxDepth} levels");
        }

        if (--_visitsLeft < 0)
        {
            throw Fault("", "the same values are reached in too many ways");
        }

        switch (value)
        {
            case TorchTensor tensor:
                Add(name, tensor.ToTensor(name));
                break;
            case NumpyArray array:
                Add(name, array.ToTensor(name));
                break;
            case PickleDictionary dictionary:
                foreach ((object? key, object? item) in dictionary.Pairs)
                {
                    if (KeyText(key) is string text)
                    {
                        VisitChild(item, name, '/', text, insideModule, depth);
                    }
                }

                break;
            case PickleTuple tuple:
                VisitItems(tuple.Items, name, insideModule, depth);
                break;
            case PickleList list:
                VisitItems(list.Items, name, insideModule, depth);
                break;
            case PickleRecord record:
                VisitRecord(record, name, insideModule, depth);
                break;
            default:
                break; // a number, a text, a class: no tensor
        }
    }

    private void VisitItems(IReadOnlyList<object?> items, string name, bool insideModule, int depth)
    {
        for (int i = 0; i < items.Count; i++)
        {
            // The networks of a TensorFlow file carry their own names.
            string key = NetworkName(items[i]) ?? i.ToString(CultureInfo.InvariantCulture);
            VisitChild(items[i], name, '/', key, insideModule, depth);
        }
    }

    private void VisitRecord(PickleRecord record, string name, bool insideModule, int depth)
    {
        if (record.State is not PickleDictionary state)
        {
            return;
        }

        if (NetworkName(record) is not null)
        {
            VisitNetwork(state, name, depth);
            return;
        }

        char separator = insideModule ? '.' : '/';
        if (state["_parameters"] is PickleDictionary parameters)
        {
            PickleDictionary? buffers = state["_buffers"] as PickleDictionary;
            PickleDictionary? modules = state["_modules"] as PickleDictionary;
            IReadOnlyList<object?> passing = (state["_non_persistent_buffers_set"] as PickleList)?.Items ?? [];
            HashSet<string> skipped = [.. passing.OfType<string>()];
            IEnumerable<(object? Key, object? Value)> lasting = (buffers?.Pairs ?? []).Where(
                b => b.Key is not string key || !skipped.Contains(key));
            foreach ((object? key, object? item) in parameters.Pairs.Concat(lasting).Concat(modules?.Pairs ?? []))
            {
                if (KeyText(key) is string text)
                {
                    VisitChild(item, name, separator, text, insideModule: true, depth);
                }
            }

            AddAttributes(state, name, separator);
            return;
        }

        foreach ((object? key, object? item) in state.Pairs)
        {
            if (KeyText(key) is string text)
            {
                VisitChild(item, name, separator, text, insideModule: true, depth);
            }
        }
    }

    /// <summary>A network of NVIDIA's TensorFlow code: its own variables, then those of its components.</summary>
    private void VisitNetwork(PickleDictionary state, string name, int depth)
    {
        foreach (object? variable in (state["variables"] as PickleList)?.Items ?? [])
        {
            if (variable is PickleTuple { Items: [string text, var value] })
            {
                VisitChild(value, name, '/', text, insideModule: false, depth);
            }
        }

        foreach ((object? key, object? component) in (state["components"] as PickleDictionary)?.Pairs ?? [])
        {
            if ((NetworkName(component) ?? KeyText(key)) is string text)
            {
                VisitChild(component, name, '/', text, insideModule: false, depth);
            }
        }
    }

    private void AddAttributes(PickleDictionary state, string name, char separator)
    {
        foreach ((object? key, object? value) in state.Pairs)
        {
            if (key is string text && text is not ['_', ..] && value is null or long or double or bool
                && name.Length + text!.Length < MaxName)
            {
                _attributes[PathTo(name, separator, text!)] = value switch
                {
                    long number => number,
                    double number => number,
                    bool truth => truth ? 1 : 0,
                    _ => null,
                };
            }
        }
    }

    private void VisitChild(object? child, string name, char separator, string key, bool insideModule, int depth)
    {
        if (child is not (TorchTensor or NumpyArray or PickleDictionary or PickleTuple or PickleList or PickleRecord))
        {
            return; // spares the name
        }

        if (name.Length + key.Length >= MaxName)
        {
            throw Fault(name[..Math.Min(40, name.Length)] + "…", $"a name is longer than {MaxName} letters");
        }

        Visit(child, PathTo(name, separator, key), insideModule, depth + 1);
    }

    private string PathTo(string name, char separator, string key)
    {
        string path = name.Length == 0 ? key : $"{name}{separator}{key}";
        _nameLettersLeft -= path.Length;
        return _nameLettersLeft >= 0 ? path : throw Fault("", "the names take more room than the file");
    }

    private void Add(string name, StridedTensor? tensor)
    {
        if (tensor is null)
        {
            return;
        }

        // As in Python, the last value of a key counts.
        if (!_tensors.ContainsKey(name))
        {
            _order.Add(name);
        }

        _tensors[name] = tensor;
    }

    private static string? NetworkName(object? value) =>
        value is PickleRecord { Type: { Module: "dnnlib.tflib.network", Name: "Network" }, State: PickleDictionary state } ? state["name"] as string ?? "" : null;

    private static string? KeyText(object? key) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private CheckpointException Fault(string name, string reason)
        => new(_file.Path, name.Length == 0 ? "" : $"below '{name}'", reason);
}
