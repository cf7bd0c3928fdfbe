using System.Numerics;
using Mien.Portraits.Geometry;

namespace Mien.Portraits.Rendering;

/// <summary>
/// Where the surface of a portrait goes when its expression changes: exact, from the mesh that is drawn.
/// </summary>
public static class PortraitMotion
{
    // cm that a point may lie behind what is seen at its place and still be what is seen there
    private const float Hidden = 0.15f;

    /// <summary>
    /// For each pixel of the picture of one portrait, where the same point of the surface lies in the picture of
    /// another: x to the right, y down, pixels, the centre of the top-left pixel at (0, 0). Not a number for the
    /// background and the eyeballs, whose drawing moves without their surface, and where the other picture does not
    /// show the point.
    /// </summary>
    /// <param name="of">The picture whose pixels are asked for.</param>
    /// <param name="into">The other portrait: the same person with another expression or pose.</param>
    /// <param name="size">Width and height of both pictures, pixels.</param>
    /// <param name="framing">Which part of the scene; one that follows the face follows that of each picture.</param>
    /// <returns>[size, size], row by row.</returns>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static Vector2[] Between(Portrait of, Portrait into, int size, Framing framing)
    {
        Drawn here = new(of, size, framing), there = new(into, size, framing);
        Vector2[] places = new Vector2[size * size];
        HeadTemplate template = HeadTemplate.Shared;
        for (int at = 0; at < places.Length; at++)
        {
            int id = here.Raster.Triangles[at];
            places[at] = new(float.NaN);
            if (id < 0 || template.Materials[id / 3] is Material.EyeLeft or Material.EyeRight)
            {
                continue;
            }

            Vector3 corners = here.Weights(id, new(at % size, at / size));
            Vector2 place = there.Place(id, corners);
            int x = (int)MathF.Round(place.X), y = (int)MathF.Round(place.Y);
            if (x >= 0 && y >= 0 && x < size && y < size && there.Raster.Triangles[(y * size) + x] is >= 0 and int seen
                && (seen == id || there.Depth(
                    seen, there.Weights(seen, new(x, y))) - there.Depth(id, corners) < Hidden))
            {
                places[at] = place;
            }
        }

        return places;
    }

    /// <summary>One posed mesh and what of it is seen.</summary>
    private sealed class Drawn
    {
        private readonly PosedMesh _mesh = new();
        private readonly Vector2[] _pixels;
        private readonly int[] _triangles = HeadTemplate.Shared.Triangles;

        public Drawn(Portrait portrait, int size, Framing framing)
        {
            portrait.Check();
            _mesh.Shape(framing.IsOfRest ? portrait with { Expression = new() } : portrait);
            Matrix3x2 toPixels = framing.ToUnit(_mesh.Landmarks) * Matrix3x2.CreateScale(size);
            _mesh.Shape(portrait);
            _pixels = [.. _mesh.Projected.Select(p => Vector2.Transform(p, toPixels) - new Vector2(0.5f))];
            Raster.Clear(size);
            for (int i = 0; i < _triangles.Length; i += 3)
            {
                (int a, int b, int c) = (_triangles[i], _triangles[i + 1], _triangles[i + 2]);
                Raster.Draw(
                    i, _pixels[a], _pixels[b], _pixels[c], _mesh.Positions[a].Z, _mesh.Positions[b].Z,
                    _mesh.Positions[c].Z);
            }
        }

        public Rasterizer Raster { get; } = new();

        public Vector3 Weights(int id, Vector2 at)
        {
            Vector2 a = _pixels[_triangles[id]], ab = _pixels[_triangles[id + 1]] - a,
                ac = _pixels[_triangles[id + 2]] - a, ap = at - a;
            float scale = 1f / ((ab.X * ac.Y) - (ab.Y * ac.X));
            float b = ((ap.X * ac.Y) - (ap.Y * ac.X)) * scale, c = ((ab.X * ap.Y) - (ab.Y * ap.X)) * scale;
            return new(1f - b - c, b, c);
        }

        public Vector2 Place(int id, Vector3 w)
            => (w.X * _pixels[_triangles[id]]) + (w.Y * _pixels[_triangles[id + 1]])
                + (w.Z * _pixels[_triangles[id + 2]]);

        public float Depth(int id, Vector3 w)
            => (w.X * _mesh.Positions[_triangles[id]].Z) + (w.Y * _mesh.Positions[_triangles[id + 1]].Z)
                + (w.Z * _mesh.Positions[_triangles[id + 2]].Z);
    }
}
