using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Inversion;

/// <summary>Where the search for style vectors starts.</summary>
public enum StartStyle
{
    /// <summary>The mean style in every layer.</summary>
    Mean,

    /// <summary>The style of a random latent, by seed, in every layer: the paper's start (Yang and Lim 2019, section 3.2).</summary>
    Random,

    /// <summary>In every layer what the model's encoder tells of the picture (compare Zhu et al. 2016, section 3.3).</summary>
    Encoder,
}

/// <summary>How style vectors are changed along their gradient.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015) with β 0.9 and 0.999.</summary>
    Adam,

    /// <summary>Gradient descent, with momentum if asked for.</summary>
    Sgd,
}

/// <summary>When a generator that gives small images on the way is optimised through one of them first.</summary>
public enum CoarseToFine
{
    /// <summary>Where it saves work: the generator is larger than the distance looks at.</summary>
    Auto,

    /// <summary>Never: at full size throughout.</summary>
    Off,
}

/// <summary>A further tap of the perceptual network in the distance.</summary>
/// <param name="Layer">The convolution after whose ReLU is looked.</param>
/// <param name="Weight">Weight of its mean squared difference, above 0.</param>
public sealed record PerceptualTap(VggLayer Layer, float Weight);

/// <summary>
/// What an inversion does. The defaults minimise the paper's distance alone, the mean squared difference of VGG16's
/// block3_conv3 (Yang and Lim 2019, equation 2); every other term is off.
/// </summary>
public sealed record InversionSettings
{
    /// <summary>Steps of the optimiser, 1 or more.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Where the search starts, unless style vectors are given.</summary>
    public StartStyle Start { get; init; } = StartStyle.Mean;

    /// <summary>Seed of a random start and of optimised noise.</summary>
    public int Seed { get; init; }

    /// <summary>The optimiser.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Momentum of gradient descent, 0 to 1; Adam ignores it.</summary>
    public float Momentum { get; init; }

    /// <summary>The learning rate over the run (the ramps are those of Karras et al. 2020, appendix D).</summary>
    public LearningRate Rate { get; init; } = new(0.05f, RampUp: 0.05f, RampDown: 0.25f);

    /// <summary>The numbers that activations are kept in.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Through small images first: takes two thirds of the time, but does not always reach the same D.</summary>
    public CoarseToFine CoarseToFine { get; init; } = CoarseToFine.Off;

    /// <summary>Share of the steps at full size when coarse to fine, above 0 to 1.</summary>
    public float FineShare { get; init; } = 0.2f;

    /// <summary>One style vector for all layers (W instead of W+; Abdal et al. 2019, section 4).</summary>
    public bool SharedStyle { get; init; }

    /// <summary>Further taps of the perceptual network (Johnson et al. 2016, equation 2).</summary>
    public IReadOnlyList<PerceptualTap> Taps { get; init; } = [];

    /// <summary>Weight of LPIPS (Zhang et al. 2018) at the size of the distance.</summary>
    public float LpipsWeight { get; init; }

    /// <summary>Weight of the mean squared difference of pixels in [−1, 1] (Abdal et al. 2019, equation 1).</summary>
    public float PixelWeight { get; init; }

    /// <summary>
    /// How much more differences of features and pixels count at the eyes with their brows and at the mouth, which are few pixels
    /// and carry the expression, than far from them; 0 for alike. D is then the weighted mean. LPIPS is not weighed. Compare the
    /// masks of Abdal et al. 2020 (Image2StyleGAN++, section 3.2).
    /// </summary>
    public float FaceWeight { get; init; }

    /// <summary>Weight of the mean squared distance of the style vectors from the mean style (compare Zhu et al. 2020, section 3.2).</summary>
    public float MeanStyleWeight { get; init; }

    /// <summary>
    /// Weight of the mean squared distance of the layers' style vectors from their mean over the layers: near W, where a
    /// generator has learnt, layers can be exchanged with more sense (Tov et al. 2021, section 4.2).
    /// </summary>
    public float VariationWeight { get; init; }

    /// <summary>Optimise the noise maps too, normalised and regularised against spatial correlation (Karras et al. 2020, appendix D).</summary>
    public bool OptimizeNoise { get; init; }

    /// <summary>Weight of the noise regulariser (Karras et al. 2020, appendix D: 1e5 for their distance).</summary>
    public float NoiseRegularization { get; init; } = 1e5f;

    /// <summary>Stop when D has fallen by less than <see cref="LeastImprovement"/> over so many steps; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>The relative fall of D, 0 to 1, that counts as an improvement.</summary>
    public float LeastImprovement { get; init; } = 0.005f;

    /// <summary>Steps whose style vectors are kept, each the state before that step; <see cref="Steps"/> is the end.</summary>
    public IReadOnlyList<int> Snapshots { get; init; } = [];

    internal static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The settings as one line of JSON: equal settings give equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>The settings of a text that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no such thing.</exception>
    public static InversionSettings Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<InversionSettings>(json, JsonOptions) ?? throw new InvalidDataException("no settings in the text");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"these are not inversion settings: {e.Message}", e);
        }
    }

    /// <summary>Says what is wrong with the numbers.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Check()
    {
        Require(Steps >= 1, $"steps must be 1 or more, not {Steps}");
        Require(Rate.Base > 0 && float.IsFinite(Rate.Base), $"the learning rate must be above 0, not {Rate.Base}");
        Require(Rate.RampUp is >= 0 and <= 1 && Rate.RampDown is >= 0 and <= 1, "ramps are shares of the run, 0 to 1");
        Require(Momentum is >= 0 and < 1, $"momentum must be 0 to 1, not {Momentum}");
        Require(FineShare is > 0 and <= 1, $"the share of fine steps must be above 0, to 1, not {FineShare}");
        Require(Patience >= 0, $"patience must be 0 or more, not {Patience}");
        Require(LeastImprovement is >= 0 and < 1, $"the least improvement must be 0 to 1, not {LeastImprovement}");
        foreach (float weight in Taps.Select(tap => tap.Weight).Concat([LpipsWeight, PixelWeight, FaceWeight, MeanStyleWeight, VariationWeight, NoiseRegularization]))
        {
            Require(weight >= 0 && float.IsFinite(weight), $"weights must be 0 or more, not {weight}");
        }

        Require(Snapshots.All(step => step >= 0 && step <= Steps), $"snapshots must be steps of the run, 0 to {Steps}");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
