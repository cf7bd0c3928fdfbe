namespace Mien.Portraits.Geometry;

/// <summary>
/// Where the 68 landmarks of the iBUG scheme (Sagonas et al. 2013) lie on the grid of the head. Landmarks 0 to 16
/// follow the face's outline: when the head turns away, they slide inwards along their row to the edge that is seen.
/// </summary>
internal sealed class LandmarkPlan
{
    private static readonly (float X, float Y)[] _outline =
        [(6.95f, 0.2f), (6.85f, -1.65f), (6.65f, -3.45f), (6.2f, -5.3f), (5.4f, -7.25f), (4.25f, -8.9f),
            (2.95f, -10.15f), (1.55f, -10.9f), (0f, -11.2f)];

    private static readonly (float X, float Y)[] _brow = [(5.35f, 1.75f), (4.3f, 2.3f), (3.2f, 2.4f), (2.1f, 2.2f),
        (1.15f, 1.85f)];

    private readonly int[][] _candidates = new int[17][];
    private readonly int[] _vertex = new int[68];

    public LandmarkPlan(HeadGrid grid)
    {
        for (int k = 0; k < 17; k++)
        {
            float side = k < 8 ? -1f : 1f;
            (float x, float y) = _outline[Math.Min(k, 16 - k)];
            (int row, int column) = grid.Nearest(side * x, y, y > SkullSections.Mouth);
            _vertex[k] = grid.Vertex(row, column);
            int inward = column < grid.Columns / 2 ? 1 : -1;
            int steps = k == 8 ? 0 : Math.Abs((grid.Columns / 2) - column) * 2 / 3;
            _candidates[k] = [.. Enumerable.Range(0, steps + 1).Select(i => grid.Vertex(row, column + (i * inward)))];
        }

        for (int k = 0; k < 5; k++)
        {
            Set(17 + k, -_brow[k].X, _brow[k].Y);
            Set(26 - k, _brow[k].X, _brow[k].Y);
        }

        Set(27, 0f, 0.35f);
        Set(28, 0f, -1.1f);
        Set(29, 0f, -2.55f);
        Set(30, 0f, -3.95f);
        Pair(31, 35, 1.25f, -4.75f);
        Pair(32, 34, 0.6f, -4.95f);
        Set(33, 0f, -5.05f);
        for (int side = -1; side <= 1; side += 2)
        {
            int first = side < 0 ? 36 : 42;
            float[] along = side < 0
                ? [1f, 0.36f, -0.36f, -1f, -0.36f, 0.36f] : [-1f, -0.36f, 0.36f, 1f, 0.36f, -0.36f];
            for (int i = 0; i < 6; i++)
            {
                float x = RestPoint.EyeX + (along[i] * RestPoint.EyeHalfWidth);
                (_, int column) = grid.Nearest(side * x, 0f, i < 4);
                _vertex[first + i] = grid.Vertex(grid.EyeRow + (i < 4 ? 0 : 1), column);
            }
        }

        const float Corner = RestPoint.MouthHalfWidth;
        float m = SkullSections.Mouth;
        Pair(48, 54, Corner + 0.02f, m);
        Pair(49, 53, 1.45f, m + 0.6f);
        Pair(50, 52, 0.52f, m + 0.83f);
        Set(51, 0f, m + 0.7f);
        Pair(59, 55, 1.55f, m - 0.72f);
        Pair(58, 56, 0.62f, m - 1.0f);
        Set(57, 0f, m - 1.03f);
        Inner(grid, 60, -Corner + 0.3f, 0);
        Inner(grid, 61, -0.65f, 0);
        Inner(grid, 62, 0f, 0);
        Inner(grid, 63, 0.65f, 0);
        Inner(grid, 64, Corner - 0.3f, 0);
        Inner(grid, 65, 0.65f, 1);
        Inner(grid, 66, 0f, 1);
        Inner(grid, 67, -0.65f, 1);

        void Set(int k, float x, float y)
        {
            (int row, int column) = grid.Nearest(x, y, y >= SkullSections.Mouth);
            _vertex[k] = grid.Vertex(row, column);
        }

        void Pair(int left, int right, float x, float y)
        {
            Set(left, -x, y);
            Set(right, x, y);
        }
    }

    /// <summary>
    /// The vertex of a landmark; <paramref name="outward"/> says how far to the side of the picture a vertex appears.
    /// </summary>
    public int Vertex(int landmark, Func<int, float> outward)
    {
        if (landmark > 16) return _vertex[landmark];
        float side = landmark < 8 ? -1f : 1f;
        int best = _vertex[landmark];
        float most = side * outward(best);
        foreach (int v in _candidates[landmark])
        {
            float at = side * outward(v);
            if (at > most) (most, best) = (at, v);
        }

        return best;
    }

    private void Inner(HeadGrid grid, int landmark, float x, int lower)
    {
        (_, int column) = grid.Nearest(x, SkullSections.Mouth, lower == 0);
        _vertex[landmark] = grid.Vertex(grid.MouthRow + lower, column);
    }
}
