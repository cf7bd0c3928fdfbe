using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Training.Generators;

/// <summary>
/// Tells drawn portraits from painted ones: the residual discriminator of StyleGAN2 (Karras et al. 2020, figure 7c) with
/// equalised learning rate.
/// </summary>
internal sealed class Discriminator : IDisposable
{
    private static readonly float[] _taps = [1, 3, 3, 1];

    private readonly Dictionary<string, Tensor> _parameters = [];
    private readonly IReadOnlyList<int> _channels;
    private readonly int _seed;

    /// <param name="channels">At 4 px, 8 px … the resolution, as the generator's.</param>
    /// <param name="seed">Chooses the weights.</param>
    public Discriminator(IReadOnlyList<int> channels, int seed)
    {
        _channels = channels;
        _seed = seed;
        Add("rgb", channels[^1], 3, 1);
        for (int level = channels.Count - 1; level > 0; level--)
        {
            Add($"{level}.conv0", channels[level], channels[level], 3);
            Add($"{level}.conv1", channels[level - 1], channels[level], 3);
            Add($"{level}.skip", channels[level - 1], channels[level], 1);
        }

        int c = channels[0], size = StyleGan2Architecture.ConstantSize;
        Add("last", c, c + 1, 3);
        Add("dense", c, c * size * size, 0);
        Add("opinion", 1, c, 0);
    }

    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>[N, S, S, 3] in [−1, 1] → [N, 1]: above 0 where the picture looks drawn.</summary>
    public Tensor Forward(Tensor image)
    {
        Tensor x = Convolve("rgb", image).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, S, S, C]
        for (int level = _channels.Count - 1; level > 0; level--)
        {
            Tensor y = Convolve($"{level}.conv0", x).LeakyRelu(0.2f, MathF.Sqrt(2));
            y = Convolve($"{level}.conv1", y.Fir(_taps, before: 2, after: 2), stride: 2, padding: 0).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, S/2, S/2, C']
            Tensor skip = Convolve($"{level}.skip", x.Fir(_taps, down: 2, before: 1, after: 1)); // [N, S/2, S/2, C']
            x = y.Plus(skip).Times(1 / MathF.Sqrt(2));
        }

        int n = x.Shape[0];
        x = Convolve("last", x.MinibatchDeviation(n % 4 == 0 ? 4 : n)).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, 4, 4, C]
        x = Dense("dense", x.Reshape([n, (int)(x.Count / n)])).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, C]
        return Dense("opinion", x);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _parameters.Values)
        {
            tensor.Dispose();
        }
    }

    private void Add(string name, int outputs, int inputs, int kernel)
    {
        _parameters[$"{name}.weight"] = Tensor.Normal(kernel == 0 ? [outputs, inputs] : [outputs, inputs, kernel, kernel], unchecked((_seed * 7919) + _parameters.Count));
        _parameters[$"{name}.bias"] = Tensor.Zeros([outputs]);
    }

    private Tensor Convolve(string name, Tensor x, int stride = 1, int? padding = null)
        => x.Conv2d(_parameters[$"{name}.weight"].Equalized(), _parameters[$"{name}.bias"], stride, padding);

    private Tensor Dense(string name, Tensor x) => x.Dense(_parameters[$"{name}.weight"].Equalized(), _parameters[$"{name}.bias"]);
}
