using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Mien.Faces.Films;
using Mien.Faces.Images;

namespace Mien.Studio.Endpoints;

/// <summary>Why a photo or a film that came in is not taken.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Words">What is wrong with it.</param>
internal sealed record Refusal(int Status, string Words)
{
    /// <summary>That it has more bytes than it may have.</summary>
    /// <param name="most">Bytes that it may have.</param>
    public static Refusal TooLarge(long most) => new(StatusCodes.Status413PayloadTooLarge, Texts.TooManyBytes(most));

    /// <summary>What an exception means for it; null for one that is a fault of the program.</summary>
    /// <param name="e">What was thrown while it came in.</param>
    /// <param name="most">Bytes that it may have.</param>
    public static Refusal? Of(Exception e, long most) => e switch
    {
        ImageFileException => new(StatusCodes.Status415UnsupportedMediaType, e.Message),
        FilmException film => new(StatusCodes.Status415UnsupportedMediaType, film.Reason),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(most),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } or OperationCanceledException
            => new(StatusCodes.Status408RequestTimeout, Texts.TooSlow),
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message),
        IOException => new(StatusCodes.Status507InsufficientStorage, e.Message),
        _ => null,
    };

    /// <summary>The answer to the request; what of it is still to come is not read.</summary>
    public IResult Answer(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            context.Response.Headers.Connection = "close";
        }

        return Results.Text(Words, statusCode: Status);
    }
}
