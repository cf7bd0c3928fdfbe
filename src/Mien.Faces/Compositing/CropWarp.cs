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
    private readonly float _steps; // of the kernel per pixel of the crop
    private readonly bool _undoDroop;

    public CropWarp(Affine toPhoto, bool undoDroop)
    {
        _undoDroop = undoDroop;
        _toCrop = toPhoto.Inverse();
        _widened = Math.Max(_toCrop.Scale, 1);
        _steps = (float)(StepsPerUnit / _widened);
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
        if (_undoDroop)
        {
            Droop.Undo(result);
        }

        return result;
    }

    /// <summary>One pixel of the photo.</summary>
    [SkipLocalsInit]
    public Vector128<float> At(Field crop, Point photo)
    {
        Point p = _toCrop.Apply(photo);
        double support = 3 * _widened;
        int left = (int)Math.Ceiling(p.X - support), top = (int)Math.Ceiling(p.Y - support), taps = (int)(2 * support) + 1;
        Span<float> across = taps <= 64 ? stackalloc float[taps] : new float[taps];
        float sumAcross = 0, sumDown = 0;
        for (int i = 0; i < across.Length; i++)
        {
            sumAcross += across[i] = Kernel(left + i - p.X);
        }

        Vector128<float> sum = Vector128<float>.Zero;
        bool inside = left >= 0 && left + taps <= crop.Width;
        for (int j = 0; j < taps; j++)
        {
            float weight = Kernel(top + j - p.Y);
            ReadOnlySpan<Vector128<float>> row = crop.Row(Math.Clamp(top + j, 0, crop.Height - 1));
            sum = Vector128.FusedMultiplyAdd(inside ? Line(row.Slice(left, taps), across) : ClampedLine(row, left, across), Vector128.Create(weight), sum);
            sumDown += weight;
        }

        return sum / (sumAcross * sumDown);
    }

    private static Vector128<float> Line(ReadOnlySpan<Vector128<float>> from, ReadOnlySpan<float> weights)
    {
        // Two sums, so that one multiplication need not wait for the other.
        Vector128<float> even = Vector128<float>.Zero, odd = Vector128<float>.Zero;
        int i = 0;
        for (; i + 1 < weights.Length && i + 1 < from.Length; i += 2)
        {
            even = Vector128.FusedMultiplyAdd(from[i], Vector128.Create(weights[i]), even);
            odd = Vector128.FusedMultiplyAdd(from[i + 1], Vector128.Create(weights[i + 1]), odd);
        }

        return i < weights.Length ? Vector128.FusedMultiplyAdd(from[i], Vector128.Create(weights[i]), even + odd) : even + odd;
    }

    private static Vector128<float> ClampedLine(ReadOnlySpan<Vector128<float>> row, int left, ReadOnlySpan<float> weights)
    {
        Vector128<float> line = Vector128<float>.Zero;
        for (int i = 0; i < weights.Length; i++)
        {
            line = Vector128.FusedMultiplyAdd(row[Math.Clamp(left + i, 0, row.Length - 1)], Vector128.Create(weights[i]), line);
        }

        return line;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Kernel(double distance)
    {
        float at = (float)Math.Abs(distance) * _steps;
        int step = (int)at;
        return step >= 3 * StepsPerUnit ? 0 : _kernel[step] + ((_kernel[step + 1] - _kernel[step]) * (at - step));
    }
}
