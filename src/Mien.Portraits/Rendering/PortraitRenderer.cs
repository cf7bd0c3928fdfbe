using System.Numerics;
using Mien.Portraits.Geometry;
using Mien.Portraits.Shading;

namespace Mien.Portraits.Rendering;

/// <summary>
/// Draws portraits. One renderer keeps its buffers from picture to picture and serves one thread at a time; what it
/// draws depends on its arguments only, never on what it drew before or on which thread.
/// </summary>
public sealed class PortraitRenderer
{
    /// <summary>The smallest picture, pixels.</summary>
    public const int MinimumSize = 16;

    /// <summary>The largest picture, pixels.</summary>
    public const int MaximumSize = 2048;

    private static readonly HeadTemplate _template = HeadTemplate.Shared;

    private readonly PosedMesh _mesh = new();
    private readonly Rasterizer _raster = new();
    private readonly Vector2[] _samples = new Vector2[_template.Rest.Length];
    private Vector3[] _rows = [];
    private (Portrait Portrait, int Size, Framing Framing, Matrix3x2 ToPixels)? _prepared;

    /// <summary>Draws a portrait as 8-bit sRGB.</summary>
    /// <param name="portrait">What to draw; every parameter within its range.</param>
    /// <param name="size">Width and height, pixels, from <see cref="MinimumSize"/> to
    /// <see cref="MaximumSize"/>.</param>
    /// <param name="framing">Which part of the scene.</param>
    /// <param name="rgb">Receives height × width × 3 values in [0, 255], rows from the top.</param>
    /// <returns>The 68 landmarks, as <see cref="Landmarks"/> gives them.</returns>
    /// <exception cref="ArgumentException">A parameter is out of range, or the buffer has another size.</exception>
    public Vector2[] Render(Portrait portrait, int size, Framing framing, Span<byte> rgb)
    {
        RequireLength(size, rgb.Length);
        Matrix3x2 toPixels = Prepare(portrait, size, framing);
        Draw(portrait, size, toPixels, new BytePixels(rgb));
        return InPixels(_mesh.Landmarks, toPixels);
    }

    /// <summary>Draws a portrait in the range in which networks see pictures.</summary>
    /// <param name="portrait">What to draw; every parameter within its range.</param>
    /// <param name="size">Width and height, pixels, from <see cref="MinimumSize"/> to
    /// <see cref="MaximumSize"/>.</param>
    /// <param name="framing">Which part of the scene.</param>
    /// <param name="rgb">Receives height × width × 3 values in [-1, 1] (sRGB, 0 black, not rounded to 8 bits), rows
    /// from the top.</param>
    /// <returns>The 68 landmarks, as <see cref="Landmarks"/> gives them.</returns>
    /// <exception cref="ArgumentException">A parameter is out of range, or the buffer has another size.</exception>
    public Vector2[] Render(Portrait portrait, int size, Framing framing, Span<float> rgb)
    {
        RequireLength(size, rgb.Length);
        Matrix3x2 toPixels = Prepare(portrait, size, framing);
        Draw(portrait, size, toPixels, new FloatPixels(rgb));
        return InPixels(_mesh.Landmarks, toPixels);
    }

    /// <summary>
    /// The 68 landmarks of the iBUG scheme (Sagonas et al. 2013) without drawing: x to the right, y down, pixels; the
    /// centre of the top-left pixel is (0, 0). They are exact: projections of points on the drawn surface.
    /// </summary>
    /// <param name="portrait">Every parameter within its range.</param>
    /// <param name="size">Width and height of the picture, pixels.</param>
    /// <param name="framing">Which part of the scene.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public Vector2[] Landmarks(Portrait portrait, int size, Framing framing)
    {
        Matrix3x2 toPixels = Prepare(portrait, size, framing);
        return InPixels(_mesh.Landmarks, toPixels);
    }

    /// <summary>
    /// The middles of the two irises, of the eye at the picture's left first, likewise: where they are, or would be
    /// seen if the lids were open.
    /// </summary>
    /// <param name="portrait">Every parameter within its range.</param>
    /// <param name="size">Width and height of the picture, pixels.</param>
    /// <param name="framing">Which part of the scene.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public Vector2[] Irises(Portrait portrait, int size, Framing framing)
    {
        Matrix3x2 toPixels = Prepare(portrait, size, framing);
        return InPixels(_mesh.Irises, toPixels);
    }

    private static void RequireLength(int size, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, MinimumSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaximumSize);
        if (length != size * size * 3)
        {
            throw new ArgumentException(
                $"a picture of {size} x {size} x 3 needs {size * size * 3} values, the buffer has {length}");
        }
    }

    private Matrix3x2 Prepare(Portrait portrait, int size, Framing framing)
    {
        if (_prepared is { } was && ReferenceEquals(was.Portrait, portrait) && was.Size == size
            && was.Framing == framing)
        {
            return was.ToPixels;
        }

        _prepared = null;
        portrait.Check();
        _mesh.Shape(framing.IsOfRest ? portrait with { Expression = new() } : portrait);
        Matrix3x2 toPixels = framing.ToUnit(_mesh.Landmarks) * Matrix3x2.CreateScale(size);
        if (framing.IsOfRest)
        {
            _mesh.Shape(portrait);
        }

        _prepared = (portrait, size, framing, toPixels);
        return toPixels;
    }

    private static Vector2[] InPixels(ReadOnlySpan<Vector2> points, Matrix3x2 toPixels)
    {
        Vector2[] places = new Vector2[points.Length];
        for (int k = 0; k < places.Length; k++) places[k] = Vector2.Transform(points[k], toPixels) - new Vector2(0.5f);
        return places;
    }

    /// <summary>
    /// Samples lie half a pixel apart, on the pixels' centres, sides and corners; each pixel is the tent-weighted mean
    /// of the nine around its centre.
    /// </summary>
    private void Draw<TPixels>(Portrait portrait, int size, Matrix3x2 toPixels, TPixels pixels)
        where TPixels : IPixels, allows ref struct
    {
        _mesh.Smooth();
        Matrix3x2 toSamples = toPixels * Matrix3x2.CreateScale(2f);
        for (int i = 0; i < _samples.Length; i++) _samples[i] = Vector2.Transform(_mesh.Projected[i], toSamples);
        int side = (2 * size) + 1;
        _raster.Clear(side);
        int[] t = _template.Triangles;
        Vector3[] at = _mesh.Positions;
        for (int i = 0; i < t.Length; i += 3)
        {
            int a = t[i], b = t[i + 1], c = t[i + 2];
            _raster.Draw(i, _samples[a], _samples[b], _samples[c], at[a].Z, at[b].Z, at[c].Z);
        }

        float density = MathF.Sqrt(Math.Abs(toSamples.GetDeterminant()));
        PortraitShader shader = new(portrait, _mesh.Turn, density);
        Matrix3x2.Invert(toSamples, out Matrix3x2 toPlane);
        if (_rows.Length < 3 * side) _rows = new Vector3[3 * side];
        for (int y = 0; y < side; y++)
        {
            Shade(y, shader, toPlane, _rows.AsSpan(y % 3 * side, side));
            if (y % 2 == 0 && y > 0)
            {
                Gather(_rows.AsSpan((y - 2) % 3 * side, side), _rows.AsSpan(
                    (y - 1) % 3 * side, side), _rows.AsSpan(y % 3 * side, side), ((y / 2) - 1) * size, size, pixels);
            }
        }
    }

    private void Shade(int y, PortraitShader shader, Matrix3x2 toPlane, Span<Vector3> row)
    {
        ReadOnlySpan<int> ids = _raster.Triangles.Slice(y * row.Length, row.Length);
        int[] t = _template.Triangles;
        Vector4[] coordinates = _template.Coordinates, tints = _template.Tints;
        for (int x = 0; x < row.Length; x++)
        {
            int id = ids[x];
            if (id < 0)
            {
                row[x] = Encoding.Expose(shader.Background(Vector2.Transform(new(x, y), toPlane)));
                continue;
            }

            int a = t[id], b = t[id + 1], c = t[id + 2];
            Vector2 pa = _samples[a], ab = _samples[b] - pa, ac = _samples[c] - pa, ap = new Vector2(x, y) - pa;
            float scale = 1f / ((ab.X * ac.Y) - (ab.Y * ac.X));
            float wb = ((ap.X * ac.Y) - (ap.Y * ac.X)) * scale, wc = ((ab.X * ap.Y) - (ab.Y * ap.X)) * scale;
            float wa = 1f - wb - wc;
            Vector3 place = (wa * _mesh.Positions[a]) + (wb * _mesh.Positions[b]) + (wc * _mesh.Positions[c]);
            Vector3 view = Vector3.Normalize(PosedMesh.Camera - place);
            Vector3 normal = Vector3.Normalize(
                (wa * _mesh.Normals[a]) + (wb * _mesh.Normals[b]) + (wc * _mesh.Normals[c]));
            if (Vector3.Dot(normal, view) < 0f && _template.Materials[id / 3] is not Material.Skin) normal = -normal;
            if (Vector3.Dot(normal, view) < -0.2f && _template.Materials[id / 3] is Material.Skin)
            {
                row[x] = Encoding.Expose(shader.Inside); // the inner side of the cheeks, seen through the mouth
                continue;
            }

            Vector4 coordinate = (wa * coordinates[a]) + (wb * coordinates[b]) + (wc * coordinates[c]);
            Vector4 tint = (wa * tints[a]) + (wb * tints[b]) + (wc * tints[c]);
            row[x] = Encoding.Expose(shader.Colour(_template.Materials[id / 3], new(coordinate, tint, normal, view)));
        }
    }

    private static void Gather<TPixels>(
        ReadOnlySpan<Vector3> above, ReadOnlySpan<Vector3> middle, ReadOnlySpan<Vector3> below, int first, int size,
        TPixels pixels)
        where TPixels : IPixels, allows ref struct
    {
        for (int x = 0; x < size; x++)
        {
            int i = 2 * x;
            Vector3 sum = above[i] + above[i + 2] + below[i] + below[i + 2]
                + (2f * (above[i + 1] + below[i + 1] + middle[i] + middle[i + 2])) + (4f * middle[i + 1]);
            pixels.Set(first + x, sum / 16f);
        }
    }
}
