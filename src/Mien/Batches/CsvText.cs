using System.Text;

namespace Mien.Batches;

/// <summary>Tables as text (RFC 4180), with commas, semicolons or tabs between the fields.</summary>
internal static class CsvText
{
    private static readonly char[] _separators = [',', ';', '\t'];

    /// <summary>The rows of a text that are not empty, each with the line that it begins in, counted from 1.</summary>
    /// <returns>The fields; a row whose quotes never end has <see langword="null"/> in their place.</returns>
    public static IEnumerable<(int Line, IReadOnlyList<string>? Fields)> Rows(string text)
    {
        int header = text.IndexOfAny(['\r', '\n']);
        char separator = _separators.MaxBy(c => (header < 0 ? text : text[..header]).Count(other => other == c));
        List<string> fields = [];
        StringBuilder field = new();
        int line = 1, start = 1;
        bool isQuoted = false, wasQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\n')
            {
                line++;
            }

            if (isQuoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && field.Length == 0 && !wasQuoted)
            {
                isQuoted = wasQuoted = true;
            }
            else if (c == separator)
            {
                End();
            }
            else if (c == '\n')
            {
                if (field.Length > 0 || wasQuoted || fields.Count > 0)
                {
                    End();
                    yield return (start, fields);
                    fields = [];
                }

                start = line;
            }
            else if (c != '\r' || (i + 1 < text.Length && text[i + 1] != '\n'))
            {
                field.Append(c);
            }
        }

        if (isQuoted)
        {
            yield return (start, null);
        }
        else if (field.Length > 0 || wasQuoted || fields.Count > 0)
        {
            End();
            yield return (start, fields);
        }

        void End()
        {
            fields.Add(wasQuoted ? field.ToString() : field.ToString().Trim());
            field.Clear();
            wasQuoted = false;
        }
    }

    /// <summary>One row with commas, without the end of the line.</summary>
    public static string Row(params IEnumerable<string> fields) => string.Join(',', fields.Select(Quoted));

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 && field == field.Trim()
        ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
