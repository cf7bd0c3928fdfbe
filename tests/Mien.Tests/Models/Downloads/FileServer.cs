using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Mien.Tests.Models.Downloads;

/// <summary>
/// A server of HTTP/1.1 on this machine that behaves as badly as a test wants: each connection gets one answer.
/// </summary>
internal sealed partial class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    /// <param name="answer">Writes the answer to the request of a given number, counted from 0, whose head is
    /// given.</param>
    public FileServer(Func<int, string, Stream, Task> answer)
    {
        _listener.Start();
        _ = Accept(answer);
    }

    /// <summary>Its address, with a slash at the end.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The heads of all requests, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The first bytes that each request asked for.</summary>
    public IEnumerable<int> Ranges => Requests.Select(From);

    /// <summary>A server that serves as it should.</summary>
    public static FileServer Of(byte[] content, string version = "\"1\"")
        => new((_, head, to) => Serve(content, head, to, version: version));

    /// <summary>Answers as it should, but ends after some bytes of the content.</summary>
    public static async Task Serve(
        byte[] content, string head, Stream to, int most = int.MaxValue, string version = "\"1\"")
    {
        Match ifRange = IfRange().Match(head);
        int from = ifRange.Success && ifRange.Groups[1].Value != version ? 0 : From(head);
        string status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}" : "200 OK";
        await Head(to, $"{status}\r\nETag: {version}\r\nContent-Length: {content.Length - from}");
        await to.WriteAsync(content.AsMemory(from, Math.Min(content.Length - from, most)));
    }

    /// <summary>Writes the head of an answer.</summary>
    /// <param name="to">The connection.</param>
    /// <param name="lines">The status and further lines.</param>
    public static async Task Head(Stream to, string lines)
        => await to.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {lines}\r\nConnection: close\r\n\r\n"));

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static int From(string head) => Range().Match(head) is { Success: true } match
        ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private async Task Accept(Func<int, string, Stream, Task> answer)
    {
        for (int number = 0; !_stop.IsCancellationRequested; number++)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = Answer(client, number, answer);
        }
    }

    private async Task Answer(TcpClient client, int number, Func<int, string, Stream, Task> answer)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            StringBuilder head = new();
            byte[] letter = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
                && await stream.ReadAsync(letter, _stop.Token) == 1)
            {
                head.Append((char)letter[0]);
            }

            Requests.Enqueue(head.ToString());
            try
            {
                await answer(number, head.ToString(), stream);
            }
            catch (IOException)
            {
                return; // whoever asked has gone
            }
        }
    }

    [GeneratedRegex(@"^Range: bytes=(\d+)-\r$", RegexOptions.Multiline)]
    private static partial Regex Range();

    [GeneratedRegex(@"^If-Range: (.*)\r$", RegexOptions.Multiline)]
    private static partial Regex IfRange();
}
