using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>
/// Distances to a hull at every pixel of a box, interpolated from a grid whose step is small beside the face.
/// </summary>
internal sealed class HullDistance
{
    private readonly float[] _values;
    private readonly int _columns;
    private readonly int _step;

    /// <param name="hull">The outline.</param>
    /// <param name="box">In pixels of the photo.</param>
    /// <param name="far">Distances beyond this need not be exact.</param>
    /// <param name="scale">A length of the face in pixels; the grid's step is an eightieth of it.</param>
    public HullDistance(ConvexHull hull, Box box, double far, double scale)
    {
        _step = Math.Clamp((int)(scale / 80), 1, 8);
        _columns = (box.Width / _step) + 2;
        int rows = (box.Height / _step) + 2;
        _values = new float[_columns * rows];
        Parallel.For(0, rows, j =>
        {
            for (int i = 0; i < _columns; i++)
            {
                _values[(j * _columns) + i] = (float)hull.Distance(
                    new(box.Left + (i * _step), box.Top + (j * _step)), far + (2 * _step));
            }
        });
    }

    /// <summary>At a pixel counted from the box's corner.</summary>
    public float At(int x, int y)
    {
        int i = x / _step, j = y / _step, at = (j * _columns) + i;
        float fx = (float)(x - (i * _step)) / _step, fy = (float)(y - (j * _step)) / _step;
        float upper = _values[at] + ((_values[at + 1] - _values[at]) * fx);
        float lower = _values[at + _columns] + ((_values[at + _columns + 1] - _values[at + _columns]) * fx);
        return upper + ((lower - upper) * fy);
    }
}
