using Mien.Tensors;

namespace Mien.Networks;

/// <summary>
/// What a network makes of its weights before it can use them: a gain folded in, another layout, the energy of kernels.
/// While the weights are frozen it is made once; after somebody wrote to them it is made anew; while a tape watches
/// them it is made on that tape, so that gradients reach the weights.
/// </summary>
internal sealed class PreparedWeights(Func<Tensor> make, params Tensor[] weights) : IDisposable
{
    private readonly Lock _lock = new();
    private Tensor? _kept;
    private int _version;

    /// <summary>Not to be disposed by who asks.</summary>
    public Tensor Value
    {
        get
        {
            if (weights.Any(Tape.Collects))
            {
                return make();
            }

            lock (_lock)
            {
                int version = weights.Sum(w => w.Version);
                if (_kept is null || version != _version)
                {
                    using Tensor made = make();
                    _kept?.Dispose();
                    _kept = made.Detach();
                    _version = version;
                }

                return _kept;
            }
        }
    }

    public void Dispose() => _kept?.Dispose();
}
