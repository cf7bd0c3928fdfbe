using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mien.Studio.Components;
using Mien.Studio.Desks;
using Mien.Studio.Endpoints;
using Mien.Studio.Safety;

namespace Mien.Studio;

/// <summary>
/// The studio: a page in the browser, served from this process. Nothing that it does leaves the machine.
/// </summary>
public sealed class StudioServer : IAsyncDisposable
{
    private const string NotFoundPage = "/not-found";

    private readonly WebApplication _app;

    private StudioServer(WebApplication app, Workbench bench, Uri address, string token)
        => (_app, Bench, Address, Token) = (app, bench, address, token);

    /// <summary>Where the page is, without the token.</summary>
    public Uri Address { get; }

    /// <summary>What the address must carry once.</summary>
    public string Token { get; }

    /// <summary>Where the page is, with the token: to be opened once, then a cookie stands for it.</summary>
    public Uri Entrance => new(Address, $"?{Gate.TokenQuery}={Uri.EscapeDataString(Token)}");

    /// <summary>What the page works on.</summary>
    public Workbench Bench { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    /// <exception cref="IOException">The port is taken, the address is not this machine's, or the folder cannot be
    /// written.</exception>
    public static async Task<StudioServer> Start(StudioOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Workbench bench = new(options);
        AccessToken token = new(options.Token);
        WebApplication app = Build(options, bench, token);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            bench.Dispose();
            throw e is IOException or System.Net.Sockets.SocketException
                ? new IOException(
                    $"the studio cannot listen on {options.Host}, port {options.Port}: {e.InnerException?.Message ?? e.Message}; choose another with --port", e)
                : e;
        }

        string bound =
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        bench.GoOn();
        if (options.LoadsAtOnce)
        {
            bench.WarmUp();
        }

        return new(app, bench, new UriBuilder("http", options.IsLocal || IPAddress.TryParse(options.Host, out IPAddress? any) && !any.Equals(IPAddress.Any) && !any.Equals(IPAddress.IPv6Any)
            ? options.Host : Dns.GetHostName(), new Uri(bound).Port).Uri, token.Text);
    }

    /// <summary>Stops what runs at a step, keeps it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2)); // open pages hold their connections
        await _app.StopAsync(patience.Token);
        Bench.Dispose(); // when nobody asks any more
        await _app.DisposeAsync();
    }

    private static WebApplication Build(StudioOptions options, Workbench bench, AccessToken token)
    {
        // An empty builder reads no settings from files or the environment that were meant for others.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new() { ApplicationName = "Mien.Studio", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddProvider(new NoticeLogger(options.Notice));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            KestrelServerLimits limits = kestrel.Limits;
            limits.MaxConcurrentConnections = 100;
            limits.MaxConcurrentUpgradedConnections = 50;
            limits.MaxRequestBodySize = options.MaximumUpload;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            limits.MinRequestBodyDataRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
            if (options.Host == "localhost")
            {
                kestrel.ListenLocalhost(options.Port);
            }
            else
            {
                kestrel.Listen(AddressOf(options.Host), options.Port);
            }
        });
        IServiceCollection services = builder.Services;
        services.AddRoutingCore();
        services.AddSingleton(bench);
        services.AddSingleton(options);
        services.AddSingleton(token);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();

        // Keys live as long as the process, and browsers send cookies to every port of a host: a cookie of another
        // studio is not ours.
        services.AddAntiforgery(options => options.Cookie.Name = $"mien-studio-{Guid.NewGuid():N}");
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitMaxRetained = 20;
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = 32 << 10);

        WebApplication app = builder.Build();
        app.UseMiddleware<Gate>();
        app.UseWhen( // an address that is none, typed into the browser
            context => HttpMethods.IsGet(context.Request.Method)
                && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal),
            pages => pages.UseStatusCodePagesWithReExecute(NotFoundPage));
        app.UseWebSockets();
        app.UseRouting();
        app.UseAntiforgery();
        app.MapGet("/", (Workbench desks) => Results.Redirect($"/transfer/{desks.New().Id}"));
        AssetEndpoints.Map(app);
        PhotoEndpoints.Map(app);
        DeskEndpoints.Map(app);
        HistoryEndpoints.Map(app);
        ModelEndpoints.Map(app);
        FilmEndpoints.Map(app);
        BatchEndpoints.Map(app);
        // the gate has a stricter one
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(
            mode => mode.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static IPAddress AddressOf(string host)
        => IPAddress.TryParse(host, out IPAddress? address) ? address
            : Dns.GetHostAddresses(host).FirstOrDefault() ?? throw new IOException($"there is no address of {host}");
}
