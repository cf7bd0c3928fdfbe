using System.Globalization;
using Mien.Faces.Alignment;

namespace Mien.Faces.Detection;

/// <summary>
/// Which of several faces is meant: the largest, one by its index (largest first, from 0), or one by a point in it.
/// </summary>
public sealed class FaceChoice
{
    private readonly int? _index;
    private readonly Point? _point;

    private FaceChoice(int? index, Point? point) => (_index, _point) = (index, point);

    /// <summary>The largest face.</summary>
    public static FaceChoice Largest { get; } = new(null, null);

    /// <summary>Reads <c>largest</c>, an index, or a point <c>x,y</c> in pixels.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static FaceChoice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "largest")
        {
            return Largest;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return new FaceChoice(index, null);
        }

        double[] numbers = [.. text.Split(',').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number : double.NaN)];
        return numbers is [double x, double y] && double.IsFinite(x) && double.IsFinite(y)
            ? new FaceChoice(null, new Point(x, y))
            : throw new FormatException(
                $"'{text}' chooses no face: say 'largest', an index such as 1, or a point such as 320,240");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
        => _point is { } point
            ? string.Create(CultureInfo.InvariantCulture, $"{point.X},{point.Y}")
            : _index?.ToString(CultureInfo.InvariantCulture) ?? "largest";

    /// <summary>The face that is meant.</summary>
    /// <param name="faces">As <see cref="FaceDetector.Find"/> gives them.</param>
    /// <param name="picture">What the message calls the picture.</param>
    /// <exception cref="NoFaceException">There is no face, no such index, or none at the point.</exception>
    public Face From(IReadOnlyList<Face> faces, string picture)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (faces.Count == 0)
        {
            throw new NoFaceException(
                $"{picture}: no face was found, not at twice the size and not turned either; use a photo in which a face looks at the camera");
        }

        string count = faces.Count == 1 ? "1 face was" : $"{faces.Count} faces were";
        if (_point is Point point)
        {
            return faces.Where(face => face.Box.Contains(point))
                .MinBy(face => (Point.Mean([.. face.Landmarks]) - point).Length)
                ?? throw new NoFaceException(string.Create(CultureInfo.InvariantCulture,
                    $"{picture}: {count} found, but none at {point.X},{point.Y}"), faces.Count);
        }

        int index = _index ?? 0;
        return index < faces.Count
            ? faces[index]
            : throw new NoFaceException(
                $"{picture}: {count} found, so there is no face {index}; the first is 0", faces.Count);
    }
}
