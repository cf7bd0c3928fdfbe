using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>Gives a crop the colours that the photo has along a rim.</summary>
internal static class ColourMap
{
    private const int MostSamples = 40_000;
    private const double Floor = 1e-5;      // added to variances of Oklab: what varies less carries no information
    private const double StrongestGain = 1.5;

    /// <summary>The crop with its colours moved.</summary>
    public static ColourField Apply(
        Image crop, Image photo, PasteMask mask, Func<int, int, double> rim, CropWarp warp, ColourMatch match)
    {
        ColourField plain = ColourField.Of(crop);
        if (match == ColourMatch.None)
        {
            return plain;
        }

        float[] map = Fit(plain, photo, mask.Box, rim, warp, match);
        byte[] from = crop.Bytes;
        Parallel.For(0, crop.Height, y =>
        {
            Span<Vector128<float>> row = plain.Row(y);
            for (int x = 0, at = y * crop.Width * 3; x < row.Length; x++, at += 3)
            {
                (float red, float green, float blue) = Oklab.Moved(from[at], from[at + 1], from[at + 2], map);
                row[x] = Vector128.Create(red, green, blue, 0);
            }
        });
        return plain;
    }

    // [3, 4]: the linear map, and the shift.
    private static float[] Fit(
        ColourField crop, Image photo, Box box, Func<int, int, double> rim, CropWarp warp, ColourMatch match)
    {
        (Moments there, Moments here) = Measure(crop, photo, box, rim, warp);
        Matrix<double> linear = match == ColourMatch.Covariance
            ? Transport(here.Covariance, there.Covariance) : Matrix<double>.Build.DenseIdentity(3);
        Vector<double> shift = there.Mean - (linear * here.Mean);
        float[] map = new float[12];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                map[(4 * row) + column] = (float)linear[row, column];
            }

            map[(4 * row) + 3] = (float)shift[row];
        }

        return map;
    }

    private static (Moments Photo, Moments Crop) Measure(
        ColourField crop, Image photo, Box box, Func<int, int, double> rim, CropWarp warp)
    {
        int step = Math.Max((int)Math.Sqrt((double)box.Width * box.Height / MostSamples), 1);
        Moments there = new(), here = new();
        for (int y = box.Top; y < box.Bottom; y += step)
        {
            for (int x = box.Left; x < box.Right; x += step)
            {
                double weight = rim(x, y);
                if (weight > 0.01)
                {
                    int at = ((y * photo.Width) + x) * 3;
                    there.Add(Oklab.Of(photo.Bytes[at], photo.Bytes[at + 1], photo.Bytes[at + 2]), weight);
                    Vector128<float> colour = warp.At(crop, new Point(x, y));
                    here.Add(
                        Oklab.Of(
                            Math.Clamp(colour[0], 0, 255), Math.Clamp(colour[1], 0, 255),
                            Math.Clamp(colour[2], 0, 255)), weight);
                }
            }
        }

        return (there, here);
    }

    // The symmetric T with T·from·T = to, its gains held within bounds.
    private static Matrix<double> Transport(Matrix<double> from, Matrix<double> to)
    {
        Matrix<double> root = Power(from, 0.5, 0, double.PositiveInfinity),
            inverse = Power(from, -0.5, 0, double.PositiveInfinity);
        Matrix<double> map = inverse * Power(root * to * root, 0.5, 0, double.PositiveInfinity) * inverse;
        return Power(map, 1, 1 / StrongestGain, StrongestGain);
    }

    private static Matrix<double> Power(Matrix<double> symmetric, double exponent, double least, double most)
    {
        Evd<double> parts = ((symmetric + symmetric.Transpose()) * 0.5).Evd(Symmetricity.Symmetric);
        Vector<double> values = parts.EigenValues.Map(
            v => Math.Clamp(Math.Pow(Math.Max(v.Real, 1e-12), exponent), least, most));
        return parts.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(values) * parts.EigenVectors.Transpose();
    }

    /// <summary>Weighted mean and covariance.</summary>
    private sealed class Moments
    {
        private readonly Matrix<double> _products = Matrix<double>.Build.Dense(3, 3);
        private Vector<double> _sum = Vector<double>.Build.Dense(3);
        private double _weight;

        public Vector<double> Mean => _weight > 0 ? _sum / _weight : _sum;

        public Matrix<double> Covariance =>
            (_weight > 0 ? (_products / _weight) - Mean.OuterProduct(Mean) : _products)
                + (Floor * Matrix<double>.Build.DenseIdentity(3));

        public void Add(Vector<double> colour, double weight)
        {
            _weight += weight;
            _sum += colour * weight;
            _products.Add(colour.OuterProduct(colour) * weight, _products);
        }
    }
}
