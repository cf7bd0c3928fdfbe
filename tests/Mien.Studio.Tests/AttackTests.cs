using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mien.Studio.Tests;

/// <summary>What strangers send to a running server.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-attack-");
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _notices = new();
    private StudioServer _server = null!;
    private string _desk = "";

    public async Task InitializeAsync()
    {
        _server = await StudioServer.Start(
            new()
            {
                Port = 0,
                Home = Path.Combine(_folder.FullName, "home"),
                Cache = null,
                Models = Path.Combine(
                _folder.FullName, "models"),
                LoadsAtOnce = false,
                MaximumUpload = 1 << 20,
                MaximumPixels = 4_000_000,
                Notice = _notices.Enqueue
            });
        using HttpResponseMessage entered = await _client.GetAsync(_server.Entrance);
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        string cookie = entered.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        _client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage start = await _client.GetAsync(_server.Address);
        start.StatusCode.ShouldBe(HttpStatusCode.Redirect, string.Join("; ", _notices));
        _desk = start.Headers.Location!.ToString().Split('/')[^1];
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _notices.ShouldBeEmpty(); // whatever comes, it is no surprise
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:7860")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.1")]
    public async Task Request_WithTheHostOfAnotherPage_IsRefused(string host)
        => (await Status(HttpMethod.Get, "/", r => r.Headers.Host = host)).ShouldBe(HttpStatusCode.MisdirectedRequest);

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("https://127.0.0.1")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Request_OfAnotherOrigin_IsRefused(string origin)
    {
        (await Status(
            HttpMethod.Post, $"/desk/{_desk}/photo/appearance",
            r => r.Headers.Add("Origin", origin))).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(HttpMethod.Get, "/_blazor", r =>
        {
            r.Headers.Add("Origin", origin);
            r.Headers.Add("Connection", "Upgrade");
            r.Headers.Add("Upgrade", "websocket");
            r.Headers.Add("Sec-WebSocket-Version", "13");
            r.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        })).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Post_WithoutAnOrigin_IsRefused()
        => (await Status(HttpMethod.Post, $"/desk/{_desk}/photo/appearance", _ => { })).ShouldBe(
            HttpStatusCode.Forbidden);

    [Fact]
    public async Task Picture_AskedForByAnotherPage_IsRefused()
        => (await Status(
            HttpMethod.Get, "/sample/gus.jpg", r => r.Headers.Add("Sec-Fetch-Site", "cross-site"))).ShouldBe(
                HttpStatusCode.Forbidden);

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task Stranger_WithoutTheToken_GetsNothing(string query)
    {
        using HttpClientHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient stranger = new(handler) { BaseAddress = _server.Address };
        foreach (string path in (string[])["/", "/history", "/sample/gus.jpg", "/assets/studio.js",
            "/_framework/blazor.web.js", $"/desk/{_desk}/result.png",
            $"/desk/{_desk}/edited.png"])
        {
            using HttpResponseMessage answer = await stranger.GetAsync(new Uri(path + query, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain(_server.Token);
        }
    }

    [Fact]
    public async Task Page_ForbidsWhatItDoesNotNeed()
    {
        using HttpResponseMessage page = await _client.GetAsync(new Uri(_server.Address, $"/transfer/{_desk}"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        page.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        string text = await page.Content.ReadAsStringAsync();
        text.ShouldNotContain("http://");
        text.ShouldNotContain("https://");
    }

    [Theory]
    [InlineData("/history/../../../../etc/passwd/result.png")]
    [InlineData("/history/..%2f..%2f..%2fetc/passwd")]
    [InlineData("/history/aaaaaaaaaaaaaaaaaaaaaaaa/..%2f..%2f..%2fstudio.db")]
    [InlineData("/assets/..%2fMien.Studio.dll")]
    [InlineData("/sample/..%2fstudio.db")]
    [InlineData("/desk/..%2f..%2fetc/picture/passwd")]
    public async Task Path_OutOfItsFolder_IsNotFound(string path)
        => (await Status(HttpMethod.Get, path, _ => { })).ShouldBe(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("../../../../tmp/evil.png")]
    [InlineData("/etc/cron.d/evil")]
    [InlineData("..\\..\\evil.png")]
    [InlineData("\0\n\r<script>alert(1)</script>.png")]
    [InlineData("")]
    public async Task Upload_WithANameLikeAPath_WritesNothingOutside(string name)
    {
        byte[] photo = File.ReadAllBytes(StudioFixture.Sample("gus.jpg"));
        (await Upload(new ByteArrayContent(photo), name)).ShouldBe(HttpStatusCode.OK);
        string[] files = [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.Name)
            .Where(n => !n.StartsWith("studio.db", StringComparison.Ordinal))];
        files.ShouldHaveSingleItem().Length.ShouldBe(64); // the hash of the file
        string shown = _server.Bench.Find(_desk)![Desks.Side.Appearance].Photo!.Name;
        shown.ShouldNotContain('/');
        shown.ShouldNotContain('\\');
        shown.ShouldNotContain('\n');
    }

    [Fact]
    public async Task Upload_ThatIsNoPicture_SaysSo()
    {
        (await Upload(new ByteArrayContent("%PDF-1.7 and so on"u8.ToArray()), "a.pdf")).ShouldBe(
            HttpStatusCode.UnsupportedMediaType);
        _server.Bench.Find(_desk)![Desks.Side.Appearance].Trouble.ShouldBe(
            "a.pdf: is a PDF document, not a JPEG, PNG, WebP, TIFF, HEIC, AVIF or GIF picture; convert it to PNG or JPEG first");
    }

    [Fact]
    public async Task Upload_CutShort_SaysSo()
    {
        byte[] photo = File.ReadAllBytes(StudioFixture.Sample("gus.jpg"));
        (await Upload(new ByteArrayContent(photo[..(photo.Length / 2)]), "gus.jpg")).ShouldBe(
            HttpStatusCode.UnsupportedMediaType);
        _server.Bench.Find(_desk)![Desks.Side.Appearance].Trouble!.ShouldContain("damaged");
    }

    [Fact]
    public async Task Upload_OfTwoGigabytes_IsRefusedBeforeItIsRead()
    {
        long before = GC.GetTotalAllocatedBytes();
        (await Upload(new EndlessContent(2L << 30), "large.png")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(64L << 20);
        _server.Bench.Find(_desk)![Desks.Side.Appearance].Trouble.ShouldBe(
            "The file is larger than 1 MB. Make it smaller first.");
    }

    [Fact]
    public async Task Upload_OfUnknownLength_EndsAtTheLimit()
    {
        try
        {
            (await Upload(new EndlessContent(null), "large.png")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException)
        {
            // The connection was closed before all was sent.
        }

        _server.Bench.Find(_desk)![Desks.Side.Appearance].Trouble.ShouldBe(
            "The file is larger than 1 MB. Make it smaller first.");
    }

    [Fact]
    public async Task Upload_OfAPixelBomb_IsRefusedBeforeItIsDecoded()
    {
        byte[] white = new byte[6000 * 6000 * 3];
        // 36 megapixels in some kilobytes
        byte[] bomb = new Faces.Images.Image(6000, 6000, white).Encode(Faces.Images.ImageFormat.Png);
        bomb.Length.ShouldBeLessThan(1 << 20);
        (await Upload(new ByteArrayContent(bomb), "bomb.png")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        _server.Bench.Find(_desk)![Desks.Side.Appearance].Trouble!.ShouldContain("more than the limit of 4 megapixels");
    }

    [Fact]
    public async Task SlowConnections_DoNotKeepOthersOut()
    {
        List<TcpClient> slow = [];
        try
        {
            for (int i = 0; i < 60; i++)
            {
                TcpClient one = new();
                await one.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
                await one.GetStream().WriteAsync(
                    Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "));
                slow.Add(one);
            }

            (await Status(HttpMethod.Get, $"/transfer/{_desk}", _ => { })).ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            slow.ForEach(one => one.Dispose());
        }
    }

    /// <summary>Slow loris, in the head of a request and in its body: the server ends it by itself.</summary>
    [Fact]
    public async Task SlowRequests_AreEndedByTheServer()
    {
        string photo = $"POST /desk/{_desk}/photo/appearance?name=slow.jpg HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nOrigin: {_server.Address.GetLeftPart(UriPartial.Authority)}\r\n"
            + $"Cookie: {_client.DefaultRequestHeaders.GetValues("Cookie").Single()}\r\nContent-Length: 100000\r\n\r\nJPEG";
        string[] answers = await Task.WhenAll(Send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "), Send(photo));
        answers.ShouldAllBe(answer => answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal));
        answers[1].ShouldContain(Texts.TooSlow);
        _server.Bench.Find(_desk)![Desks.Side.Appearance].Trouble.ShouldBe(Texts.TooSlow);

        async Task<string> Send(string text)
        {
            using TcpClient slow = new();
            await slow.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
            await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
            using StreamReader answer = new(slow.GetStream());
            return await answer.ReadToEndAsync(); // to the end of the connection
        }
    }

    /// <summary>A weight file of some kilobytes that would become many megabytes is not unpacked.</summary>
    [Fact]
    public async Task Import_OfAZipBomb_IsRefused_AndKeepsNothing()
    {
        const int Unpacked = 256 << 20;
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in (string[])["archive/data.pkl", "archive/data/0"])
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < Unpacked / 2; i += zeros.Length)
                {
                    entry.Write(zeros);
                }
            }
        }

        file.Length.ShouldBeLessThan(Unpacked / 100);
        using HttpRequestMessage request = new(
            HttpMethod.Post, new Uri(_server.Address, "/model/generator?name=bomb.pth"))
        {
            Content = new ByteArrayContent(file.ToArray()),
        };
        request.Headers.Add("Origin", _server.Address.GetLeftPart(UriPartial.Authority));
        using (HttpResponseMessage answer = await _client.SendAsync(request))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        TaskCompletionSource ended = new();
        Models.ModelUpload upload = _server.Bench.Upload;
        upload.Changed += () =>
        {
            if (upload.State is Models.ImportState.Failed or Models.ImportState.Done)
            {
                ended.TrySetResult();
            }
        };
        long before = GC.GetTotalAllocatedBytes();
        upload.Import("bomb");
        await ended.Task;
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(Unpacked / 4);
        upload.State.ShouldBe(Models.ImportState.Failed);
        upload.Words.ShouldNotBeNull().ShouldContain("bomb");
        _folder.EnumerateDirectories("bomb", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task TwoHundredConnections_AreHeldToALimit_AndOthersCanComeAfterwards()
    {
        List<TcpClient> many = [];
        try
        {
            for (int i = 0; i < 200; i++)
            {
                TcpClient one = new();
                await one.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
                many.Add(one);
            }
        }
        finally
        {
            many.ForEach(one => one.Dispose());
        }

        HttpStatusCode? last = null;
        for (int tries = 0; tries < 50 && last != HttpStatusCode.OK; tries++)
        {
            try
            {
                last = await Status(HttpMethod.Get, $"/transfer/{_desk}", _ => { });
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        last.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string path, Action<HttpRequestMessage> change)
    {
        using HttpRequestMessage request = new(method, new Uri(_server.Address, path));
        change(request);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> Upload(HttpContent content, string name)
    {
        using HttpRequestMessage request = new(
            HttpMethod.Post, new Uri(
                _server.Address, $"/desk/{_desk}/photo/appearance?name={Uri.EscapeDataString(name)}"))
        {
            Content = content,
        };
        request.Headers.Add("Origin", _server.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.ExpectContinue = true; // an answer before the content spares sending it
        using HttpResponseMessage answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    // Zeros without end, or so many.
    private sealed class EndlessContent(long? length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            byte[] zeros = new byte[1 << 16];
            for (long sent = 0; sent < (length ?? 1L << 30); sent += zeros.Length)
            {
                await stream.WriteAsync(zeros);
            }
        }

        protected override bool TryComputeLength(out long value)
        {
            value = length ?? 0;
            return length is not null;
        }
    }
}
