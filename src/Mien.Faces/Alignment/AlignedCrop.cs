using System.Text.Json;
using Mien.Faces.Images;

namespace Mien.Faces.Alignment;

/// <summary>
/// The geometry of one crop of a photo: enough to cut it and to put it back.
/// </summary>
public sealed record AlignedCrop
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Corners of the crop in the photo: top left, bottom left, bottom right, top right, in pixels.</summary>
    public required IReadOnlyList<Point> Quad { get; init; }

    /// <summary>Side of the crop in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>The 68 landmarks that the quad comes from, in pixels of the photo.</summary>
    public required IReadOnlyList<Point> Landmarks { get; init; }

    /// <summary>Columns of the photo.</summary>
    public required int SourceWidth { get; init; }

    /// <summary>Rows of the photo.</summary>
    public required int SourceHeight { get; init; }

    /// <summary><see cref="Image.Hash"/> of the photo.</summary>
    public required string SourceHash { get; init; }

    /// <summary>
    /// Pixels of the crop to pixels of the photo, exactly as the crop is sampled: with the shift by part of a pixel
    /// that the definition has where the photo is reduced first.
    /// </summary>
    public Affine Transform
    {
        get
        {
            int shrink = FfhqFrame.Shrink(this);
            (int width, int height) = FfhqFrame.Reduced(this, shrink);
            double scaleX = (double)SourceWidth / width, scaleY = (double)SourceHeight / height;
            Point origin = Quad[0] * (1.0 / shrink), across = (Quad[3] - Quad[0]) * (1.0 / shrink / Size),
                down = (Quad[1] - Quad[0]) * (1.0 / shrink / Size);
            // Half a pixel of the crop, then half a pixel of the reduced photo, then back from edges to centres.
            Point start = origin + (across * 0.5) + (down * 0.5) + new Point(0.5, 0.5);
            return new Affine(
                across.X * scaleX, down.X * scaleX, (start.X * scaleX) - 0.5,
                across.Y * scaleY, down.Y * scaleY, (start.Y * scaleY) - 0.5);
        }
    }

    /// <summary>The frame of a face: a square around eyes and mouth, upright with the eyes.</summary>
    /// <param name="photo">The picture.</param>
    /// <param name="landmarks">68 points in its pixels; whole numbers, as dlib gives them, are what FFHQ was cut
    /// with.</param>
    /// <param name="size">Side of the crop, 16 to 4096.</param>
    /// <param name="frame">Which square.</param>
    /// <exception cref="ArgumentException">Not 68 landmarks, all in one place, or a size out of range.</exception>
    public static AlignedCrop Of(
        Image photo, IReadOnlyList<Point> landmarks, int size, FaceFrame frame = FaceFrame.Ffhq)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(landmarks);
        return Checked(new AlignedCrop
        {
            Quad = FfhqFrame.Quad(landmarks, frame),
            Size = size,
            Landmarks = [.. landmarks],
            SourceWidth = photo.Width,
            SourceHeight = photo.Height,
            SourceHash = photo.Hash,
        });
    }

    /// <summary>The crop, Size × Size: padded by reflection and blur where it reaches beyond the photo.</summary>
    /// <exception cref="ArgumentException">The photo has another size than the one that the geometry is of.</exception>
    public Image Cut(Image photo)
    {
        RequireSize(photo);
        return FfhqSampling.Cut(photo, this);
    }

    /// <summary>The geometry as a JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>
    /// Reads what <see cref="ToJson"/> wrote, or an object whose member <c>geometry</c> is such an object.
    /// </summary>
    /// <exception cref="FormatException">The text is no geometry.</exception>
    public static AlignedCrop Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement element = document.RootElement;
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("geometry", out JsonElement inner))
            {
                element = inner;
            }

            return Checked(
                element.Deserialize<AlignedCrop>(_json) ?? throw new FormatException(
                    "the geometry of the crop is null"));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException($"not the geometry of a crop: {e.Message}", e);
        }
    }

    /// <summary>The geometry in a copy of the photo of another size: centres of pixels keep their places.</summary>
    /// <param name="copy">The copy: the whole photo, resized.</param>
    public AlignedCrop In(Image copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        double x = (double)copy.Width / SourceWidth, y = (double)copy.Height / SourceHeight;
        Point[] Places(IReadOnlyList<Point> points)
            => [.. points.Select(p => new Point(((p.X + 0.5) * x) - 0.5, ((p.Y + 0.5) * y) - 0.5))];
        return this with
        {
            Quad = Places(Quad),
            Landmarks = Places(Landmarks),
            SourceWidth = copy.Width,
            SourceHeight = copy.Height,
            SourceHash = copy.Hash,
        };
    }

    internal double InterOcular
    {
        get
        {
            FaceLandmarks face = new(Landmarks);
            return (face.RightEye - face.LeftEye).Length;
        }
    }

    internal void RequireSize(Image photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        if (photo.Width != SourceWidth || photo.Height != SourceHeight)
        {
            throw new ArgumentException(
                $"AlignedCrop: the geometry is of a photo of {SourceWidth}×{SourceHeight} px, this one has {photo.Width}×{photo.Height}", nameof(photo));
        }
    }

    private static AlignedCrop Checked(AlignedCrop crop)
    {
        if (crop.Size is < 16 or > 4096)
        {
            throw new ArgumentException($"the size of a crop is 16 to 4096, not {crop.Size}");
        }

        if (crop.Quad is not { Count: 4 } || crop.Landmarks is not { Count: FaceLandmarks.Count }
            || crop.SourceWidth < 1 || crop.SourceHeight < 1)
        {
            throw new ArgumentException("a crop has 4 corners, 68 landmarks and a photo");
        }

        double side = (crop.Quad[3] - crop.Quad[0]).Length;
        if (!(side >= 1 && side <= 1e5) || !(crop.Quad.Max(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y))) < 1e6))
        {
            throw new ArgumentException("the face has no size or lies nowhere");
        }

        return crop;
    }
}
