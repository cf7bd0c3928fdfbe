using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>
/// Puts an expression into a photo by moving the photo's own pixels as the drawn face moves, and painting only what
/// appears. Everything that does not depend on the strength is computed once; then each strength takes a fraction of a
/// second.
/// </summary>
public sealed class MotionPaste
{
    /// <summary>The strongest expression that can be asked for.</summary>
    public const float MaximalStrength = 1.5f;

    // In distances of the eyes: a jaw moves as a whole, and the motion fades out beyond the outline of the face.
    private const double Beyond = 0.35;

    private const int Rounds = 3; // of the search for the point that moves to a pixel

    private static readonly Affine _identity = new(1, 0, 0, 0, 1, 0);

    private readonly Image _photo;
    private readonly PasteMask _mask;
    private readonly Affine _toGrid;   // pixels of the photo to those of the motion's grid
    private readonly Affine _toPhoto;
    private readonly ColourField _back;      // motion, of the grid, drawn in by the mask
    private readonly Painting _painting;
    private readonly FaceOpenings? _openings;
    private readonly MouthInside? _mouth;
    private readonly ColourField _source;    // the photo around the mask
    private readonly Box _around;
    private readonly ToneLine? _tone;
    private readonly Grain _grain;
    private readonly AlignedCrop _crop;
    private readonly Image _newCrop;
    private readonly PasteOptions _options; // with the reconstruction

    private MotionPaste(
        Image photo, AlignedCrop crop, Image newCrop, PasteOptions options, PasteMask mask, Affine toPhoto,
        ExpressionMotion motion, Painting painting, FaceOpenings? openings, MouthInside? mouth)
    {
        (_openings, _mouth) = (openings, mouth);
        (_crop, _newCrop, _options) = (crop, newCrop, options);
        (_photo, _mask, Motion, _toPhoto, _toGrid, _painting) =
            (photo, mask, motion, toPhoto, toPhoto.Inverse(), painting);
        _back = DrawnIn(motion.Back);
        int margin = (int)Math.Ceiling(MaximalStrength * Farthest() * toPhoto.Scale) + 4;
        Box box = mask.Box;
        _around = new Box(box.Left - margin, box.Top - margin, box.Right + margin, box.Bottom + margin).Within(
            photo.Width, photo.Height);
        _source = ColourField.Of(photo.Cut(_around));
        _tone = ToneLine.Of(photo, box);
        _grain = Grain.Of(_source);
    }

    /// <summary>The mask that motion needs: the whole weight up to the outline of the face.</summary>
    public static PasteOptions DefaultOptions { get; } = new() { Grow = Beyond, Feather = Beyond };

    /// <summary>The motion of the drawn face.</summary>
    public ExpressionMotion Motion { get; }

    /// <summary>How much of each pixel of the photo may change.</summary>
    public PasteMask Mask => _mask;

    /// <summary>Finds the motion and what must be painted.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="crop">The geometry that the crop was cut with.</param>
    /// <param name="reconstruction">What the generator draws for the unchanged face: square, of any size.</param>
    /// <param name="newCrop">The same face with the new expression, of the same size.</param>
    /// <param name="options">The mask, colours and blending are not used; null for
    /// <see cref="DefaultOptions"/>.</param>
    /// <param name="guides">Places that are the same point in reconstruction and new crop, in their pixels. Where the
    /// first 68 are dlib's landmarks, what appears is painted around eyes and mouth only.</param>
    /// <param name="mouth">The face that the expression is from: where the landmarks say that the mouth opens, its
    /// inside is seen; null for what the new crop has there.</param>
    /// <exception cref="ArgumentException">
    /// The geometry is of a photo of another size, the pictures are not square or not of one size, or the mask is
    /// empty.
    /// </exception>
    public static MotionPaste Prepare(
        Image photo, AlignedCrop crop, Image reconstruction, Image newCrop, PasteOptions? options = null,
        IReadOnlyList<(Point Before, Point After)>? guides = null, OpenMouth? mouth = null)
    {
        ArgumentNullException.ThrowIfNull(crop);
        ArgumentNullException.ThrowIfNull(reconstruction);
        ArgumentNullException.ThrowIfNull(newCrop);
        crop.RequireSize(photo);
        FaceOpenings? openings = FaceOpenings.Of(
            guides ?? [], newCrop.Width, new(photo, crop, reconstruction));
        ExpressionMotion motion = ExpressionMotion.Between(reconstruction, newCrop, guides);
        return Prepare(
            photo, crop, newCrop, (options ?? DefaultOptions) with { Reconstruction = reconstruction },
            openings is null ? motion : motion.Untorn(openings), openings,
            mouth is null ? null : MouthInside.Of(mouth, guides ?? [], newCrop.Width));
    }

    /// <summary>
    /// The same in a smaller copy of the photo, with the motion that was found: for a first look while the full picture
    /// is drawn.
    /// </summary>
    /// <param name="longest">The longer side of the copy, pixels, 16 or more; a photo that is no larger stays as it
    /// is.</param>
    /// <exception cref="ArgumentException">A mask of one's own in the photo's size does not fit the copy.</exception>
    public MotionPaste Reduced(int longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 16);
        double scale = (double)longest / Math.Max(_photo.Width, _photo.Height);
        if (scale >= 1)
        {
            return this;
        }

        Image photo = _photo.Resize(
            Math.Max(1, (int)Math.Round(_photo.Width * scale)), Math.Max(1, (int)Math.Round(_photo.Height * scale)));
        return Prepare(photo, _crop.In(photo), _newCrop, _options, Motion, _openings, _mouth);
    }

    private static MotionPaste Prepare(
        Image photo, AlignedCrop crop, Image newCrop, PasteOptions options, ExpressionMotion motion,
        FaceOpenings? openings, MouthInside? mouth)
    {
        PasteMask mask = MaskDrawing.Draw(
            photo, crop, Compositor.Scaled(crop.Transform, (double)crop.Size / newCrop.Width), newCrop.Width, options);
        Affine toPhoto = Compositor.Scaled(crop.Transform, (double)crop.Size / ExpressionMotion.Side);
        Painting painting = Painting.Of(
            photo, mask.Box, toPhoto.Inverse(), options.Reconstruction!, newCrop, motion, openings, mouth);
        return new(photo, crop, newCrop, options, mask, toPhoto, motion, painting, openings, mouth);
    }

    /// <summary>
    /// The photo with the expression; outside the mask every pixel stays bit for bit, at strength 0 everywhere.
    /// </summary>
    /// <param name="strength">0 to <see cref="MaximalStrength"/>: how much of the motion, and of what is
    /// painted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength is out of range.</exception>
    public Composite At(float strength = 1) => new(Draw(strength, isPainted: true), _mask);

    /// <summary>The photo with its pixels moved and nothing painted.</summary>
    /// <param name="strength">Likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength is out of range.</exception>
    public Image Moved(float strength = 1) => Draw(strength, isPainted: false);

    /// <summary>What is painted onto the moved photo: the difference that it makes, on middle grey.</summary>
    /// <param name="strength">Likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength is out of range.</exception>
    public Image Painted(float strength = 1)
    {
        byte[] with = At(strength).Picture.Bytes, without = Moved(strength).Bytes, pixels = new byte[with.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(128 + with[i] - without[i], 0, 255);
        }

        return new(_photo.Width, _photo.Height, pixels);
    }

    private Image Draw(float strength, bool isPainted)
    {
        if (!(strength is >= 0 and <= MaximalStrength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(strength), $"MotionPaste: the strength is 0 to {MaximalStrength}, not {strength}");
        }

        byte[] pixels = (byte[])_photo.Bytes.Clone();
        if (strength > 0)
        {
            CropWarp sampler = new(_identity, sharpen: false);
            Parallel.For(0, _mask.Box.Height, y => DrawRow(pixels, y, strength, isPainted, sampler));
        }

        return _photo.With(pixels).With(DigitalSource.CompositeWithTrainedAlgorithmicMedia);
    }

    private void DrawRow(byte[] pixels, int y, float strength, bool isPainted, CropWarp sampler)
    {
        Box box = _mask.Box;
        ReadOnlySpan<float> weights = _mask.Weights.AsSpan(y * box.Width, box.Width);
        int row = box.Top + y, at = ((row * _photo.Width) + box.Left) * 3;
        for (int x = 0; x < weights.Length; x++, at += 3)
        {
            if (weights[x] <= 0)
            {
                continue;
            }

            int column = box.Left + x;
            Point place = _toGrid.Apply(new(column, row)), now = place;
            Vector128<float> way = _back.At(now.X, now.Y);
            for (int round = 0; strength != 1 && round < Rounds; round++)
            {
                // At strength s a point is that part of its way; z is where its way ends.
                now = new(place.X - ((1 - strength) * way[0]), place.Y - ((1 - strength) * way[1]));
                way = _back.At(now.X, now.Y);
            }

            Vector128<float> old = Vector128.Create(pixels[at], pixels[at + 1], pixels[at + 2], 0f), colour = old;
            double awayX = now.X + way[0] - place.X, awayY = now.Y + way[1] - place.Y;
            if (strength == 1)
            {
                (awayX, awayY) = (way[0], way[1]);
            }

            if (awayX != 0 || awayY != 0)
            {
                Point from = new(
                    column - _around.Left + (_toPhoto.Xx * awayX) + (_toPhoto.Xy * awayY),
                    row - _around.Top + (_toPhoto.Yx * awayX) + (_toPhoto.Yy * awayY));
                colour = sampler.At(_source, from);
            }

            if (isPainted)
            {
                colour = _painting.Over(colour, now, way, strength, weights[x], _grain.At(column, row));
            }

            if (colour == old)
            {
                continue;
            }

            if (_tone is not null)
            {
                colour = _tone.Held(old, colour);
            }

            pixels[at] = Lanczos.ToByte(colour[0]);
            pixels[at + 1] = Lanczos.ToByte(colour[1]);
            pixels[at + 2] = Lanczos.ToByte(colour[2]);
        }
    }

    // The mask at the grid's points fades the motion out.
    private ColourField DrawnIn(ColourField motion)
    {
        ColourField field = new(motion.Width, motion.Height);
        Parallel.For(0, field.Height, y =>
        {
            for (int x = 0; x < field.Width; x++)
            {
                Point at = _toPhoto.Apply(new(x, y));
                field.Values[(y * field.Width) + x] = motion.Values[(y * field.Width) + x] * _mask.Between(at.X, at.Y);
            }
        });
        return field;
    }

    private double Farthest()
    {
        float most = 0;
        foreach (Vector128<float> way in _back.Values)
        {
            most = Math.Max(most, (way[0] * way[0]) + (way[1] * way[1]));
        }

        return Math.Sqrt(most);
    }
}
