using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.Keypoints;

/// <summary>
/// The principal directions in which the landmarks of aligned faces differ. Read along them, every direction has about
/// the same deviation, 1, but for those that are below what a network can tell.
/// </summary>
public sealed class LandmarkAxes : IDisposable
{
    /// <summary>How far each landmark lies to the right, then how far each lies down.</summary>
    public const int Numbers = 2 * KeypointEncoder.Landmarks;

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
    public IReadOnlyDictionary<string, Tensor> Tensors
        => new Dictionary<string, Tensor> { ["axes.weight"] = _weight, ["axes.bias"] = _bias };

    /// <summary>Landmarks [N, 136] → deviations along the axes, [N, 136].</summary>
    public Tensor Read(Tensor landmarks) => landmarks.Dense(_weight, _bias);

    /// <summary>Axes with copies of the tensors.</summary>
    public LandmarkAxes Clone() => new(_weight.ToArray(), _bias.ToArray());

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
