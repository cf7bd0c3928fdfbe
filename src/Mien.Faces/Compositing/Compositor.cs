using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>Puts a changed crop back into the photo that it comes from.</summary>
public static class Compositor
{
    /// <summary>
    /// The photo with the new crop in its place, warped back at the photo's own resolution and blended inside a mask.
    /// Outside the mask every pixel stays bit for bit. The result states that it is a composite with machine-drawn
    /// parts.
    /// </summary>
    /// <param name="photo">The photo.</param>
    /// <param name="crop">The geometry that the crop was cut with.</param>
    /// <param name="newCrop">The changed crop: square, of any size.</param>
    /// <param name="options">Mask, colours, blending; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The geometry is of a photo of another size, a picture is not square, the reconstruction has another size than
    /// the new crop, or the mask is empty.
    /// </exception>
    public static Composite Paste(Image photo, AlignedCrop crop, Image newCrop, PasteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(crop);
        ArgumentNullException.ThrowIfNull(newCrop);
        options ??= new PasteOptions();
        crop.RequireSize(photo);
        Require(newCrop, options);

        int size = newCrop.Width;
        Affine toPhoto = Scaled(crop.Transform, (double)crop.Size / size);
        PasteMask mask = MaskDrawing.Draw(photo, crop, toPhoto, size, options);
        CropWarp warp = new(toPhoto, sharpen: FfhqFrame.Shrink(crop) == 1);
        ColourField difference = options.Reconstruction is { } reconstruction
            ? Change(newCrop, reconstruction)
            : LessPhoto(
                warp.Warp(
                    ColourMap.Apply(
                        newCrop, photo, mask, ColourRim.Weight(crop, toPhoto, mask, options), warp,
                        options.ColourMatch), mask.Box), photo, mask.Box);
        return new Composite(Add(photo, Blended(difference, mask, options.Blend), mask), mask);

        ColourField Change(Image now, Image before)
        {
            ColourField change = warp.Warp(Subtract(now, before), mask.Box);
            DetailSuppression.Apply(
                change, LessPhoto(warp.Warp(ColourField.Of(before), mask.Box), photo, mask.Box), toPhoto.Scale * size);
            return change;
        }
    }

    private static void Require(Image newCrop, PasteOptions options)
    {
        if (newCrop.Width != newCrop.Height)
        {
            throw new ArgumentException(
                $"Compositor: a crop is square, this one has {newCrop.Width}×{newCrop.Height} px", nameof(newCrop));
        }

        if (options.Reconstruction is { } other && (other.Width, other.Height) != (newCrop.Width, newCrop.Height))
        {
            throw new ArgumentException(
                $"Compositor: the reconstruction has {other.Width}×{other.Height} px, the new crop {newCrop.Width}×{newCrop.Height}", nameof(options));
        }

        if (!(options.Grow is >= 0 and <= 10) || !(options.Feather is >= 0 and <= 10))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Compositor: grow {options.Grow} and feather {options.Feather} are 0 to 10");
        }
    }

    // Pixels of a crop of another size to the photo: edges, not centres, keep their places.
    internal static Affine Scaled(Affine transform, double factor)
    {
        double shift = (0.5 * factor) - 0.5;
        return new Affine(
            transform.Xx * factor, transform.Xy * factor, transform.X0 + ((transform.Xx + transform.Xy) * shift),
            transform.Yx * factor, transform.Yy * factor, transform.Y0 + ((transform.Yx + transform.Yy) * shift));
    }

    private static ColourField Subtract(Image a, Image b)
    {
        ColourField result = ColourField.Of(a), other = ColourField.Of(b);
        for (int i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] -= other.Values[i];
        }

        return result;
    }

    private static ColourField LessPhoto(ColourField field, Image photo, Box box)
    {
        Parallel.For(0, box.Height, y =>
        {
            Span<Vector128<float>> row = field.Row(y);
            int at = (((box.Top + y) * photo.Width) + box.Left) * 3;
            for (int x = 0; x < row.Length; x++, at += 3)
            {
                row[x] -= Vector128.Create(photo.Bytes[at], photo.Bytes[at + 1], photo.Bytes[at + 2], 0f);
            }
        });
        return field;
    }

    // What to add to the photo, already weighted.
    private static ColourField Blended(ColourField difference, PasteMask mask, Blend blend) => blend == Blend.Pyramid
        ? Weighted(BandBlend.Weigh(difference, mask.Weights), mask, m => Math.Min(4 * m, 1))
        : Weighted(difference, mask, m => m);

    private static ColourField Weighted(ColourField field, PasteMask mask, Func<float, float> weight)
    {
        Parallel.For(0, field.Height, y =>
        {
            Span<Vector128<float>> row = field.Row(y);
            ReadOnlySpan<float> weights = mask.Weights.AsSpan(y * field.Width, field.Width);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] *= weight(weights[x]);
            }
        });
        return field;
    }

    private static Image Add(Image photo, ColourField change, PasteMask mask)
    {
        byte[] pixels = (byte[])photo.Bytes.Clone();
        Box box = mask.Box;
        ToneLine? tone = ToneLine.Of(photo, box);
        Parallel.For(0, box.Height, y =>
        {
            ReadOnlySpan<Vector128<float>> row = change.Row(y);
            ReadOnlySpan<float> weights = mask.Weights.AsSpan(y * box.Width, box.Width);
            int at = (((box.Top + y) * photo.Width) + box.Left) * 3;
            for (int x = 0; x < row.Length; x++, at += 3)
            {
                if (weights[x] > 0)
                {
                    Vector128<float> old = Vector128.Create(pixels[at], pixels[at + 1], pixels[at + 2], 0f),
                        now = old + row[x];
                    now = tone?.Held(old, now) ?? now;
                    pixels[at] = Lanczos.ToByte(now[0]);
                    pixels[at + 1] = Lanczos.ToByte(now[1]);
                    pixels[at + 2] = Lanczos.ToByte(now[2]);
                }
            }
        });
        return photo.With(pixels).With(DigitalSource.CompositeWithTrainedAlgorithmicMedia);
    }
}
