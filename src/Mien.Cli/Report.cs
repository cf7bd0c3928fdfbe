using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Faces.Detection;

namespace Mien.Cli;

/// <summary>What a command says: one JSON object on standard output, or one line on standard error.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = null,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes <paramref name="value"/> as the one JSON object of this run.</summary>
    public static void Json(object value) => Console.Out.WriteLine(Text(value));

    /// <summary>A value as JSON.</summary>
    public static string Text(object value) => JsonSerializer.Serialize(value, _json);

    /// <summary>One line on standard error; with <c>--json</c> also <c>{"error": …}</c> on standard output.</summary>
    public static int Error(string message, int code, bool json)
    {
        string line = message.ReplaceLineEndings(" ");
        Console.Error.WriteLine("mien: " + line);
        if (json)
        {
            Json(new { error = line, code });
        }

        return code;
    }

    /// <summary>As <see cref="Error(string, int, bool)"/>; the exit code follows from whose fault it was.</summary>
    public static int Error(Exception exception, bool json)
    {
        bool callersMistake = exception is ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException
            or FormatException or NoFaceException;
        return Error(exception.Message, callersMistake ? CommandLine.CallersMistake : CommandLine.Failure, json);
    }
}
