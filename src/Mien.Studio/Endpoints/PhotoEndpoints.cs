using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mien.Studio.Desks;
using Mien.Studio.Photos;

namespace Mien.Studio.Endpoints;

/// <summary>Photos come in as the body of a request; its name is for people alone.</summary>
internal static class PhotoEndpoints
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/desk/{id}/photo/{side}", Take);
        app.MapGet("/sample/{name}", (HttpContext context, string name) =>
        {
            context.Response.Headers.CacheControl = "private, max-age=3600";
            return PhotoShelf.SampleFile(name) is { } file ? Results.Bytes(file, "image/jpeg") : Results.NotFound();
        });
    }

    private static Task<IResult> Take(HttpContext context, string id, string side, string? name, Workbench bench)
        => bench.Find(id) is { } desk && Enum.TryParse(side, ignoreCase: true, out Side which) && Enum.IsDefined(which)
            ? Receive(context, name, bench, photo => _ = desk.Put(which, photo), text => desk.Refuse(which, text))
            : Task.FromResult(Results.NotFound());

    /// <summary>Takes in the photo that is the body of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="bench">Says how large it may be.</param>
    /// <param name="put">Is given the photo.</param>
    /// <param name="refuse">Is told what is wrong with it.</param>
    /// <param name="isKept">Whether it is kept with the photos of transfers.</param>
    public static async Task<IResult> Receive(
        HttpContext context, string? name, Workbench bench, Action<StudioPhoto> put, Action<string> refuse,
        bool isKept = true)
    {
        long most = bench.Options.MaximumUpload;
        try
        {
            if (context.Request.ContentLength > most)
            {
                return Refused(Refusal.TooLarge(most));
            }

            using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted);
            time.CancelAfter(_longest);
            if (!await bench.Decoding.WaitAsync(_longest, time.Token))
            {
                return Refused(new(StatusCodes.Status503ServiceUnavailable, Texts.Busy));
            }

            StudioPhoto photo;
            try
            {
                using MemoryStream file = new();
                await context.Request.Body.CopyToAsync(file, time.Token); // the server ends it at the limit
                photo = await Task.Run(() => bench.Photos.Add(file.ToArray(), name ?? "", isKept), time.Token);
            }
            finally
            {
                bench.Decoding.Release();
            }

            put(photo);
            return Results.Ok();
        }
        catch (Exception e) when (Refusal.Of(e, most) is { } refusal)
        {
            return Refused(refusal);
        }

        IResult Refused(Refusal refusal)
        {
            refuse(refusal.Words);
            return refusal.Answer(context);
        }
    }
}
