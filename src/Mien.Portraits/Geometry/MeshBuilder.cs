using System.Numerics;

namespace Mien.Portraits.Geometry;

/// <summary>Collects vertices and triangles while a template is built.</summary>
internal sealed class MeshBuilder
{
    public List<RestPoint> Points { get; } = [];

    /// <summary>Which displacements a vertex follows.</summary>
    public List<Attachment> Attachments { get; } = [];

    /// <summary>Coordinates for the drawing of the surface; their meaning is the material's.</summary>
    public List<Vector4> Coordinates { get; } = [];

    public List<int> Triangles { get; } = [];

    public List<Material> Materials { get; } = [];

    /// <summary>Vertices at the same place that share a normal.</summary>
    public List<(int A, int B)> Welds { get; } = [];

    public int Add(RestPoint point, Attachment attachment, Vector4 coordinates)
    {
        Points.Add(point);
        Attachments.Add(attachment);
        Coordinates.Add(coordinates);
        return Points.Count - 1;
    }

    public int Add(Vector3 place, Attachment attachment, Vector4 coordinates) =>
        Add(new RestPoint(place, place, place.Y > SkullSections.Mouth, place.Y > 0f, 1f), attachment, coordinates);

    public void Triangle(int a, int b, int c, Material material)
    {
        Triangles.AddRange([a, b, c]);
        Materials.Add(material);
    }

    public void Quad(int a, int b, int c, int d, Material material)
    {
        Triangle(a, b, c, material);
        Triangle(a, c, d, material);
    }

    /// <summary>A sheet of <paramref name="rows"/> × <paramref name="columns"/> vertices, row by row.</summary>
    public int Sheet(
        int rows, int columns, Func<int, int, Vector3> place, Func<int, int, Vector4> coordinates,
        Attachment attachment, Material material)
    {
        int first = Points.Count;
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++) Add(place(r, c), attachment, coordinates(r, c));
        }

        for (int r = 0; r < rows - 1; r++)
        {
            for (int c = 0; c < columns - 1; c++)
            {
                int a = first + (r * columns) + c;
                Quad(a, a + columns, a + columns + 1, a + 1, material);
            }
        }

        return first;
    }
}

/// <summary>Which displacements a vertex follows.</summary>
internal enum Attachment : byte
{
    /// <summary>Identity and expression.</summary>
    Skin,

    /// <summary>Identity only.</summary>
    Skull,

    /// <summary>Identity, and the turn of the jaw.</summary>
    Jaw,

    /// <summary>None: placed anew in each portrait.</summary>
    Free,
}
