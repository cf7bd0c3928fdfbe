using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Mien.Faces.Films;
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
        app.MapPost("/film/{id}/driving", Take);
        app.MapGet("/film/{id}/photo.jpg", (string id, Workbench bench) => Give(bench, id, FilmPart.Photo, "image/jpeg"));
        app.MapGet("/film/{id}/driving", (string id, Workbench bench)
            => Give(bench, id, FilmPart.Driving, bench.Films.Find(id)?.Record.Driving?.Type));
        app.MapGet("/film/{id}/result.mp4", (string id, bool? download, Workbench bench)
            => Give(bench, id, FilmPart.Result, "video/mp4", download == true));
    }

    private static IResult Give(Workbench bench, string id, FilmPart part, string? type, bool isDownload = false)
        => bench.Films.Find(id) is { } film && film.PathOf(part) is { } path && File.Exists(path)
            ? Results.File(path, type, isDownload ? film.Title : null, enableRangeProcessing: true)
            : Results.NotFound();

    private static async Task<IResult> Take(HttpContext context, string id, string? name, Workbench bench)
    {
        if (bench.Films.Find(id) is not { } film)
        {
            return Results.NotFound();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bench.Options.MaximumFilm;
        }

        if (context.Request.ContentLength > bench.Options.MaximumFilm)
        {
            return Refused(StatusCodes.Status413PayloadTooLarge, Texts.TooManyBytes(bench.Options.MaximumFilm));
        }

        try
        {
            await film.Take(name ?? "", context.Request.Body, context.Request.ContentLength, context.RequestAborted);
            return Results.Ok();
        }
        catch (FilmException e)
        {
            return Refused(StatusCodes.Status415UnsupportedMediaType, e.Reason);
        }
        catch (BadHttpRequestException e)
        {
            return Refused(e.StatusCode, e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => Texts.TooManyBytes(bench.Options.MaximumFilm),
                StatusCodes.Status408RequestTimeout => Texts.TooSlow,
                _ => e.Message,
            });
        }
        catch (OperationCanceledException)
        {
            return Refused(StatusCodes.Status408RequestTimeout, Texts.TooSlow);
        }
        catch (IOException e)
        {
            return Refused(StatusCodes.Status507InsufficientStorage, e.Message);
        }

        IResult Refused(int code, string text)
        {
            film.Refuse(FilmPart.Driving, text);
            context.Response.Headers.Connection = "close"; // what is still to come is not read
            return Results.Text(text, statusCode: code);
        }
    }
}
