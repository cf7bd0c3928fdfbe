using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>
/// Samples a crop at pixels of the photo: Lanczos-3 along the crop's axes, widened where the crop is the finer of the two.
/// </summary>
internal sealed class CropWarp
{
    private const int StepsPerUnit = 256;
    private static readonly float[] _kernel = [.. Enumerable.Range(0, (3 * StepsPerUnit) + 2).Select(i => (float)Lanczos.Kernel((double)i / StepsPerUnit))];
    private readonly Affine _toCrop;
    private readonly double _widened;
    private readonly bool _undoDroop;

    public CropWarp(Affine toPhoto, bool undoDroop)
    {
        _undoDroop = undoDroop;
        _toCrop = toPhoto.Inverse();
        _widened = Math.Max(_toCrop.Scale, 1);
    }

    /// <summary>The part of the photo that the box describes, from the crop.</summary>
    public Field Warp(Field crop, Box box)
    {
        Field result = new(box.Width, box.Height);
        Parallel.For(0, box.Height, y =>
        {
            Span<Vector128<float>> row = result.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = At(crop, new Point(box.Left + x, box.Top + y));
            }
        });
        return _undoDroop ? Droop.Undo(result) : result;
    }

    /// <summary>One pixel of the photo.</summary>
    [SkipLocalsInit]
    public Vector128<float> At(Field crop, Point photo)
    {
        Point p = _toCrop.Apply(photo);
        double support = 3 * _widened;
        int left = (int)Math.Ceiling(p.X - support), top = (int)Math.Ceiling(p.Y - support), taps = (int)(2 * support) + 1;
        Span<float> across = taps <= 64 ? stackalloc float[taps] : new float[taps];
        Weights(across, left - p.X);
        Vector128<float> sum = Vector128<float>.Zero;
        float total = 0;
        bool inside = left >= 0 && left + taps <= crop.Width;
        for (int j = 0; j < taps; j++)
        {
            float weight = Kernel(top + j - p.Y);
            ReadOnlySpan<Vector128<float>> row = crop.Row(Math.Clamp(top + j, 0, crop.Height - 1));
            Vector128<float> line = Vector128<float>.Zero;
            if (inside)
            {
                ReadOnlySpan<Vector128<float>> from = row.Slice(left, across.Length);
                for (int i = 0; i < across.Length; i++)
                {
                    line = Vector128.FusedMultiplyAdd(from[i], Vector128.Create(across[i]), line);
                }
            }
            else
            {
                for (int i = 0; i < across.Length; i++)
                {
                    line = Vector128.FusedMultiplyAdd(row[Math.Clamp(left + i, 0, row.Length - 1)], Vector128.Create(across[i]), line);
                }
            }

            sum = Vector128.FusedMultiplyAdd(line, Vector128.Create(weight), sum);
            total += weight;
        }

        return sum / total;
    }

    // Weights that sum to 1, of samples from an offset on.
    private void Weights(Span<float> weights, double offset)
    {
        float sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] = Kernel(offset + i);
        }

        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] /= sum;
        }
    }

    private float Kernel(double distance)
    {
        float at = (float)(Math.Abs(distance) / _widened * StepsPerUnit);
        int step = (int)at;
        return step >= 3 * StepsPerUnit ? 0 : _kernel[step] + ((_kernel[step + 1] - _kernel[step]) * (at - step));
    }
}
