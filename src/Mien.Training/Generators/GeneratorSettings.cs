using Mien.Faces.Alignment;
using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Training.Runs;

namespace Mien.Training.Generators;

/// <summary>How the generator is learnt. Lengths in steps, so that a run can be gone on with.</summary>
public sealed record GeneratorSettings
{
    /// <summary>Width and height of the pictures: a power of two, 16 or more.</summary>
    public int Resolution { get; init; } = 64;

    /// <summary>Channels at 4 px, 8 px … <see cref="Resolution"/>.</summary>
    public IReadOnlyList<int> Channels { get; init; } = Narrow(64);

    /// <summary>Length of a style vector.</summary>
    public int WDim { get; init; } = 128;

    /// <summary>Dense layers from z to w.</summary>
    public int MappingLayers { get; init; } = 4;

    /// <summary>
    /// Learning rate of the mapping network relative to the rest; regression is steadier than a game, so 0.01 would be
    /// needlessly slow.
    /// </summary>
    public float MappingRate { get; init; } = 1;

    /// <summary>The square that is painted.</summary>
    public FaceFrame Frame { get; init; }

    /// <summary>Photographs a step, beside the portraits; 0 for none.</summary>
    public int Photographs { get; init; }

    /// <summary>Numbers of a latent that only photographs have.</summary>
    public int MoreCode { get; init; } = 32;

    /// <summary>
    /// Leave the mapping network as it begins, so that an encoder that was learnt for it stays of use.
    /// </summary>
    public bool KeepMapping { get; init; }

    /// <summary>Drawn portraits a step, in pairs that differ in their expression alone.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The rate of Muon, and of Adam for what is no matrix.</summary>
    public RisingRate Rate { get; init; } = new(1e-2f, Rise: 100, Hold: 2000);

    /// <summary>Steps at each size below the full one, beginning at 16 px (growing, Karras et al. 2018).</summary>
    public int GrowthSteps { get; init; } = 1000;

    /// <summary>Weight of the perceptual distance beside the mean absolute difference of pixels.</summary>
    public float PerceptualWeight { get; init; } = 0.3f;

    /// <summary>
    /// Weight of the mean squared difference around the brows, the eyes and the mouth beside the mean absolute one over
    /// the whole.
    /// </summary>
    public float FaceWeight { get; init; } = 30;

    /// <summary>
    /// Weight of the mean squared difference of what changes with the expression alone, relative to how much it should.
    /// </summary>
    public float ChangeWeight { get; init; } = 200;

    /// <summary>
    /// Different portraits, an even number, each drawn once and kept in a file: 49 KB each at 128 px.
    /// </summary>
    public int Portraits { get; init; } = 60_022;

    /// <summary>The numbers that activations are kept in; weights and their sums stay float32.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>
    /// The step after which expressions are exchanged: the layers in which the expression stands out are found
    /// (<see cref="LayerShares"/>), and in a share of the steps they have the style of one portrait, which agrees with
    /// the picture in its expression alone, and all others the style of another, which agrees with it in all but that.
    /// Null for never.
    /// </summary>
    public int? ExchangeFrom { get; init; } = 6000;

    /// <summary>Share of these steps.</summary>
    public float ExchangeShare { get; init; } = 1;

    /// <summary>Layers that may carry the expression, at most.</summary>
    public int ExpressionLayers { get; init; } = 3;

    /// <summary>Pictures after which a weight has lost half of its part in the moving average.</summary>
    public float AverageHalfLife { get; init; } = 10_000;

    /// <summary>The step from which a discriminator takes part, with styles mixed; null for never.</summary>
    public int? AdversarialFrom { get; init; }

    /// <summary>Weight of the discriminator's opinion in the generator's loss.</summary>
    public float AdversarialWeight { get; init; } = 0.05f;

    /// <summary>The discriminator's rate of Adam.</summary>
    public float DiscriminatorRate { get; init; } = 2e-3f;

    /// <summary>γ of the gradient penalty R1 (Mescheder et al. 2018).</summary>
    public float R1Gamma { get; init; } = 2;

    /// <summary>Steps between penalties (lazy regularisation, Karras et al. 2020, appendix B).</summary>
    public int R1Every { get; init; } = 16;

    /// <summary>Chooses the portraits and the first weights.</summary>
    public int Seed { get; init; }

    /// <summary>Widths for a computer without accelerator: 2048 / size, from 16 to 128.</summary>
    public static IReadOnlyList<int> Narrow(int resolution)
        => [.. Enumerable.Range(2, Math.Max(0, int.Log2(resolution) - 1))
            .Select(level => Math.Clamp(2048 >> level, 16, 128))];

    /// <summary>The generator's sizes.</summary>
    /// <param name="zDim">Length of a latent.</param>
    public StyleGan2Architecture Architecture(int zDim) => new()
    {
        Resolution = Resolution,
        Channels = Channels,
        ZDim = zDim,
        WDim = WDim,
        MappingLayers = MappingLayers,
        MappingRate = MappingRate,
    };

    /// <summary>Width and height of the pictures of a step.</summary>
    public int SizeAt(int step)
        => GrowthSteps == 0 ? Resolution : (int)Math.Min(Resolution, 16L << Math.Min(16, step / GrowthSteps));

    /// <summary>Says what is wrong.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public void Check()
    {
        if (Resolution < 16 || Photographs < 0 || Photographs == 1 || MoreCode < 0 || BatchSize < 2
            || BatchSize % 2 != 0 || GrowthSteps < 0 || R1Every < 1 || !(AverageHalfLife > 0) || AdversarialFrom < 0
            || ExchangeFrom < 0 || ExchangeShare is not (>= 0 and <= 1) || ExpressionLayers < 1 || Portraits < 2
            || Portraits % 2 != 0)
        {
            throw new ArgumentException(
                $"the resolution must be 16 or more, the batch and the portraits even, no length below 0, and shares from 0 to 1; these are {Resolution} px, a batch of {BatchSize} and {Portraits} portraits, growth {GrowthSteps}, exchange from {ExchangeFrom} in a share of {ExchangeShare}");
        }

        Architecture(1).Check();
    }
}
