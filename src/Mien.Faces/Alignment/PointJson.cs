using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mien.Faces.Alignment;

/// <summary>A point in JSON: <c>[x, y]</c>.</summary>
internal sealed class PointJson : JsonConverter<Point>
{
    public override Point Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => JsonSerializer.Deserialize<double[]>(ref reader, options) is [double x, double y]
            ? new Point(x, y)
            : throw new JsonException("a point is [x, y]");

    public override void Write(Utf8JsonWriter writer, Point value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X);
        writer.WriteNumberValue(value.Y);
        writer.WriteEndArray();
    }
}
