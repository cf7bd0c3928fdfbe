using System.Numerics.Tensors;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Data;
using Tensor = Mien.Tensors.Tensor;

namespace Mien.Training.Generators;

/// <summary>How far painted portraits are from drawn ones: in pixels at every size, and in features.</summary>
/// <param name="perceptual">The frozen network, or null to compare pixels alone; it stays the caller's.</param>
/// <param name="perceptualWeight">Weight of the features.</param>
/// <param name="precision">The numbers that features are kept in.</param>
internal sealed class PortraitLoss(Vgg16? perceptual, float perceptualWeight, Precision precision)
{
    // at which the perceptual network learns; at 128 px features would be four times the work
    private const int FeatureSize = 64;

    private static readonly VggLayer[] _taps = [VggLayer.Block1Conv2, VggLayer.Block2Conv2, VggLayer.Block3Conv3,
        VggLayer.Block4Conv3, VggLayer.Block5Conv3];

    /// <summary>The mean absolute difference, averaged over the sizes: a scalar.</summary>
    /// <param name="images">The skip image at every size, smallest first: [N, s, s, 3].</param>
    /// <param name="target">[N, S, S, 3], of the last size.</param>
    public static Tensor Pixels(IReadOnlyList<Tensor> images, Tensor target)
    {
        Tensor? sum = null;
        foreach (Tensor image in images)
        {
            int size = image.Shape[1];
            Tensor difference = image.MeanAbsoluteDifference(
                target.Shape[1] == size ? target : target.Resize(size, size, Interpolation.Area));
            sum = sum?.Plus(difference) ?? difference;
        }

        return sum!.Times(1f / images.Count);
    }

    /// <summary>
    /// The mean squared difference around the brows, the eyes and the mouth, which are small, and where expressions
    /// are: a scalar. Squared, since with absolute differences a thin brow that may lie at two places is best left out.
    /// </summary>
    /// <param name="image">[N, S, S, 3]</param>
    /// <param name="target">[N, S, S, 3]</param>
    /// <param name="points">As in <see cref="CropBatch"/>.</param>
    public static Tensor Face(Tensor image, Tensor target, float[] points)
    {
        using Tensor weights = Weights(points, image.Shape);
        return image.Times(weights).MeanSquaredDifference(target.Times(weights));
    }

    /// <summary>
    /// How far what changes from a picture to the next is from what should change: the mean squared difference of the
    /// differences within pairs, a scalar. What is painted wrongly of a person drops out, so that an expression shows
    /// which moves few pixels by little. It counts relative to what should change around there: the crease between
    /// lowered brows is a tenth as strong as a mouth that opens.
    /// </summary>
    /// <param name="image">[N, S, S, 3], the first of every pair, then the second.</param>
    /// <param name="target">[N, S, S, 3]</param>
    public static Tensor Change(Tensor image, Tensor target)
    {
        Tensor wanted = Difference(target);
        using Tensor weights = Relative(wanted);
        return Difference(image).Times(weights).MeanSquaredDifference(wanted.Times(weights));

        static Tensor Difference(Tensor pictures)
        {
            (int n, int size) = (pictures.Shape[0], pictures.Shape[1]);
            Tensor pairs = pictures.Reshape([n / 2, 2 * size, size, 3]); // one above the other
            return pairs.Slice(1, 0, size).Minus(pairs.Slice(1, size, size));
        }
    }

    // One over the change around each place, squared with the difference; a hundredth of the most where nothing
    // changes; mean 1.
    private static Tensor Relative(Tensor change)
    {
        // a change, mean over 4 × 4 pixels of 128, below which it counts for less: colours reach from −1 to 1
        const float Slight = 0.05f;
        float most = 2 / (3 * MathF.Sqrt(3) * Slight * Slight);
        (int n, int size) = (change.Shape[0], change.Shape[1]);
        using Tensor changes = Tensor.From([.. change.ToArray().Select(Math.Abs)], change.Shape);
        int coarse = Math.Max(1, size / 4);
        ReadOnlySpan<float> around = changes.Resize(coarse, coarse, Interpolation.Area)
            .Resize(size, size, Interpolation.Bilinear).Span;
        Tensor weights = new(change.Shape);
        Span<float> to = weights.WritableSpan;
        for (int i = 0; i < n * size * size; i++)
        {
            float there = (around[3 * i] + around[(3 * i) + 1] + around[(3 * i) + 2]) / 3;
            to.Slice(3 * i, 3).Fill((there / MathF.Pow((there * there) + (Slight * Slight), 1.5f)) + (0.01f * most));
        }

        TensorPrimitives.Divide(to, TensorPrimitives.Sum<float>(to) / to.Length, to);
        TensorPrimitives.Sqrt(to, to);
        return weights;
    }

    // Bells around the points, 1.6 pixels of 64 wide, scaled to the mean 1.
    private static Tensor Weights(float[] points, Shape shape)
    {
        const int Points = CropBatch.PointsOfFace, Brows = 17, Nose = 27, Eyes = 36;
        int n = shape[0], size = shape[1], reach = (size + 15) / 16;
        float narrow = 0.5f / MathF.Pow(size / 40f, 2);
        Tensor weights = Tensor.Zeros(shape);
        Span<float> to = weights.WritableSpan;
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> across = points.AsSpan(i * 2 * Points, Points),
                down = points.AsSpan(((i * 2) + 1) * Points, Points);
            for (int p = Brows; p < Points; p = p + 1 == Nose ? Eyes : p + 1)
            {
                float x = ((across[p] + 1) * size / 2) - 0.5f, y = ((down[p] + 1) * size / 2) - 0.5f;
                if (float.IsNaN(x))
                {
                    continue; // nobody knows where it is
                }

                for (int row = Math.Max(0, (int)y - reach); row <= Math.Min(size - 1, (int)y + reach); row++)
                {
                    for (int column = Math.Max(0, (int)x - reach); column <= Math.Min(
                        size - 1, (int)x + reach); column++)
                    {
                        float weight = MathF.Exp(-narrow * (((column - x) * (column - x)) + ((row - y) * (row - y))));
                        Span<float> pixel = to.Slice(((((i * size) + row) * size) + column) * 3, 3);
                        pixel.Fill(Math.Max(pixel[0], weight));
                    }
                }
            }
        }

        TensorPrimitives.Divide(to, TensorPrimitives.Sum<float>(to) / to.Length, to);
        TensorPrimitives.Sqrt(to, to); // they are squared with the difference
        return weights;
    }

    /// <summary>
    /// The squared difference of features scaled to unit length, at 64 px at most, summed over the last layer of each
    /// block; 0 without a network.
    /// </summary>
    public Tensor? Features(Tensor image, Tensor target)
    {
        if (perceptual is null || perceptualWeight == 0)
        {
            return null;
        }

        IReadOnlyList<Tensor> a = Features(image), b = Features(target);
        Tensor? sum = null;
        for (int i = 0; i < a.Count; i++)
        {
            // The mean over places of the squared distance of unit vectors (Zhang et al. 2018, equation 1, all weights
            // 1).
            Tensor distance = a[i].UnitNorm().SumSquaredDifference(b[i].UnitNorm())
                .Times(perceptualWeight / (a[i].Count / a[i].Shape[3]));
            sum = sum?.Plus(distance) ?? distance;
        }

        return sum;

        IReadOnlyList<Tensor> Features(Tensor picture)
            => perceptual.Features(
                Vgg16.FromSigned(
                    picture.Shape[1] > FeatureSize
                        ? picture.Resize(FeatureSize, FeatureSize, Interpolation.Area) : picture), _taps, precision);
    }
}
