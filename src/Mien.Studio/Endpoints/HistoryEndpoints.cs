using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mien.Studio.Desks;

namespace Mien.Studio.Endpoints;

/// <summary>The files of the history.</summary>
internal static class HistoryEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
        => app.MapGet("/history/{id}/{name}", (string id, string name, bool? download, Workbench bench) => bench.History?.File(id, name) is { } path
            ? Results.File(
                path, Path.GetExtension(name) switch
                {
                    ".png" => "image/png",
                    ".jpg" => "image/jpeg",
                    _
                    => "application/octet-stream"
                }, download == true ? name : null)
            : Results.NotFound());
}
