using System.Text;
using Mien.Checkpoints.Numpy;
using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>
/// The calls that weight files make, and what each builds: tensors, arrays, containers. Any other class becomes a
/// <see cref="PickleRecord"/> with its name and state, so that files with a training script's own objects beside the
/// weights can be read; a call of the operating system or of the interpreter is refused, for no weight file has reason
/// to ask.
/// </summary>
internal sealed class WeightBuilder(PickleBudget budget, IStorageShelf? storages) : IPickleBuilder
{
    private static readonly HashSet<string> _hostileModules =
    [
        "os", "posix", "nt", "sys", "subprocess", "shutil", "socket", "pty", "runpy", "importlib", "imp", "ctypes",
        "code", "codeop", "commands", "pickle", "_pickle", "marshal", "webbrowser", "asyncio", "multiprocessing",
        "threading", "signal", "platform", "urllib", "http", "ftplib", "smtplib", "tempfile", "pathlib._local", "pdb",
        "bdb", "timeit", "trace", "operator", "types",
    ];

    private static readonly HashSet<string> _hostileBuiltins =
        ["eval", "exec", "execfile", "compile", "open", "file", "__import__", "getattr", "setattr", "delattr",
            "globals", "locals", "vars", "input", "breakpoint", "apply", "map", "filter"];

    /// <summary>Whether a network object of NVIDIA's TensorFlow code was met.</summary>
    public bool MetTensorFlowNetwork { get; private set; }

    /// <summary>Whether a module of NVIDIA's PyTorch code was met.</summary>
    public bool MetPersistentModule { get; private set; }

    public object? Call(PickleGlobal function, PickleTuple arguments, ByteCursor at)
    {
        RefuseHostile(function, at);
        object?[] a = arguments.Items;
        switch (function.Module, function.Name)
        {
            case ("collections", "OrderedDict"):
            case ("builtins" or "__builtin__", "dict"):
                return DictionaryFrom(a.Length > 0 ? a[0] : null);
            case ("collections", "defaultdict"):
                return new PickleDictionary();
            case ("builtins" or "__builtin__", "set" or "frozenset" or "list" or "tuple"):
            case ("torch", "Size"):
                return ListFrom(a.Length > 0 ? a[0] : null);
            case ("_codecs", "encode"):
                return Encode(a, at);
            case ("builtins" or "__builtin__", "bytes" or "bytearray"):
                return a is [PickleBytes or string] ? a[0] : new PickleBytes(at.FromMemory([]));

            case ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct"):
                return new NumpyArray();
            case ("numpy.core.multiarray" or "numpy._core.multiarray", "scalar"):
                return Scalar(a, at);
            case ("numpy.core.numeric" or "numpy._core.numeric", "_frombuffer"):
                return FromBuffer(a, at);
            case ("numpy", "dtype"):
                return new NumpyDtype(a.Length > 0 && a[0] is string name ? name : "?unknown");

            case ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_tensor_v3"):
                return Tensor(function.Name, a, at);
            case ("torch._utils", "_rebuild_parameter" or "_rebuild_parameter_with_state"):
                return a.Length > 0 ? a[0] : throw at.Fault("a parameter without data");
            case ("torch._tensor", "_rebuild_from_type_v2") when a.Length >= 3 && a[0] is PickleGlobal inner
                && a[2] is PickleTuple innerArguments:
                // One call deep only: a function that names itself would never end.
                return inner.Name == function.Name
                    ? throw at.Fault("a tensor that is built from itself") : Call(inner, innerArguments, at);
            case ("torch.storage", "_load_from_bytes"):
                return LoadFromBytes(a, at);
            case ("torch.jit._pickle", _):
                return a.Length > 0 ? a[0] : null;
            case ("torch_utils.persistence", "_reconstruct_persistent_obj"):
                return Persistent(a, at);
            default:
                return new PickleRecord(function, arguments);
        }
    }

    public object? Make(PickleGlobal type, PickleTuple arguments, ByteCursor at)
    {
        RefuseHostile(type, at);
        if (type is { Module: "dnnlib.util" or "dnnlib", Name: "EasyDict" } or { Module: "collections", Name: "OrderedDict" })
        {
            return new PickleDictionary();
        }

        MetTensorFlowNetwork |= type is { Module: "dnnlib.tflib.network", Name: "Network" };
        return new PickleRecord(type, arguments);
    }

    public void SetState(object? target, object? state, ByteCursor at)
    {
        switch (target)
        {
            case PickleRecord record:
                // Classes with slots have a pair of dictionaries; the second is never of interest.
                record.State = state is PickleTuple { Items: [PickleDictionary first, _] } ? first : state;
                break;
            case NumpyDtype dtype:
                dtype.BigEndian = state is PickleTuple { Items: [_, ">", ..] };
                break;
            case NumpyArray array:
                SetArray(array, state, at);
                break;
            case PickleDictionary or PickleList or TorchTensor:
                break; // attributes beside the content, such as the versions that PyTorch hangs on a state dict
            default:
                throw at.Fault("something that is no object is given a state");
        }
    }

    public object? Load(object? identifier, ByteCursor at)
    {
        if (storages is null)
        {
            throw at.Fault("the pickle refers to data that is not in it");
        }

        if (identifier is not PickleTuple { Items: ["storage", PickleGlobal global, var key, _, long count, ..] items }
            || count < 0)
        {
            throw at.Fault("a reference that is no PyTorch storage");
        }

        TensorType? type = TorchTypes.OfStorage(global.Name);
        if (type is null && global.Name is not "UntypedStorage")
        {
            throw at.Fault($"a {global} is not read");
        }

        int size = type?.Size() ?? 1;
        if (count > long.MaxValue / 8)
        {
            throw at.Fault($"a storage of {count} elements");
        }

        (string, long, long)? view = null;
        if (items is [.., PickleTuple { Items: [var viewKey, long offset, long length] }])
        {
            view = offset >= 0 && length >= 0 && Math.Max(offset, length) <= long.MaxValue / 8
                ? (KeyText(viewKey, at), offset * size, length * size)
                : throw at.Fault("a view outside its storage");
        }

        return storages.Load(type, KeyText(key, at), count * size, view, at);
    }

    private static string KeyText(object? key, ByteCursor at) => key switch
    {
        string text => text,
        long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw at.Fault("a storage without a name"),
    };

    private static void RefuseHostile(PickleGlobal name, ByteCursor at)
    {
        string root = name.Module.Split('.')[0];
        bool hostile = root is "builtins" or "__builtin__"
            ? _hostileBuiltins.Contains(name.Name) : _hostileModules.Contains(root);
        if (hostile)
        {
            throw at.Fault(
                $"the file asks to run {name}, which no weight file has reason to: do not trust where it came from (nothing was run)");
        }
    }

    private static PickleDictionary DictionaryFrom(object? pairs)
    {
        if (pairs is PickleDictionary same)
        {
            return same;
        }

        PickleDictionary dictionary = new();
        foreach (object? pair in Items(pairs))
        {
            if (Items(pair) is [var key, var value])
            {
                dictionary.Add([key, value]);
            }
        }

        return dictionary;
    }

    private static object ListFrom(object? items)
    {
        if (items is PickleTuple or PickleList)
        {
            return items;
        }

        return new PickleList();
    }

    private static IReadOnlyList<object?> Items(object? container) => container switch
    {
        PickleTuple tuple => tuple.Items,
        PickleList list => list.Items,
        _ => [],
    };

    /// <summary>
    /// <c>_codecs.encode(text, "latin1")</c>: how Python 3 writes bytes in the protocols of Python 2.
    /// </summary>
    private static PickleBytes Encode(object?[] a, ByteCursor at)
    {
        if (a is not [_, "latin1" or "latin-1"])
        {
            throw at.Fault("text in an encoding other than latin1 stands for bytes");
        }

        return a[0] switch
        {
            PickleBytes text => new PickleBytes(text.FromLatin1()),
            string text when text.All(c => c < 256) => new PickleBytes(at.FromMemory(Encoding.Latin1.GetBytes(text))),
            _ => throw at.Fault("the text does not stand for bytes"),
        };
    }

    private static NumpyArray Scalar(object?[] a, ByteCursor at)
    {
        NumpyArray scalar = new();
        if (a is [NumpyDtype dtype, var data])
        {
            scalar.Dtype = dtype;
            scalar.Data = dtype.Type is null ? null : BytesOf(data, at);
        }

        return scalar;
    }

    private static NumpyArray FromBuffer(object?[] a, ByteCursor at) =>
        a is [var data, NumpyDtype dtype, var shape, "C" or "F" or "A"]
            ? new NumpyArray
            {
                Dtype = dtype,
                Shape = Numbers(shape, at),
                FortranOrder = a[3] is "F",
                Data = dtype.Type is null ? null : BytesOf(data, at),
            }
            : throw at.Fault("a NumPy buffer without format or shape");

    /// <summary>
    /// The state of an array: an optional version, shape, format, whether in Fortran order, and the data.
    /// </summary>
    private static void SetArray(NumpyArray array, object? state, ByteCursor at)
    {
        if (state is not PickleTuple { Items: [.., var shape, NumpyDtype dtype, bool fortran, var data] })
        {
            throw at.Fault("a NumPy array without format or shape");
        }

        array.Shape = Numbers(shape, at);
        array.Dtype = dtype;
        array.FortranOrder = fortran;
        array.Data = dtype.Type is null || data is PickleList ? null : BytesOf(data, at);
    }

    private static ByteSource BytesOf(object? data, ByteCursor at) => data switch
    {
        PickleBytes bytes => bytes.Content,
        string text => at.FromMemory(Encoding.Latin1.GetBytes(text)),
        _ => throw at.Fault("something that is no data stands for numbers"),
    };

    private static TorchTensor Tensor(string function, object?[] a, ByteCursor at)
    {
        if (a is not [TorchStorage storage, long offset, var size, var stride, ..])
        {
            throw at.Fault("a tensor without storage, shape or strides");
        }

        TensorType? type = function == "_rebuild_tensor_v3" && a is [_, _, _, _, _, _, PickleGlobal dtype, ..]
            ? TorchTypes.OfDtype(dtype.Name) : storage.Type;
        long[] shape = Numbers(size, at);
        long[] strides = Numbers(stride, at);
        return type is null
            ? throw at.Fault("a tensor in a number format that is not read")
            : new TorchTensor(storage, type.Value, offset, shape, strides);
    }

    private object? LoadFromBytes(object?[] a, ByteCursor at)
    {
        if (a is not [PickleBytes or string] || !budget.Enter())
        {
            throw at.Fault("a pickle inside a pickle inside a pickle");
        }

        object? value = TorchLegacyReader.ReadObject(BytesOf(a[0], at), budget);
        budget.Leave();
        return value;
    }

    private PickleRecord Persistent(object?[] a, ByteCursor at)
    {
        if (a is not [PickleDictionary meta])
        {
            throw at.Fault("a persistent object without description");
        }

        MetPersistentModule = true;
        return new PickleRecord(
            new PickleGlobal("torch_utils.persistence", meta["class_name"] as string ?? ""), PickleTuple.Empty)
        {
            State = meta["state"],
        };
    }

    private static long[] Numbers(object? value, ByteCursor at)
    {
        IReadOnlyList<object?> items = Items(value);
        if (value is long single)
        {
            return [single];
        }

        if (value is not (PickleTuple or PickleList) || items.Count > StridedTensor.MaxRank)
        {
            throw at.Fault($"a shape of {items.Count} dimensions");
        }

        long[] numbers = new long[items.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = items[i] is long number
                ? number : throw at.Fault("a shape that holds something else than integers");
        }

        return numbers;
    }
}
