using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>
/// Runs a pickle (PEP 307, PEP 3154, PEP 574) as what it is, a programme for a machine with a stack and a memo, with
/// the opcodes that weight files use. Classes and functions are names; what a call of one builds is decided by
/// <see cref="IPickleBuilder"/>, from a fixed list, and is always plain data.
/// </summary>
internal sealed class PickleMachine(ByteCursor cursor, IPickleBuilder builder, PickleBudget budget)
{
    /// <summary>Longer text is left in the file: it is bytes in disguise, not a name.</summary>
    private const int MaxText = 4096;

    private const int MaxMemo = PickleBudget.MaxSteps;

    private static readonly object _true = true;
    private static readonly object _false = false;
    private static readonly object[] _smallNumbers = [.. Enumerable.Range(0, 256).Select(i => (object)(long)i)];

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];
    private readonly Dictionary<uint, object?> _sparseMemo = [];

    /// <summary>Runs to the STOP opcode and returns what the pickle built.</summary>
    /// <exception cref="CheckpointException">The pickle is damaged, uses an opcode off the list, or asks for too
    /// much.</exception>
    public object? Run()
    {
        while (true)
        {
            if (!budget.Step())
            {
                throw cursor.Fault($"the pickle takes more than {PickleBudget.MaxSteps} steps");
            }

            byte code = cursor.ReadByte();
            if (code == (byte)'.')
            {
                return Pop();
            }

            Execute(code);
        }
    }

    private void Execute(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                int protocol = cursor.ReadByte();
                if (protocol > 5)
                {
                    throw cursor.Fault($"pickle protocol {protocol} is not known");
                }

                break;
            case 0x95: // FRAME: only says how much to read ahead
                _ = cursor.ReadInt64();
                break;

            case (byte)'(':
                _marks.Add(_stack.Count);
                break;
            case (byte)'0': // POP
                if (_marks.Count > 0 && _marks[^1] == _stack.Count)
                {
                    _marks.RemoveAt(_marks.Count - 1);
                }
                else
                {
                    _ = Pop();
                }

                break;
            case (byte)'1': // POP_MARK
                _ = PopToMark();
                break;
            case (byte)'2': // DUP
                _stack.Add(Peek());
                break;

            case (byte)'N':
                _stack.Add(null);
                break;
            case 0x88:
                _stack.Add(_true);
                break;
            case 0x89:
                _stack.Add(_false);
                break;
            case (byte)'K':
                _stack.Add(_smallNumbers[cursor.ReadByte()]);
                break;
            case (byte)'M':
                Push(BinaryPrimitives.ReadUInt16LittleEndian(cursor.ReadBytes(2)));
                break;
            case (byte)'J':
                Push(cursor.ReadInt32());
                break;
            case (byte)'I': // INT, and the booleans of protocol 1
                string integer = Line();
                _stack.Add(integer is "00" or "01" ? integer == "01" : Number(integer));
                break;
            case (byte)'L': // LONG
                _stack.Add(Number(Line().TrimEnd('L')));
                break;
            case 0x8A: // LONG1
                PushLong(cursor.ReadByte());
                break;
            case 0x8B: // LONG4
                PushLong(cursor.ReadInt32());
                break;
            case (byte)'G': // BINFLOAT
                _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(cursor.ReadBytes(8)));
                break;
            case (byte)'F': // FLOAT
                _stack.Add(
                    double.TryParse(Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
                        ? real : throw cursor.Fault("not a number"));
                break;

            case (byte)'X': // BINUNICODE
                PushText(Length32(), Encoding.UTF8);
                break;
            case 0x8C: // SHORT_BINUNICODE
                PushText(cursor.ReadByte(), Encoding.UTF8);
                break;
            case 0x8D: // BINUNICODE8
                PushText(Length64(), Encoding.UTF8);
                break;
            case (byte)'T': // BINSTRING: the str of Python 2, bytes or text
                PushText(Length32(), Encoding.Latin1);
                break;
            case (byte)'U': // SHORT_BINSTRING
                PushText(cursor.ReadByte(), Encoding.Latin1);
                break;
            case (byte)'B': // BINBYTES
                PushBytes(Length32());
                break;
            case (byte)'C': // SHORT_BINBYTES
                PushBytes(cursor.ReadByte());
                break;
            case 0x8E: // BINBYTES8
            case 0x96: // BYTEARRAY8
                PushBytes(Length64());
                break;

            case (byte)')':
                _stack.Add(PickleTuple.Empty);
                break;
            case (byte)'t':
                _stack.Add(Tuple(PopToMark()));
                break;
            case 0x85:
            case 0x86:
            case 0x87:
                _stack.Add(new PickleTuple(PopMany(code - 0x84)));
                break;
            case (byte)']':
            case 0x8F: // EMPTY_SET
                _stack.Add(new PickleList());
                break;
            case (byte)'l': // LIST
            case 0x91: // FROZENSET
                object?[] listed = PopToMark();
                PickleList list = new();
                list.Add(listed);
                _stack.Add(list);
                break;
            case (byte)'a': // APPEND
                object? item = Pop();
                Append(new ReadOnlySpan<object?>(in item));
                break;
            case (byte)'e': // APPENDS
            case 0x90: // ADDITEMS
                Append(PopToMark());
                break;
            case (byte)'}':
                _stack.Add(new PickleDictionary());
                break;
            case (byte)'d': // DICT
                object?[] pairs = PopToMark();
                PickleDictionary dictionary = new();
                dictionary.Add(pairs);
                _stack.Add(dictionary);
                break;
            case (byte)'s': // SETITEM
                SetItems(PopMany(2));
                break;
            case (byte)'u': // SETITEMS
                SetItems(PopToMark());
                break;

            case (byte)'q': // BINPUT
                Remember(cursor.ReadByte());
                break;
            case (byte)'r': // LONG_BINPUT
                Remember((uint)cursor.ReadInt32());
                break;
            case (byte)'p': // PUT
                Remember(MemoIndex(Line()));
                break;
            case 0x94: // MEMOIZE
                Remember((uint)(_memo.Count + _sparseMemo.Count));
                break;
            case (byte)'h': // BINGET
                _stack.Add(Recall(cursor.ReadByte()));
                break;
            case (byte)'j': // LONG_BINGET
                _stack.Add(Recall((uint)cursor.ReadInt32()));
                break;
            case (byte)'g': // GET
                _stack.Add(Recall(MemoIndex(Line())));
                break;

            case (byte)'c': // GLOBAL
                string module = Line();
                _stack.Add(new PickleGlobal(module, Line()));
                break;
            case 0x93: // STACK_GLOBAL
                object?[] names = PopMany(2);
                _stack.Add(
                    names is [string from, string name]
                        ? new PickleGlobal(from, name) : throw cursor.Fault("a class without a name"));
                break;
            case (byte)'R': // REDUCE
                object?[] call = PopMany(2);
                _stack.Add(builder.Call(GlobalOf(call[0]), TupleOf(call[1]), cursor));
                break;
            case 0x81: // NEWOBJ
                object?[] made = PopMany(2);
                _stack.Add(builder.Make(GlobalOf(made[0]), TupleOf(made[1]), cursor));
                break;
            case 0x92: // NEWOBJ_EX: keyword arguments say nothing about numbers
                object?[] extended = PopMany(3);
                _stack.Add(builder.Make(GlobalOf(extended[0]), TupleOf(extended[1]), cursor));
                break;
            case (byte)'b': // BUILD
                object? state = Pop();
                builder.SetState(Peek(), state, cursor);
                break;
            case (byte)'Q': // BINPERSID
                _stack.Add(builder.Load(Pop(), cursor));
                break;

            default:
                throw cursor.Fault($"pickle opcode 0x{code:X2} is not one that weight files use");
        }
    }

    private void Push(long value) => _stack.Add(value is >= 0 and < 256 ? _smallNumbers[value] : value);

    private void PushLong(int length)
    {
        if (length is < 0 or > 255)
        {
            throw cursor.Fault($"an integer of {(uint)length} bytes");
        }

        BigInteger value = new(cursor.ReadBytes(length));
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            Push((long)value);
        }
        else
        {
            _stack.Add(value);
        }
    }

    private void PushText(long length, Encoding encoding)
    {
        if (length > MaxText)
        {
            _stack.Add(new PickleBytes(cursor.Take(length)));
            return;
        }

        _stack.Add(length == 0 ? "" : encoding.GetString(cursor.ReadBytes((int)length)));
    }

    private void PushBytes(long length) => _stack.Add(new PickleBytes(cursor.Take(length)));

    private long Length32() => (uint)cursor.ReadInt32();

    private long Length64()
    {
        long length = cursor.ReadInt64();
        return length >= 0 ? length : throw cursor.Fault("a negative length");
    }

    /// <summary>Text up to the end of a line, as in GLOBAL.</summary>
    private string Line()
    {
        StringBuilder line = new();
        for (byte b = cursor.ReadByte(); b != '\n'; b = cursor.ReadByte())
        {
            if (line.Length == 512)
            {
                throw cursor.Fault("a line of more than 512 characters");
            }

            line.Append((char)b);
        }

        return line.ToString();
    }

    private long Number(string digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value : throw cursor.Fault("not a number");

    private uint MemoIndex(string digits) =>
        uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint index)
            ? index : throw cursor.Fault("not a number");

    private void Remember(uint index)
    {
        object? value = Peek();
        if (index < _memo.Count)
        {
            _memo[(int)index] = value;
        }
        else if (index == _memo.Count && _memo.Count < MaxMemo)
        {
            _memo.Add(value);
        }
        else
        {
            _sparseMemo[index] = value;
        }
    }

    private object? Recall(uint index)
    {
        if (index < _memo.Count)
        {
            return _memo[(int)index];
        }

        return _sparseMemo.TryGetValue(index, out object? value)
            ? value : throw cursor.Fault($"memo {index} was never set");
    }

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw cursor.Fault("the pickle's stack is empty");

    private object? Pop()
    {
        object? top = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
        {
            throw cursor.Fault("the pickle's stack is empty");
        }

        object?[] top = new object?[count];
        _stack.CopyTo(_stack.Count - count, top, 0, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return top;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw cursor.Fault("the pickle has no mark to go back to");
        }

        object?[] top = PopMany(_stack.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return top;
    }

    // What lies below the last mark belongs to whoever set the mark.
    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private static PickleTuple Tuple(object?[] items) => items.Length == 0 ? PickleTuple.Empty : new PickleTuple(items);

    private PickleGlobal GlobalOf(object? value)
        => value as PickleGlobal ?? throw cursor.Fault("something that is no class or function is called");

    private PickleTuple TupleOf(object? value)
        => value as PickleTuple ?? throw cursor.Fault("arguments that are no tuple");

    private void Append(ReadOnlySpan<object?> items)
    {
        switch (Peek())
        {
            case PickleList list:
                list.Add(items);
                break;
            case PickleRecord:
                break; // a class of its own that is also a list; no weight file keeps tensors so
            default:
                throw cursor.Fault("items are added to something that is no list");
        }
    }

    private void SetItems(object?[] keysAndValues)
    {
        switch (Peek())
        {
            case PickleDictionary dictionary:
                dictionary.Add(keysAndValues);
                break;
            case PickleRecord record:
                (record.Pairs ??= new PickleDictionary()).Add(keysAndValues);
                break;
            default:
                throw cursor.Fault("keys are set in something that is no dictionary");
        }
    }
}
