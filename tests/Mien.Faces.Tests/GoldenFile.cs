using System.Text.Json;
using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Tests;

/// <summary>The golden data beside the assembly; they are never made anew to turn a test green.</summary>
internal static class GoldenFile
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    public static Image Picture(string name) => Image.Read(PathOf(name));

    public static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(PathOf(name))).RootElement;

    public static Point[] Points(JsonElement array)
        => [.. array.EnumerateArray().Select(p => new Point(p[0].GetDouble(), p[1].GetDouble()))];

    public static Point[] Landmarks(string name)
    {
        JsonElement root = Json($"{name}.landmarks.json");
        return Points(root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("landmarks"));
    }
}
