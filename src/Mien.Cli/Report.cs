using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Cli.Parsing;
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

    /// <summary>One line on standard error that is no failure.</summary>
    public static void Notice(string message)
        => Console.Error.WriteLine("mien: " + StandardStreams.InWords(message).ReplaceLineEndings(" "));

    /// <summary>One line on standard error; with <c>--json</c> also <c>{"error": …}</c> on standard output.</summary>
    public static int Error(string message, int code, bool json)
    {
        string line = StandardStreams.InWords(message).ReplaceLineEndings(" ");
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
        while (exception is AggregateException or TypeInitializationException or TargetInvocationException
            && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        if (exception is OutOfMemoryException)
        {
            return Error(
                "there is not enough memory: close other programs, take a smaller picture or model, or raise the limit of this process", CommandLine.Failure, json);
        }

        bool callersMistake =
            exception is ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException
            or FormatException or NoFaceException;
        return Error(
            Words(exception) + Hints.For(exception), callersMistake ? CommandLine.CallersMistake : CommandLine.Failure,
            json);
    }

    // What is for programmers goes: the name of a parameter, and the value that is in the sentence already.
    private static string Words(Exception exception)
    {
        string message = exception.Message;
        int end = exception is ArgumentException { ParamName: { } name }
            ? message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return end > 0 ? message[..end] : message;
    }
}
