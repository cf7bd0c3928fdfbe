using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>
/// Samples a crop at pixels of the photo: Lanczos-3 along the crop's axes, widened where the crop is the finer of the
/// two.
/// </summary>
internal sealed class CropWarp
{
    private const int Phases = 512; // per pixel of the crop, between which weights are not told apart
    private readonly Affine _toCrop;
    private readonly double _support;
    private readonly int _taps;
    private readonly float[] _weights; // [Phases + 1, taps], each row summing to 1
    private readonly bool _sharpen;

    public CropWarp(Affine toPhoto, bool sharpen)
    {
        _sharpen = sharpen;
        _toCrop = toPhoto.Inverse();
        double widened = Math.Max(_toCrop.Scale, 1);
        _support = 3 * widened;
        _taps = (int)(2 * _support) + 1;
        _weights = new float[(Phases + 1) * _taps];
        double[] row = new double[_taps];
        for (int phase = 0; phase <= Phases; phase++)
        {
            for (int i = 0; i < _taps; i++)
            {
                row[i] = Lanczos.Kernel((((double)phase / Phases) + i - _support) / widened);
            }

            double sum = row.Sum();
            for (int i = 0; i < _taps; i++)
            {
                _weights[(phase * _taps) + i] = (float)(row[i] / sum);
            }
        }
    }

    /// <summary>The part of the photo that the box describes, from the crop.</summary>
    public ColourField Warp(ColourField crop, Box box)
    {
        ColourField result = new(box.Width, box.Height);
        Parallel.For(0, box.Height, y =>
        {
            Span<Vector128<float>> row = result.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = At(crop, new Point(box.Left + x, box.Top + y));
            }
        });
        if (_sharpen)
        {
            InverseSinc.Apply(result);
        }

        return result;
    }

    /// <summary>One pixel of the photo.</summary>
    public Vector128<float> At(ColourField crop, Point photo)
    {
        Point p = _toCrop.Apply(photo);
        double fromX = p.X - _support, fromY = p.Y - _support;
        int left = (int)Math.Ceiling(fromX), top = (int)Math.Ceiling(fromY);
        ReadOnlySpan<float> across = WeightsAt(left - fromX), down = WeightsAt(top - fromY);
        bool inside = left >= 0 && left + across.Length <= crop.Width;
        Vector128<float> sum = Vector128<float>.Zero;
        for (int j = 0; j < down.Length; j++)
        {
            int row = Math.Clamp(top + j, 0, crop.Height - 1) * crop.Width;
            Vector128<float> line = inside
                ? Line(crop.Values, row + left, across) : ClampedLine(crop, row, left, across);
            sum = Vector128.FusedMultiplyAdd(line, Vector128.Create(down[j]), sum);
        }

        return sum;
    }

    private ReadOnlySpan<float> WeightsAt(double phase)
        => _weights.AsSpan((int)((phase * Phases) + 0.5) * _taps, _taps);

    private static Vector128<float> Line(Vector128<float>[] from, int at, ReadOnlySpan<float> weights)
    {
        // Two sums, so that one multiplication need not wait for the other.
        Vector128<float> even = Vector128<float>.Zero, odd = Vector128<float>.Zero;
        int i = 0;
        for (; i + 1 < weights.Length; i += 2)
        {
            even = Vector128.FusedMultiplyAdd(from[at + i], Vector128.Create(weights[i]), even);
            odd = Vector128.FusedMultiplyAdd(from[at + i + 1], Vector128.Create(weights[i + 1]), odd);
        }

        return i < weights.Length
            ? Vector128.FusedMultiplyAdd(from[at + i], Vector128.Create(weights[i]), even + odd) : even + odd;
    }

    private static Vector128<float> ClampedLine(
        ColourField crop, int row, int left, ReadOnlySpan<float> weights)
    {
        Vector128<float> line = Vector128<float>.Zero;
        for (int i = 0; i < weights.Length; i++)
        {
            line = Vector128.FusedMultiplyAdd(
                crop.Values[row + Math.Clamp(left + i, 0, crop.Width - 1)], Vector128.Create(weights[i]), line);
        }

        return line;
    }
}
