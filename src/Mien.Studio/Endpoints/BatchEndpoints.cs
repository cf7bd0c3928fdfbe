using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mien.Studio.Desks;

namespace Mien.Studio.Endpoints;

/// <summary>Photos of batches come in, results go out.</summary>
internal static class BatchEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/batch/{id}/photo/{side}", (HttpContext context, string id, string side, string? name, Workbench bench)
            => bench.Batches.Find(id) is { } batch && Enum.TryParse(side, ignoreCase: true, out Side which)
                && Enum.IsDefined(which)
                ? PhotoEndpoints.Receive(
                    context, name, bench, photo => batch.Add(which, photo), text => batch.Refuse(which, text),
                    isKept: false)
                : Task.FromResult(Results.NotFound()));
        app.MapGet("/batch/{id}/small/{name}", (string id, string name, Workbench bench)
            => bench.Batches.Find(id)?.ThumbOf(name) is { } path
                ? Results.File(path, "image/jpeg") : Results.NotFound());
        app.MapGet("/batch/{id}/result/{name}", (string id, string name, Workbench bench)
            => bench.Batches.Find(id)?.PathOf(name) is { } path
                ? Results.File(path, Path.GetExtension(name) == ".png" ? "image/png" : "image/jpeg")
                : Results.NotFound());
        app.MapGet("/batch/{id}/results.zip", async (string id, Workbench bench)
            => bench.Batches.Find(id) is { IsReady: true } batch
                ? Results.Stream(await Task.Run(batch.Zip), "application/zip", "results.zip") : Results.NotFound());
    }
}
