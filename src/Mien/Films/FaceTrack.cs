using System.Text.Json;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Faces.Images;

namespace Mien.Films;

/// <summary>Where the face of one person is in the frames of a film.</summary>
internal sealed class FaceTrack
{
    private const int GridWidth = 32, GridHeight = 18;
    // levels of brightness by which a grid of means changes between two shots, and not within one
    private const double Cut = 22;
    private const double Away = 0.7; // distances of the eyes by which a face moves between two frames at most
    // distances of the eyes by which the nose stands beside the middle of them: some 40 degrees
    private const double Turned = 0.4;
    private const int Shortest = 4, Gap = 2, Forgotten = 12; // frames

    internal FaceTrack(IReadOnlyList<IReadOnlyList<Point>?> landmarks, IReadOnlyList<(int From, int To)> parts)
        => (Landmarks, Parts) = (landmarks, parts);

    /// <summary>68 landmarks of each frame in pixels; null where the face is not seen from the front.</summary>
    public IReadOnlyList<IReadOnlyList<Point>?> Landmarks { get; }

    /// <summary>
    /// Runs of frames in which the face is followed, without a cut: the first, and the one after the last.
    /// </summary>
    public IReadOnlyList<(int From, int To)> Parts { get; }

    /// <summary>Follows a face.</summary>
    /// <param name="film">The film.</param>
    /// <param name="detector">Finds faces.</param>
    /// <param name="choice">Which face, in the first frame with any.</param>
    /// <param name="path">A file in which the search is kept as it goes; one that was stopped goes on from there. Null
    /// to keep nothing.</param>
    /// <param name="progress">Is told after every frame.</param>
    /// <param name="notice">Is told if the film is cut short.</param>
    /// <param name="cancellation">Stops between two frames.</param>
    /// <exception cref="NoFaceException">There is no face in any frame.</exception>
    /// <exception cref="FilmException">The film cannot be read.</exception>
    public static FaceTrack Of(
        FilmInfo film, FaceDetector detector, FaceChoice choice, string? path = null,
        IProgress<WorkProgress>? progress = null, Action<string>? notice = null,
        CancellationToken cancellation = default)
    {
        List<Seen> seen = path is null ? [] : Kept(path);
        int found = seen.FindLastIndex(frame => frame.Face is not null);
        Point[]? last = found >= 0 ? seen[found].Face : null;
        double[]? before = null;
        if (seen.Count < film.Times.Count)
        {
            using StreamWriter? keep = path is null ? null : new(path, append: true) { AutoFlush = true };
            // One frame earlier: what changes from it tells of a cut.
            int frame = Math.Max(0, seen.Count - 1);
            foreach (Image picture in FilmReader.Read(film, frame, notice))
            {
                cancellation.ThrowIfCancellationRequested();
                double[] grid = Grid(picture);
                if (frame == seen.Count)
                {
                    bool isCut = before is not null && Change(before, grid) > Cut;
                    Point[]? face = Find(
                        picture, detector, choice, isCut || frame - found > Forgotten ? null : last, film.Path);
                    (last, found) = face is null ? (last, found) : (face, frame);
                    seen.Add(new(face, isCut));
                    keep?.WriteLine(JsonSerializer.Serialize(seen[^1]));
                    progress?.Report(new("following the face", frame + 1, film.Times.Count));
                }

                before = grid;
                frame++;
            }
        }

        return From(seen) is { Parts.Count: > 0 } track
            ? track
            : throw new NoFaceException($"{film.Path}: no face is seen from the front for {Shortest} frames or more; take a film in which one looks into the camera");
    }

    /// <summary>The landmarks with a zero-delay filter over time, part by part, so that crops stand still.</summary>
    /// <param name="deviation">Standard deviation of the Gaussian, frames.</param>
    public IReadOnlyList<IReadOnlyList<Point>?> Steadied(double deviation)
    {
        IReadOnlyList<Point>?[] steady = new IReadOnlyList<Point>?[Landmarks.Count];
        foreach ((int from, int to) in Parts)
        {
            double[][] coordinates = [.. Enumerable.Range(from, to - from)
                .Select(frame => (double[])[.. Landmarks[frame]!.SelectMany(p => new[] { p.X, p.Y })])];
            double[][] smooth = TimeSmoothing.Of(coordinates, deviation);
            for (int frame = from; frame < to; frame++)
            {
                double[] c = smooth[frame - from];
                steady[frame] = [.. Enumerable.Range(0, c.Length / 2).Select(i => new Point(c[2 * i], c[(2 * i) + 1]))];
            }
        }

        return steady;
    }

    /// <summary>
    /// How much of a change each frame takes: 1 within a part, less towards its ends unless they are those of the film,
    /// 0 outside.
    /// </summary>
    /// <param name="fade">Frames from 0 to 1.</param>
    public double[] Weights(int fade)
    {
        double[] weights = new double[Landmarks.Count];
        foreach ((int from, int to) in Parts)
        {
            for (int frame = from; frame < to; frame++)
            {
                double left = from == 0 ? double.PositiveInfinity : frame - from + 1, right = to == weights.Length
                    ? double.PositiveInfinity : to - frame;
                double x = Math.Min(1, Math.Min(left, right) / (fade + 1));
                weights[frame] = x * x * (3 - (2 * x));
            }
        }

        return weights;
    }

    /// <summary>
    /// The frame in which the face is most at rest, by its landmarks: the mouth closed, which it may seldom be, and as
    /// wide, eyes and brows as they mostly are then.
    /// </summary>
    public int Neutral()
    {
        const double Hardly = 0.03; // distances of the eyes by which the lips part in landmarks of a closed mouth
        int[] frames = [.. Enumerable.Range(0, Landmarks.Count).Where(i => Landmarks[i] is not null)];
        double[][] measures = [.. frames.Select(frame => Measures(Landmarks[frame]!))];
        double closed = Usual(measures, 0, 0.05);
        double[][] atRest = [.. measures.Where(m => m[0] <= closed + Hardly)];
        double[] usual = [closed, Usual(atRest, 1, 0.5), Usual(atRest, 2, 0.6), Usual(atRest, 3, 0.5)];
        return frames[Enumerable.Range(0, frames.Length).MinBy(
            i => measures[i].Zip(usual, (a, b) => (a - b) * (a - b)).Sum())];

        static double Usual(double[][] measures, int which, double share)
            => Quantile([.. measures.Select(m => m[which])], share);
    }

    // In distances of the eyes: the gap between the lips, the width of the mouth, how far eyes are open, how far brows
    // are above them.
    private static double[] Measures(IReadOnlyList<Point> p)
    {
        double eyes = (Point.Mean(p[42], p[45]) - Point.Mean(p[36], p[39])).Length;
        double open = ((p[37] - p[41]).Length + (p[38] - p[40]).Length + (p[43] - p[47]).Length
            + (p[44] - p[46]).Length) / 4;
        double brows = ((p[19] - Point.Mean(p[36], p[39])).Length + (p[24] - Point.Mean(p[42], p[45])).Length) / 2;
        return [(p[62] - p[66]).Length / eyes, (p[54] - p[48]).Length / eyes, 2 * open / eyes, brows / eyes];
    }

    private static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        return values[(int)(share * (values.Length - 1))];
    }

    private static Point[]? Find(Image picture, FaceDetector detector, FaceChoice choice, Point[]? last, string film)
    {
        if (last is not null)
        {
            double left = last.Min(p => p.X), right = last.Max(p => p.X), top = last.Min(p => p.Y),
                bottom = last.Max(p => p.Y), margin = 0.7 * Math.Max(right - left, bottom - top);
            int x = (int)Math.Max(0, left - margin), y = (int)Math.Max(0, top - margin);
            int width = (int)Math.Min(picture.Width, right + margin) - x,
                height = (int)Math.Min(picture.Height, bottom + margin) - y;
            if (width > 80 && height > 80 && Nearest(
                detector.FindUpright(Part(picture, x, y, width, height)), x, y, last) is { } followed)
            {
                return followed;
            }
        }

        IReadOnlyList<Face> faces = detector.FindUpright(picture);
        return faces.Count == 0 ? null
            : last is not null ? Nearest(faces, 0, 0, last)
            : Chosen(faces, choice, film) is { IsDoubtful: false } face ? Frontal(face.Landmarks, 0, 0)
            : null;
    }

    private static Face? Chosen(IReadOnlyList<Face> faces, FaceChoice choice, string film)
    {
        try
        {
            return choice.From(faces, film);
        }
        catch (NoFaceException)
        {
            return null; // it may be in a later frame
        }
    }

    // Others in the picture are left alone.
    private static Point[]? Nearest(IReadOnlyList<Face> faces, int x, int y, Point[] last)
    {
        Point middle = Point.Mean(last);
        Face? nearest = faces.MinBy(face => (Point.Mean([.. face.Landmarks]) + new Point(x, y) - middle).Length);
        return nearest is { IsDoubtful: false }
            && (Point.Mean([.. nearest.Landmarks]) + new Point(x, y) - middle).Length < Away * nearest.InterOcular
            ? Frontal(nearest.Landmarks, x, y)
            : null;
    }

    private static Point[]? Frontal(IReadOnlyList<Point> p, int x, int y)
    {
        Point left = Point.Mean(p[36], p[39]), right = Point.Mean(p[42], p[45]), across = right - left,
            nose = p[30] - Point.Mean(left, right);
        double beside = ((nose.X * across.X) + (nose.Y * across.Y)) / (across.Length * across.Length);
        return Math.Abs(beside) > Turned ? null : [.. p.Select(point => point + new Point(x, y))];
    }

    private static FaceTrack From(List<Seen> seen)
    {
        IReadOnlyList<Point>?[] landmarks = [.. seen.Select(frame => frame.Face)];
        List<(int From, int To)> parts = [];
        for (int from = 0; from < seen.Count;)
        {
            int to = from + 1;
            while (to < seen.Count && !seen[to].IsCut)
            {
                to++;
            }

            Split(landmarks, from, to, parts);
            from = to;
        }

        for (int frame = 0; frame < landmarks.Length; frame++)
        {
            if (!parts.Exists(part => part.From <= frame && frame < part.To))
            {
                landmarks[frame] = null;
            }
        }

        return new(landmarks, parts);
    }

    // A shot: where the face is lost for a moment only, it is where it must have been.
    private static void Split(IReadOnlyList<Point>?[] landmarks, int from, int to, List<(int From, int To)> parts)
    {
        int start = -1, last = -1;
        for (int frame = from; frame <= to; frame++)
        {
            if (frame < to && landmarks[frame] is not null)
            {
                for (int lost = last + 1; start >= 0 && lost < frame; lost++)
                {
                    double share = (double)(lost - last) / (frame - last);
                    landmarks[lost] = [.. landmarks[last]!.Zip(
                        landmarks[frame]!, (a, b) => (a * (1 - share)) + (b * share))];
                }

                start = start < 0 ? frame : start;
                last = frame;
            }
            else if (start >= 0 && (frame == to || frame - last > Gap))
            {
                if (last + 1 - start >= Shortest)
                {
                    parts.Add((start, last + 1));
                }

                start = -1;
            }
        }
    }

    private static double[] Grid(Image picture)
    {
        double[] sums = new double[GridWidth * GridHeight], counts = new double[GridWidth * GridHeight];
        ReadOnlySpan<byte> pixels = picture.Pixels.Span;
        int step = Math.Max(1, picture.Width / 320);
        for (int y = 0; y < picture.Height; y += step)
        {
            for (int x = 0; x < picture.Width; x += step)
            {
                int cell = (y * GridHeight / picture.Height * GridWidth) + (x * GridWidth / picture.Width),
                    at = ((y * picture.Width) + x) * 3;
                sums[cell] += (0.2126 * pixels[at]) + (0.7152 * pixels[at + 1]) + (0.0722 * pixels[at + 2]);
                counts[cell]++;
            }
        }

        return [.. sums.Zip(counts, (sum, count) => sum / Math.Max(1, count))];
    }

    private static double Change(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    private static Image Part(Image picture, int x, int y, int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int row = 0; row < height; row++)
        {
            picture.Pixels.Span.Slice((((y + row) * picture.Width) + x) * 3, width * 3)
                .CopyTo(pixels.AsSpan(row * width * 3));
        }

        return new(width, height, pixels);
    }

    private static List<Seen> Kept(string path)
    {
        List<Seen> seen = [];
        if (!File.Exists(path))
        {
            return seen;
        }

        foreach (string line in File.ReadLines(path))
        {
            try
            {
                seen.Add(JsonSerializer.Deserialize<Seen>(line)!);
            }
            catch (JsonException)
            {
                break; // the line was being written when the process ended
            }
        }

        File.WriteAllLines(path, seen.Select(frame => JsonSerializer.Serialize(frame)));
        return seen;
    }

    private sealed record Seen(Point[]? Face, bool IsCut);
}
