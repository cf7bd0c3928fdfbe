using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Mien.Studio.Desks;
using Mien.Studio.Films;

namespace Mien.Studio.Endpoints;

/// <summary>Photos and films come in as the body of a request, films go out in ranges.</summary>
internal static class FilmEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/film/{id}/photo", (HttpContext context, string id, string? name, Workbench bench)
            => bench.Films.Find(id) is { } film
                ? PhotoEndpoints.Receive(
                    context, name, bench, photo => _ = film.Put(photo), text => film.Refuse(FilmPart.Photo, text),
                    isKept: false)
                : Task.FromResult(Results.NotFound()));
        app.MapPost("/film/{id}/film", Take);
        app.MapGet("/film/{id}/photo.jpg", (string id, Workbench bench) => Give(bench, id, FilmPart.Photo, "image/jpeg"));
        app.MapGet("/film/{id}/film", (string id, Workbench bench)
            => Give(bench, id, FilmPart.Film, bench.Films.Find(id)?.Record.Film?.Type));
        app.MapGet("/film/{id}/result.mp4", (string id, bool? download, Workbench bench)
            => Give(bench, id, FilmPart.Result, "video/mp4", download == true));
    }

    private static IResult Give(Workbench bench, string id, FilmPart part, string? type, bool isDownload = false)
        => bench.Films.Find(id) is { } film && film.PathOf(part) is { } path && File.Exists(path)
            ? Results.File(path, type, isDownload ? film.Record.Made?.Title : null, enableRangeProcessing: true)
            : Results.NotFound();

    private static async Task<IResult> Take(HttpContext context, string id, string? name, Workbench bench)
    {
        if (bench.Films.Find(id) is not { } film)
        {
            return Results.NotFound();
        }

        long most = bench.Options.MaximumFilm;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        if (context.Request.ContentLength > most)
        {
            return Refused(Refusal.TooLarge(most));
        }

        try
        {
            await film.Take(name ?? "", context.Request.Body, context.Request.ContentLength, context.RequestAborted);
            return Results.Ok();
        }
        catch (Exception e) when (Refusal.Of(e, most) is { } refusal)
        {
            return Refused(refusal);
        }

        IResult Refused(Refusal refusal)
        {
            film.Refuse(FilmPart.Film, refusal.Words);
            return refusal.Answer(context);
        }
    }
}
