using MathNet.Numerics.LinearAlgebra;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Data;

namespace Mien.Training.Estimation;

/// <summary>
/// The principal directions in which the landmarks of aligned portraits differ. Read along them, every direction has about the
/// same deviation, 1, but for those that are below what a network can tell.
/// </summary>
internal sealed class LandmarkAxes : IDisposable
{
    private const int Numbers = 2 * KeypointEncoder.Landmarks;
    private const int Portraits = 1024;
    private const double Floor = 0.005; // half pictures: a third of a pixel of 128

    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <param name="weight">[136, 136], one direction a row.</param>
    /// <param name="bias">[136]</param>
    public LandmarkAxes(float[] weight, float[] bias)
    {
        _weight = Tensor.From(weight, [Numbers, Numbers]);
        _bias = Tensor.From(bias, [Numbers]);
    }

    /// <summary>What the axes consist of, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor> { ["axes.weight"] = _weight, ["axes.bias"] = _bias };

    /// <summary>The axes of the portraits of a row.</summary>
    public static LandmarkAxes Of(PortraitCrops crops)
    {
        Matrix<double> rows = Matrix<double>.Build.DenseOfRows(crops.Points(0, Portraits).Select(Landmarks));
        Vector<double> mean = rows.ColumnSums() / Portraits;
        rows = Matrix<double>.Build.DenseOfRows(rows.EnumerateRows().Select(row => row - mean));
        var parts = (rows.TransposeThisAndMultiply(rows) / Portraits).Evd(Symmetricity.Symmetric);
        float[] weight = new float[Numbers * Numbers], bias = new float[Numbers];
        for (int axis = 0; axis < Numbers; axis++)
        {
            Vector<double> direction = parts.EigenVectors.Column(axis) / Math.Sqrt(Math.Max(parts.EigenValues[axis].Real, 0) + (Floor * Floor));
            for (int i = 0; i < Numbers; i++)
            {
                weight[(axis * Numbers) + i] = (float)direction[i];
            }

            bias[axis] = (float)-direction.DotProduct(mean);
        }

        return new(weight, bias);
    }

    /// <summary>Landmarks [N, 136] → deviations along the axes, [N, 136].</summary>
    public Tensor Read(Tensor landmarks) => landmarks.Dense(_weight, _bias);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }

    private static IEnumerable<double> Landmarks(float[] points)
        => new[] { 0, CropBatch.PointsOfFace }.SelectMany(axis => points.Skip(axis).Take(KeypointEncoder.Landmarks)).Select(v => (double)v);
}
