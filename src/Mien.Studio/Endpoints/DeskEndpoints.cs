using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Studio.Desks;
using Mien.Transfer;

namespace Mien.Studio.Endpoints;

/// <summary>What desks show and give out.</summary>
internal static class DeskEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/desk/{id}/picture/{name}", (string id, string name, Workbench bench)
            => bench.Find(id)?.Find(name) is { } picture
                ? Results.Bytes(picture.File, picture.Type, picture.Name == "report" ? "report.html" : null)
                : Results.NotFound());
        app.MapGet("/desk/{id}/full.jpg", (string id, Workbench bench)
            => bench.Find(id)?.Result is { } result
                ? Results.Bytes(result.Picture.Encode(ImageFormat.Jpeg), "image/jpeg") : Results.NotFound());
        app.MapGet("/desk/{id}/result.png", (string id, Workbench bench)
            => bench.Find(id)?.Result is { } result
                ? Results.Bytes(result.Picture.Encode(ImageFormat.Png), "image/png", Name(result, ".png"))
                : Results.NotFound());
        app.MapGet("/desk/{id}/edited.png", (string id, Workbench bench)
            => bench.Find(id)?.Directions.Result is { } edited
                ? Results.Bytes(
                    edited.Picture.Encode(ImageFormat.Png), "image/png",
                    Texts.EditedName(Path.GetFileNameWithoutExtension(edited.Face.Face.Path)) + ".png")
                : Results.NotFound());
        app.MapGet(
            "/desk/{id}/styles.npy", (string id, Workbench bench) => bench.Find(id)?.Result is { } result
                ? Styles(result) : Results.NotFound());
    }

    private static IResult Styles(TransferResult result)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mien-styles-");
        try
        {
            string path = Path.Combine(folder.FullName, "styles.npy");
            InversionFile.WriteNpy(path, result.Appearance.Inversion with { Styles = result.Styles });
            return Results.Bytes(File.ReadAllBytes(path), "application/octet-stream", Name(result, ".npy"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Name(TransferResult result, string ending)
        => Texts.ResultName(
            Path.GetFileNameWithoutExtension(result.Appearance.Face.Path),
            Path.GetFileNameWithoutExtension(result.Expression.Face.Path)) + ending;
}
