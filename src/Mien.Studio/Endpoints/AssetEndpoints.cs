using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mien.Studio.Endpoints;

/// <summary>Scripts and styles, which are resources of the assembly.</summary>
internal static class AssetEndpoints
{
    private static readonly Dictionary<string, string> _types = new()
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/_framework/blazor.web.js", (HttpContext context) => Serve(context, "blazor.web.js"));
        app.MapGet("/assets/{name}", (HttpContext context, string name) => Serve(context, name));
    }

    private static IResult Serve(HttpContext context, string name)
    {
        Assembly own = Assembly.GetExecutingAssembly();
        if (!_types.TryGetValue(Path.GetExtension(name), out string? type)
            || own.GetManifestResourceStream("assets/" + name) is not { } stream)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Stream(stream, type);
    }
}
