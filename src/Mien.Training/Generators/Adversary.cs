using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Training.Generators;

/// <summary>
/// The discriminator with what it learns by: the non-saturating loss (Goodfellow et al. 2014) and R1.
/// </summary>
internal sealed class Adversary : IDisposable
{
    private readonly GeneratorSettings _settings;

    public Adversary(GeneratorSettings settings)
    {
        _settings = settings;
        Discriminator = new(settings.Channels, settings.Seed + 1);
        Adam = new([.. Discriminator.Parameters.Values], beta1: 0, beta2: 0.99f);
    }

    public Discriminator Discriminator { get; }

    public Adam Adam { get; }

    /// <summary>
    /// The mean of log(1 + e^−D(drawn)) + log(1 + e^D(painted)), with R1 where it is due, for all the steps that go
    /// without it.
    /// </summary>
    public Tensor Loss(Tensor drawn, Tensor painted, bool penalise)
    {
        Tensor loss = Discriminator.Forward(drawn).Times(-1).Softplus().Mean()
            .Plus(Discriminator.Forward(painted).Softplus().Mean());
        return penalise ? loss.Plus(
            GradientPenalty.R1(Discriminator.Forward, drawn, _settings.R1Gamma * _settings.R1Every)) : loss;
    }

    public void Dispose()
    {
        Adam.Dispose();
        Discriminator.Dispose();
    }
}
