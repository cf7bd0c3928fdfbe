using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>
/// The skin of the head as a grid of rows (heights) and columns (angles), dense where the features are. The row between
/// the lids and the row between the lips exist twice, joined outside the eyes and the mouth only: there the skin opens.
/// </summary>
internal sealed class HeadGrid
{
    private const int UnderJaw = 7;
    private readonly MeshBuilder _mesh;
    private readonly float[] _rows;
    private readonly float[] _angles;
    private readonly int _first;

    public HeadGrid(MeshBuilder mesh)
    {
        _mesh = mesh;
        _angles = Angles();
        _rows = Rows();
        EyeRow = Array.IndexOf(_rows, 0f);
        MouthRow = Array.IndexOf(_rows, SkullSections.Mouth);
        _first = mesh.Points.Count;
        AddPoints();
        AddTriangles();
        // The lips' hems first cross behind the line between them, so that no light shows through closed lips.
        Hem(MouthRow, [(-0.16f, -0.06f), (-0.55f, 0.12f), (-1.1f, 0.35f)],
            x => Math.Abs(x) <= RestPoint.MouthHalfWidth + 0.01f);
        Hem(EyeRow, [(-0.10f, 0f)], x => Math.Abs(Math.Abs(x) - RestPoint.EyeX) <= RestPoint.EyeHalfWidth + 0.01f);
    }

    /// <summary>The upper copy of the row between the lids; the lower copy is the next row.</summary>
    public int EyeRow { get; }

    /// <summary>The upper copy of the row between the lips; the lower copy is the next row.</summary>
    public int MouthRow { get; }

    public int Columns => _angles.Length;

    /// <summary>Index of the jaw's edge among the rows.</summary>
    public int JawRow => _rows.Length - 1;

    public int Vertex(int row, int column) => _first + (row * Columns) + column;

    /// <summary>Angle of a column from the front, radians.</summary>
    public float Angle(int column) => _angles[column];

    /// <summary>The row and column nearest to a place on the front of the skull.</summary>
    public (int Row, int Column) Nearest(float x, float y, bool upper)
    {
        (int, int) best = default;
        float least = float.MaxValue;
        for (int r = 0; r < _rows.Length; r++)
        {
            if (r == MouthRow + (upper ? 1 : 0) || r == EyeRow + (upper ? 1 : 0)) continue;
            for (int c = 0; c < Columns; c++)
            {
                Vector3 b = _mesh.Points[Vertex(r, c)].Base;
                float d = ((b.X - x) * (b.X - x)) + ((b.Y - y) * (b.Y - y));
                if (Math.Abs(_angles[c]) < 1.58f && d < least) (least, best) = (d, (r, c));
            }
        }

        return best;
    }

    private static float[] Angles()
    {
        (float width, _) = SkullSections.Section(0f, true);
        List<float> half = [];
        // The corners of the eyes (x = 1.65 and 4.5 cm) lie on columns.
        for (int i = 0; i <= 36; i++) half.Add(MathF.Asin(i * 0.15f / width));
        float last = half[^1] * 180f / MathF.PI;
        for (int i = 1; i <= 10; i++) half.Add(Lerp(last, 90f, i / 10f) * MathF.PI / 180f);
        for (int i = 1; i <= 9; i++) half.Add((90f + (i * 10f)) * MathF.PI / 180f);
        return [.. half.Skip(1).Reverse().Select(a => -a), .. half];
    }

    private static float[] Rows()
    {
        List<float> rows = [SkullSections.Crown];
        for (int i = 1; i <= 9; i++) rows.Add(4f + (7.5f * MathF.Cos(i * 8f * MathF.PI / 180f)));
        Down(rows, 1.7f, 0.33f);
        Down(rows, 0f, 0.113f);
        rows.Add(0f);
        Down(rows, -1.0f, 0.113f);
        Down(rows, -3.6f, 0.22f);
        Down(rows, -5.3f, 0.14f);
        Down(rows, SkullSections.Mouth, 0.115f);
        rows.Add(SkullSections.Mouth);
        Down(rows, -8.2f, 0.115f);
        Down(rows, SkullSections.Chin, 0.25f);
        return [.. rows];
    }

    private static void Down(List<float> rows, float to, float step)
    {
        float from = rows[^1];
        int n = (int)MathF.Ceiling((from - to) / step);
        for (int i = 1; i <= n; i++) rows.Add(i == n ? to : Lerp(from, to, i / (float)n));
    }

    private void AddPoints()
    {
        for (int r = 0; r < _rows.Length; r++)
        {
            bool upper = r <= MouthRow, upperLid = r <= EyeRow;
            foreach (float angle in _angles)
            {
                Vector3 b = SkullSections.At(_rows[r], angle);
                float front = Step(1.5f, 1.1f, Math.Abs(angle));
                Vector3 rest = b + new Vector3(0f, 0f, front * FaceRelief.Depth(b, upper));
                _mesh.Add(new RestPoint(b, rest, upper, upperLid, front), Attachment.Skin, new(b, FaceOcclusion.At(b)));
            }
        }

        int jaw = JawRow;
        for (int r = 1; r <= UnderJaw; r++)
        {
            float t = r / (float)UnderJaw;
            for (int c = 0; c < Columns; c++)
            {
                RestPoint edge = _mesh.Points[Vertex(jaw, c)];
                float inward = 1f - (0.6f * t);
                Vector3 axis = new(0f, 0f, 0.5f);
                Vector3 p = axis + ((edge.Rest - axis) * new Vector3(inward, 0f, inward));
                p.Y = edge.Rest.Y - (0.3f * MathF.Sin(MathF.Min(1f, 3f * t) * MathF.PI / 2f)) + (0.7f * t);
                Vector3 b = edge.Base with { Y = SkullSections.Chin - (2f * t) };
                _mesh.Add(
                    new RestPoint(edge.Base, p, false, false, edge.Front), Attachment.Skin,
                    new(b, FaceOcclusion.At(edge.Base) * Lerp(0.85f, 0.4f, Math.Min(1f, 2f * t))));
            }
        }
    }

    private void AddTriangles()
    {
        int rows = _rows.Length + UnderJaw;
        for (int r = 0; r < rows - 1; r++)
        {
            for (int c = 0; c < Columns - 1; c++)
            {
                if (r == MouthRow || r == EyeRow) break;
                _mesh.Quad(Vertex(r, c), Vertex(r + 1, c), Vertex(r + 1, c + 1), Vertex(r, c + 1), Material.Skin);
            }

            _mesh.Welds.Add((Vertex(r, 0), Vertex(r, Columns - 1)));
        }

        for (int c = 0; c < Columns; c++)
        {
            float x = Math.Abs(_mesh.Points[Vertex(MouthRow, c)].Base.X);
            if (x > RestPoint.MouthHalfWidth || Math.Abs(_angles[c]) > 1.5f)
            {
                _mesh.Welds.Add((Vertex(MouthRow, c), Vertex(MouthRow + 1, c)));
            }

            x = Math.Abs(_mesh.Points[Vertex(EyeRow, c)].Base.X) - RestPoint.EyeX;
            if (Math.Abs(x) > RestPoint.EyeHalfWidth - 0.01f || Math.Abs(_angles[c]) > 1.5f)
            {
                _mesh.Welds.Add((Vertex(EyeRow, c), Vertex(EyeRow + 1, c)));
            }
        }
    }

    /// <summary>Turns the edges of a slit inwards: strips at (depth, distance from the line) behind them.</summary>
    private void Hem(int row, (float Depth, float Away)[] strips, Func<float, bool> within)
    {
        for (int side = 0; side < 2; side++)
        {
            List<int> edge = [];
            for (int c = 0; c < Columns; c++)
            {
                int v = Vertex(row + side, c);
                if (Math.Abs(_angles[c]) < 1.2f && within(_mesh.Points[v].Base.X)) edge.Add(v);
            }

            List<int> outer = edge;
            foreach ((float depth, float away) in strips)
            {
                List<int> inner = [];
                foreach (int v in edge)
                {
                    RestPoint p = _mesh.Points[v];
                    Vector3 rest = p.Rest + new Vector3(0f, side == 0 ? away : -away, depth);
                    inner.Add(_mesh.Add(p with { Rest = rest }, Attachment.Skin, _mesh.Coordinates[v]));
                }

                for (int i = 0; i < edge.Count - 1; i++)
                {
                    // The two eyes are apart: no strip between them.
                    if (edge[i + 1] - edge[i] != 1) continue;
                    _mesh.Quad(outer[i], inner[i], inner[i + 1], outer[i + 1], Material.Skin);
                }

                outer = inner;
            }

            Hems.Add((row, side, edge, outer));
        }
    }

    /// <summary>
    /// Row, side (0 upper, 1 lower), the vertices of each slit's edge and those of its innermost strip.
    /// </summary>
    public List<(int Row, int Side, List<int> Edge, List<int> Inner)> Hems { get; } = [];
}
