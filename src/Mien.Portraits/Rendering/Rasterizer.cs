using System.Numerics;

namespace Mien.Portraits.Rendering;

/// <summary>Finds the nearest triangle at every sample.</summary>
internal sealed class Rasterizer
{
    private float[] _depth = [];
    private int[] _triangle = [];

    public int Side { get; private set; }

    /// <summary>Triangle at each sample, row by row; -1 where there is none.</summary>
    public ReadOnlySpan<int> Triangles => _triangle.AsSpan(0, Side * Side);

    public void Clear(int side)
    {
        Side = side;
        if (_depth.Length < side * side)
        {
            _depth = new float[side * side];
            _triangle = new int[side * side];
        }

        Array.Fill(_depth, float.NegativeInfinity, 0, side * side);
        Array.Fill(_triangle, -1, 0, side * side);
    }

    /// <summary>Draws triangle <paramref name="id"/>; sample (i, j) lies at (i, j), larger depth is nearer.</summary>
    public void Draw(int id, Vector2 a, Vector2 b, Vector2 c, float za, float zb, float zc)
    {
        float area = ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
        if (Math.Abs(area) < 1e-9f) return;
        float left = Math.Min(a.X, Math.Min(b.X, c.X)), right = Math.Max(a.X, Math.Max(b.X, c.X));
        float top = Math.Min(a.Y, Math.Min(b.Y, c.Y)), bottom = Math.Max(a.Y, Math.Max(b.Y, c.Y));
        int x0 = Math.Max(0, (int)MathF.Ceiling(left)), x1 = Math.Min(Side - 1, (int)MathF.Floor(right));
        int y0 = Math.Max(0, (int)MathF.Ceiling(top)), y1 = Math.Min(Side - 1, (int)MathF.Floor(bottom));
        if (x0 > x1 || y0 > y1) return;

        float r = 1f / area;
        float bx = (c.Y - a.Y) * r, by = -(c.X - a.X) * r;
        float cx = -(b.Y - a.Y) * r, cy = (b.X - a.X) * r;
        const float Edge = -1e-5f; // a sample on a shared edge belongs to either side rather than to none
        for (int y = y0; y <= y1; y++)
        {
            int row = y * Side;
            float wb = ((x0 - a.X) * bx) + ((y - a.Y) * by);
            float wc = ((x0 - a.X) * cx) + ((y - a.Y) * cy);
            for (int x = x0; x <= x1; x++, wb += bx, wc += cx)
            {
                if (wb < Edge || wc < Edge || wb + wc > 1f - Edge) continue;
                float z = za + (wb * (zb - za)) + (wc * (zc - za));
                if (z <= _depth[row + x]) continue;
                _depth[row + x] = z;
                _triangle[row + x] = id;
            }
        }
    }
}
