using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Mien.Models.Downloads;

/// <summary>
/// Fetches files over HTTP and HTTPS, through the proxy that <c>http_proxy</c>, <c>https_proxy</c> and <c>no_proxy</c>
/// name. What has come stands in a file beside the place that it is for, from which the next attempt, in this process
/// or another, goes on (RFC 9110, sections 13.1.5 and 14).
/// </summary>
internal sealed class Download : IDisposable
{
    private const int Attempts = 5; // in a row that bring nothing new
    private const int Redirects = 10;
    private const long Most = 1L << 36; // bytes of a file whose size nobody says

    private static readonly TimeSpan _betweenReports = TimeSpan.FromSeconds(0.2);

    // Redirects are followed here, where it is seen what they lead to.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        UseCookies = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>How long nothing may come before the connection counts as broken.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pause before the second attempt; it doubles from one to the next.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where what has come of a file stands until it is whole.</summary>
    public static string Partial(string path) => path + ".partial";

    /// <summary>Fetches a file into <see cref="Partial"/>; nothing says yet that these are the right bytes.</summary>
    /// <param name="address">Where from.</param>
    /// <param name="path">The place that the file is for.</param>
    /// <param name="size">Its bytes; null where that is not known.</param>
    /// <param name="willBeChecked">Whether its sum is known: parts of two files that are joined are found then.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="stop">Stops it; what has come stays.</param>
    /// <exception cref="DownloadException">It cannot be fetched.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task Fetch(
        Uri address, string path, long? size, bool willBeChecked, IProgress<WorkProgress>? progress,
        CancellationToken stop)
    {
        using Target target = new(path, willBeChecked);
        long reached = target.Length;
        for (int fruitless = 0; ;)
        {
            try
            {
                await Attempt(address, target, size, progress, stop).ConfigureAwait(false);
                target.Flush();
                return;
            }
            catch (Exception e) when (Broken(e, stop) is { } reason)
            {
                fruitless = target.Length > reached ? 1 : fruitless + 1;
                reached = Math.Max(reached, target.Length);
                if (fruitless == Attempts || (reached == 0 && e is HttpRequestException))
                {
                    throw new DownloadException(
                        $"{address}: {reason}{(reached > 0 ? $"; {Megabytes(target.Length)} have come and are kept" : "")}",
                        isResumable: reached > 0, e);
                }

                await Task.Delay(Pause * (1 << (fruitless - 1)), stop).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task Attempt(
        Uri address, Target target, long? size, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        long have = target.CanGoOn ? target.Length : 0;
        if (have == size)
        {
            return;
        }

        if (have == 0 || have > size)
        {
            target.Empty();
            have = 0;
        }

        using HttpResponseMessage response = await Ask(address, have, target.Version, stop).ConfigureAwait(false);
        long? announced = response.Content.Headers.ContentLength + have;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { } range:
                if (range.From != have)
                {
                    throw new DownloadException($"{address}: asked for bytes from {have}, the server sends others");
                }

                announced = range.Length ?? announced;
                break;
            case HttpStatusCode.OK:
                announced -= have;
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                target.Empty();
                throw new BrokenOffException("the server has fewer bytes than have come");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
            case >= HttpStatusCode.InternalServerError:
                throw new BrokenOffException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
            default:
                throw new DownloadException(
                    $"{address}: the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        if (size is not null && announced is not null && announced != size)
        {
            throw new DownloadException(
                $"{address}: the server announces {announced} bytes, but the file has {size}: it is another file, or a page in its place");
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            target.Empty(); // what comes is the whole file
            DateTimeOffset? changed = response.Content.Headers.LastModified;
            target.Version = response.Headers.ETag is { IsWeak: false } tag
                ? tag.ToString() : changed?.ToString("r", CultureInfo.InvariantCulture);
        }

        await Receive(response, target, size ?? announced, progress, stop).ConfigureAwait(false);
    }

    private async Task Receive(
        HttpResponseMessage response, Target target, long? size, IProgress<WorkProgress>? progress,
        CancellationToken stop)
    {
        using Stream content = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        byte[] buffer = new byte[1 << 17];
        long from = target.Length;
        Stopwatch since = Stopwatch.StartNew();
        TimeSpan reported = -_betweenReports;
        while (true)
        {
            waiting.CancelAfter(Patience);
            int count = await content.ReadAsync(buffer, waiting.Token).ConfigureAwait(false);
            if (count > 0 && target.Length + count > (size ?? Most))
            {
                target.Empty();
                throw new DownloadException(
                    $"{response.RequestMessage!.RequestUri}: the server sends more than {size ?? Most} bytes: it is another file");
            }

            target.Append(buffer.AsSpan(0, count));
            if (count == 0 || since.Elapsed - reported > _betweenReports)
            {
                reported = since.Elapsed;
                progress?.Report(Progress(target, size, target.Length - from, reported));
            }

            if (count == 0)
            {
                break;
            }
        }

        if (target.Length < size)
        {
            throw new BrokenOffException($"the server ends at {target.Length} of {size} bytes");
        }
    }

    private static WorkProgress Progress(Target target, long? size, long came, TimeSpan within)
    {
        double rate = came / Math.Max(within.TotalSeconds, 1e-3); // bytes a second
        return new WorkProgress(
            $"downloading {target.Name}, MB", (int)(target.Length / 1_000_000),
            (int)Math.Ceiling((size ?? 0) / 1e6),
            size is { } all && came > 0 ? TimeSpan.FromSeconds((all - target.Length) / rate) : null)
        {
            Values = [("MB/s", (float)(rate / 1e6))],
        };
    }

    private async Task<HttpResponseMessage> Ask(Uri address, long from, string? version, CancellationToken stop)
    {
        Uri at = address;
        for (int redirects = 0; redirects <= Redirects; redirects++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, at);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("mien", null));
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                if (version is not null)
                {
                    request.Headers.TryAddWithoutValidation("If-Range", version);
                }
            }

            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
            waiting.CancelAfter(Patience);
            HttpResponseMessage response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, waiting.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                || !response.Headers.NonValidated.TryGetValues("Location", out HeaderStringValues place))
            {
                return response;
            }

            response.Dispose();
            at = Next(address, at, place.ToString());
        }

        throw new DownloadException($"{address}: the server redirects more than {Redirects} times");
    }

    // Nothing on this machine is read because a server says so, and what was asked for in secret stays so.
    private static Uri Next(Uri address, Uri at, string place)
    {
        // a path alone would be taken for a file of this machine
        bool isUri = place.StartsWith('/')
            ? Uri.TryCreate(at, new Uri(place, UriKind.Relative), out Uri? next) : Uri.TryCreate(at, place, out next);
        if (!isUri || next!.Scheme is not ("http" or "https"))
        {
            throw new DownloadException($"{address}: the server redirects to {place}, which is no address on the web");
        }

        if (at.Scheme == "https" && next.Scheme != "https")
        {
            throw new DownloadException($"{address}: the server redirects to {next}, without encryption");
        }

        return next;
    }

    // Why an attempt failed, if another may succeed; null where it cannot, or where the caller stops it.
    private static string? Broken(Exception e, CancellationToken stop) => e switch
    {
        _ when stop.IsCancellationRequested => null,
        OperationCanceledException => "nothing comes any more",
        BrokenOffException => e.Message,
        HttpRequestException or HttpIOException or IOException { InnerException: SocketException } => Words(e),
        _ => null,
    };

    // The reason is often in the innermost exception.
    private static string Words(Exception e)
    {
        Exception innermost = e.GetBaseException();
        return e.Message.Contains(innermost.Message, StringComparison.Ordinal)
            ? e.Message : $"{e.Message.Split(", see inner")[0].TrimEnd('.')}: {innermost.Message}";
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private sealed class BrokenOffException(string message) : Exception(message);

    /// <summary>
    /// What has come of a file, and of which version of it, as the server calls that. Only one process at a time has
    /// it.
    /// </summary>
    private sealed class Target : IDisposable
    {
        private readonly FileStream _file;
        private readonly string _version;
        private readonly bool _willBeChecked;

        public Target(string path, bool willBeChecked)
        {
            Name = Path.GetFileName(path);
            (_version, _willBeChecked) = (Partial(path) + ".version", willBeChecked);
            try
            {
                // unbuffered: what has come outlives this process, however it ends
                _file = new(Partial(path), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException)
                && !DiskSpace.IsFull(e))
            {
                throw new DownloadException($"another process is downloading {Name}: wait for it", inner: e);
            }

            _file.Seek(0, SeekOrigin.End);
        }

        public string Name { get; }

        public long Length => _file.Length;

        public bool CanGoOn => _willBeChecked || Version is not null;

        public string? Version
        {
            get => !_willBeChecked && File.Exists(_version) ? File.ReadAllText(_version) : null;
            set
            {
                File.Delete(_version);
                if (value is not null && !_willBeChecked)
                {
                    File.WriteAllText(_version, value);
                }
            }
        }

        public void Append(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

        public void Empty()
        {
            _file.SetLength(0);
            File.Delete(_version);
        }

        public void Flush()
        {
            _file.Flush(flushToDisk: true);
            File.Delete(_version);
        }

        public void Dispose() => _file.Dispose();
    }
}
