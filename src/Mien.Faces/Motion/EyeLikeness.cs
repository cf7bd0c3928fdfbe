using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>
/// How well a generator paints the eyes of a photo: a small one that has learnt photographs blurs irises, so that eyes
/// which it paints look blind.
/// </summary>
internal sealed class EyeLikeness
{
    private const int Side = 128; // at which details are compared, pixels
    private const int Reach = 1;  // pixels to each side, twice, beyond which something is no detail
    private const int Margin = 2; // around the eye, pixels
    // Part of the photo's details that differ, up to which an eye is like the photo's, and from which on it is not.
    private const float Like = 0.15f;
    private const float Unlike = 0.3f;

    private readonly Image _photo;
    private readonly Affine _toPhoto; // from pixels of the comparison
    private readonly Image _reconstruction;

    /// <param name="photo">The photo.</param>
    /// <param name="crop">Where the face is in it.</param>
    /// <param name="reconstruction">The same face, painted, square.</param>
    public EyeLikeness(Image photo, AlignedCrop crop, Image reconstruction)
    {
        _photo = photo;
        _toPhoto = Compositor.Scaled(crop.Transform, (double)crop.Size / Side);
        _reconstruction = reconstruction.Resize(Side, Side);
    }

    /// <summary>0 where an eye is not like the photo's, 1 where it is.</summary>
    /// <param name="eye">Landmarks, from 0 to 1 over the crop.</param>
    public float Of(Point[] eye)
    {
        Box inner = new Box(
            First(eye.Min(p => p.X)), First(eye.Min(p => p.Y)), Last(eye.Max(p => p.X)), Last(eye.Max(p => p.Y)))
            .Within(Side, Side);
        Box outer = new Box(
            inner.Left - (2 * Reach), inner.Top - (2 * Reach), inner.Right + (2 * Reach), inner.Bottom + (2 * Reach))
            .Within(Side, Side);
        ColourField own = Details(OfPhoto(outer)), painted = Details(ColourField.Of(_reconstruction.Cut(outer)));
        float different = 0, all = 0;
        for (int y = inner.Top - outer.Top; y < inner.Bottom - outer.Top; y++)
        {
            for (int x = inner.Left - outer.Left; x < inner.Right - outer.Left; x++)
            {
                Vector128<float> detail = own.Row(y)[x], difference = detail - painted.Row(y)[x];
                different += Vector128.Dot(difference, difference);
                all += Vector128.Dot(detail, detail);
            }
        }

        return all > 0 ? Math.Clamp((Unlike - (different / all)) / (Unlike - Like), 0, 1) : 0;

        static int First(double at) => (int)Math.Floor(at * Side) - Margin;
        static int Last(double at) => (int)Math.Ceiling(at * Side) + Margin;
    }

    // Each pixel is the mean of the photo over its place.
    private ColourField OfPhoto(Box box)
    {
        ColourField field = new(box.Width, box.Height);
        int samples = Math.Max(1, (int)Math.Round(_toPhoto.Scale));
        for (int y = 0; y < box.Height; y++)
        {
            for (int x = 0; x < box.Width; x++)
            {
                Vector128<float> sum = default;
                for (int i = 0; i < samples * samples; i++)
                {
                    Point at = _toPhoto.Apply(new(
                        box.Left + x + ((((i % samples) + 0.5) / samples) - 0.5),
                        box.Top + y + ((((i / samples) + 0.5) / samples) - 0.5)));
                    int column = Math.Clamp((int)Math.Round(at.X), 0, _photo.Width - 1),
                        row = Math.Clamp((int)Math.Round(at.Y), 0, _photo.Height - 1),
                        first = ((row * _photo.Width) + column) * 3;
                    sum += Vector128.Create(
                        _photo.Bytes[first], _photo.Bytes[first + 1], _photo.Bytes[first + 2], 0f);
                }

                field.Row(y)[x] = sum / (samples * samples);
            }
        }

        return field;
    }

    private static ColourField Details(ColourField field)
    {
        ColourField mean = Smoothing.Mean(field, Reach);
        for (int i = 0; i < field.Values.Length; i++)
        {
            field.Values[i] -= mean.Values[i];
        }

        return field;
    }
}
