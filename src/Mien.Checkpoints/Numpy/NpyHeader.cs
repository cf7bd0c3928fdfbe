using System.Globalization;
using System.Text;
using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Numpy;

/// <summary>
/// The header of an .npy file (NEP 1): a magic string, a version, a length and a Python dictionary as text with the
/// keys
/// <c>descr</c>, <c>fortran_order</c> and <c>shape</c>.
/// </summary>
internal sealed record NpyHeader(TensorType Type, bool BigEndian, bool FortranOrder, long[] Shape, long DataStart)
{
    private const int MaxLength = 64 << 10;

    /// <summary>The first bytes of every .npy file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header at the start of <paramref name="file"/>.</summary>
    /// <exception cref="CheckpointException">It is damaged, or the elements are not plain numbers.</exception>
    public static NpyHeader Read(ByteSource file)
    {
        ByteCursor cursor = new(file);
        if (!cursor.ReadBytes(Magic.Length).SequenceEqual(Magic))
        {
            throw file.Fault(0, "this is not an .npy file");
        }

        int version = cursor.ReadByte();
        _ = cursor.ReadByte();
        long length = version switch
        {
            1 => cursor.ReadByte() | (cursor.ReadByte() << 8),
            2 or 3 => (uint)cursor.ReadInt32(),
            _ => throw file.Fault(6, $"version {version} of the .npy format is not read"),
        };
        if (length > MaxLength)
        {
            throw file.Fault(8, $"the .npy header announces {length} bytes");
        }

        byte[] text = new byte[length];
        cursor.Take(length).Read(0, text);
        return Parse(Encoding.Latin1.GetString(text), file, cursor.Position);
    }

    private static NpyHeader Parse(string text, ByteSource file, long dataStart)
    {
        string? descr = null;
        bool? fortran = null;
        long[]? shape = null;
        Scanner scanner = new(text);
        bool good = scanner.Take('{');
        while (good && !scanner.Take('}'))
        {
            string? key = scanner.QuotedText();
            good = key is not null && scanner.Take(':');
            switch (key)
            {
                case "descr":
                    descr = scanner.QuotedText();
                    good = good && descr is not null;
                    break;
                case "fortran_order":
                    fortran = scanner.TrueOrFalse();
                    good = good && fortran is not null;
                    break;
                case "shape":
                    shape = scanner.Tuple();
                    good = good && shape is not null;
                    break;
                default:
                    good = false;
                    break;
            }

            good = good && (scanner.Take(',') || scanner.At('}'));
        }

        if (!good || descr is null || fortran is null || shape is null)
        {
            throw file.Fault(8, "the .npy header is damaged, or its elements are records");
        }

        return NumpyType.Parse(descr) is not (TensorType type, bool bigEndian)
            ? throw file.Fault(8, $"an .npy file of '{descr}' elements is not read, only plain numbers are")
            : new NpyHeader(type, bigEndian, fortran.Value, shape, dataStart);
    }

    /// <summary>Just as much of Python's grammar as the header uses.</summary>
    private sealed class Scanner(string text)
    {
        private int _at;

        public bool At(char wanted)
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }

            return _at < text.Length && text[_at] == wanted;
        }

        public bool Take(char wanted)
        {
            bool found = At(wanted);
            _at += found ? 1 : 0;
            return found;
        }

        public string? QuotedText()
        {
            char quote = At('"') ? '"' : '\'';
            if (!Take(quote))
            {
                return null;
            }

            int end = text.IndexOf(quote, _at);
            if (end < 0)
            {
                return null;
            }

            string content = text[_at..end];
            _at = end + 1;
            return content;
        }

        public bool? TrueOrFalse() => TakeWord("True") ? true : TakeWord("False") ? false : null;

        public long[]? Tuple()
        {
            if (!Take('('))
            {
                return null;
            }

            List<long> numbers = [];
            while (!Take(')'))
            {
                _ = At('0'); // skips white space
                int start = _at;
                while (_at < text.Length && char.IsAsciiDigit(text[_at]))
                {
                    _at++;
                }

                if (!long.TryParse(
                    text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                {
                    return null;
                }

                numbers.Add(number);
                _ = Take('L'); // Python 2 wrote long integers so
                if (!Take(',') && !At(')'))
                {
                    return null;
                }
            }

            return [.. numbers];
        }

        private bool TakeWord(string word)
        {
            bool found = At(word[0]) && text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal);
            _at += found ? word.Length : 0;
            return found;
        }
    }
}
