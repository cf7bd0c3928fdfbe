using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Mien.Studio.Desks;
using Mien.Studio.Models;

namespace Mien.Studio.Endpoints;

/// <summary>Weight files come in as the body of a request.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
        => app.MapPost("/model/{part}", async (HttpContext context, string part, string? name, Workbench bench) =>
        {
            if (part is not (ModelUpload.Generator or ModelUpload.Perceptual))
            {
                return Results.NotFound();
            }

            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = ModelUpload.MaximumBytes;
            }

            try
            {
                await bench.Upload.Take(
                    part, name ?? "", context.Request.Body, context.Request.ContentLength, context.RequestAborted);
                return Results.Ok();
            }
            catch (BadHttpRequestException e)
            {
                return Results.Text(e.Message, statusCode: e.StatusCode);
            }
            catch (IOException e)
            {
                context.Response.Headers.Connection = "close";
                return Results.Text(e.Message, statusCode: StatusCodes.Status507InsufficientStorage);
            }
        });
}
