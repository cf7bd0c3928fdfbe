using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Mien.Studio.Safety;

/// <summary>
/// What every request passes first: a host that is this server's, so that no name of another page can be pointed at it;
/// an origin that is this page's; the token. Answers carry headers that let the page load nothing from elsewhere.
/// </summary>
internal sealed class Gate(RequestDelegate next, StudioOptions options, AccessToken token)
{
    public const string TokenQuery = "token";

    public async Task InvokeAsync(HttpContext context)
    {
        Harden(context);
        if (!IsOurHost(context.Request.Host))
        {
            await Refuse(context, StatusCodes.Status421MisdirectedRequest, Texts.ForeignHost);
            return;
        }

        if (!IsOurOrigin(context.Request))
        {
            await Refuse(context, StatusCodes.Status403Forbidden, Texts.ForeignOrigin);
            return;
        }

        string cookie = Cookie(context);
        if (context.Request.Query.TryGetValue(TokenQuery, out StringValues given)
            && HttpMethods.IsGet(context.Request.Method))
        {
            if (!token.IsToken(given.ToString()))
            {
                await Refuse(context, StatusCodes.Status401Unauthorized, Texts.WrongToken);
                return;
            }

            context.Response.Cookies.Append(
                cookie, token.Pass, new()
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Path = "/",
                    IsEssential = true
                });
            // out of the address and the history
            context.Response.Redirect(context.Request.Path.HasValue ? context.Request.Path.Value! : "/");
            return;
        }

        if (!token.IsPass(context.Request.Cookies[cookie]))
        {
            await Refuse(context, StatusCodes.Status401Unauthorized, Texts.NoToken);
            return;
        }

        await next(context);
    }

    // Cookies are shared by all ports of a host.
    private static string Cookie(HttpContext context) => $"mien-studio-{context.Connection.LocalPort}";

    private static void Harden(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' blob:; media-src 'self'; "
            + "connect-src 'self'; font-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.CacheControl = "no-store";
    }

    private bool IsOurHost(HostString host)
    {
        string name = host.Host.Trim('[', ']');
        bool isAddress = IPAddress.TryParse(name, out IPAddress? address);
        if (options.IsLocal)
        {
            return string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
                || (isAddress && IPAddress.IsLoopback(address!));
        }

        // A name of another page can be made to point here, a number cannot.
        return isAddress || ((string[])["localhost", options.Host, Dns.GetHostName()]).Contains(
            name, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsOurOrigin(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        bool changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        bool isSocket = request.HttpContext.WebSockets.IsWebSocketRequest || request.Headers.Upgrade.Count > 0;
        if (string.IsNullOrEmpty(origin))
        {
            return !changes && !isSocket
                && (request.Headers["Sec-Fetch-Site"] != "cross-site"
                || request.Headers["Sec-Fetch-Mode"] == "navigate");
        }

        return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static Task Refuse(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.Connection = "close"; // the rest of what is sent is not read
        return context.Response.WriteAsync(text + "\n");
    }
}
