using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Training.Generators;

/// <summary>
/// Tells pictures to learn from and painted ones apart: the residual discriminator of StyleGAN2 (Karras et al. 2020,
/// figure 7c) with equalised learning rate.
/// </summary>
internal sealed class Discriminator : Network
{
    private static readonly float[] _taps = [1, 3, 3, 1];

    private readonly IReadOnlyList<int> _channels;

    /// <param name="channels">At 4 px, 8 px … the resolution, as the generator's.</param>
    /// <param name="seed">Chooses the weights.</param>
    public Discriminator(IReadOnlyList<int> channels, int seed)
        : this(channels, Initial(channels, seed))
    {
    }

    private Discriminator(IReadOnlyList<int> channels, Weights weights)
        : base(weights)
    {
        _channels = channels;
        foreach ((string name, Shape weight) in Layers(channels))
        {
            Parameter($"{name}.weight", weight);
            Parameter($"{name}.bias", [weight[0]]);
        }
    }

    public override Discriminator Clone() => new(_channels, Copies());

    /// <summary>[N, S, S, 3] in [−1, 1] → [N, 1]: above 0 where the picture looks like one to learn from.</summary>
    public Tensor Forward(Tensor image)
    {
        Tensor x = Convolve("rgb", image).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, S, S, C]
        for (int level = _channels.Count - 1; level > 0; level--)
        {
            Tensor y = Convolve($"{level}.conv0", x).LeakyRelu(0.2f, MathF.Sqrt(2));
            Tensor blurred = y.Fir(_taps, before: 2, after: 2);
            // [N, S/2, S/2, C']
            y = Convolve($"{level}.conv1", blurred, stride: 2, padding: 0).LeakyRelu(0.2f, MathF.Sqrt(2));
            Tensor skip = Convolve($"{level}.skip", x.Fir(_taps, down: 2, before: 1, after: 1)); // [N, S/2, S/2, C']
            x = y.Plus(skip).Times(1 / MathF.Sqrt(2));
        }

        int n = x.Shape[0];
        x = Convolve("last", x.MinibatchDeviation(n % 4 == 0 ? 4 : n)).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, 4, 4, C]
        x = Dense("dense", x.Reshape([n, (int)(x.Count / n)])).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, C]
        return Dense("opinion", x);
    }

    // Names and shapes of the weights, [outputs, inputs, kernel, kernel] or [outputs, inputs]; each layer has a bias
    // [outputs].
    private static IEnumerable<(string Name, Shape Weight)> Layers(IReadOnlyList<int> channels)
    {
        yield return ("rgb", [channels[^1], 3, 1, 1]);
        for (int level = channels.Count - 1; level > 0; level--)
        {
            yield return ($"{level}.conv0", [channels[level], channels[level], 3, 3]);
            yield return ($"{level}.conv1", [channels[level - 1], channels[level], 3, 3]);
            yield return ($"{level}.skip", [channels[level - 1], channels[level], 1, 1]);
        }

        int c = channels[0], size = StyleGan2Architecture.ConstantSize;
        yield return ("last", [c, c + 1, 3, 3]);
        yield return ("dense", [c, c * size * size]);
        yield return ("opinion", [1, c]);
    }

    private static Dictionary<string, Tensor> Initial(IReadOnlyList<int> channels, int seed)
    {
        Dictionary<string, Tensor> tensors = [];
        foreach ((string name, Shape weight) in Layers(channels))
        {
            tensors[$"{name}.weight"] = Tensor.Normal(weight, unchecked((seed * 7919) + tensors.Count));
            tensors[$"{name}.bias"] = Tensor.Zeros([weight[0]]);
        }

        return tensors;
    }

    private Tensor Convolve(string name, Tensor x, int stride = 1, int? padding = null)
        => x.Conv2d(Parameters[$"{name}.weight"].Equalized(), Parameters[$"{name}.bias"], stride, padding);

    private Tensor Dense(string name, Tensor x)
        => x.Dense(Parameters[$"{name}.weight"].Equalized(), Parameters[$"{name}.bias"]);
}
