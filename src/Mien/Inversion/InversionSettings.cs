using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Settings;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Inversion;

/// <summary>Where the search for style vectors starts.</summary>
public enum StartStyle
{
    /// <summary>The mean style in every layer.</summary>
    Mean,

    /// <summary>
    /// The style of a random latent, by seed, in every layer: the paper's start (Yang and Lim 2019, section 3.2).
    /// </summary>
    Random,

    /// <summary>
    /// In every layer what the model's encoder tells of the picture (compare Zhu et al. 2016, section 3.3).
    /// </summary>
    Encoder,
}

/// <summary>How style vectors are changed along their gradient.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015) with β₂ 0.999.</summary>
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

/// <summary>
/// What an inversion does. The defaults minimise the paper's distance alone, the mean squared difference of VGG16's
/// block3_conv3 (Yang and Lim 2019, equation 2); every other term is off.
/// </summary>
public sealed record InversionSettings
{
    private static readonly int[] _shown = [0, 1, 3, 10, 30, 100, 200, 300, 500, 1000];

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

    /// <summary>
    /// Adam's β₁, the decay of its mean gradient, 0 to 1: the lower, the fewer steps the mean looks back, which pays
    /// in short runs. Gradient descent ignores it.
    /// </summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>The learning rate over the run (the ramps are those of Karras et al. 2020, appendix D).</summary>
    public LearningRate Rate { get; init; } = new(0.05f, RampUp: 0.05f, RampDown: 0.25f);

    /// <summary>The numbers that activations are kept in.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>
    /// Through small images first: takes two thirds of the time, but does not always reach the same D.
    /// </summary>
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
    /// How much more differences of features and pixels count at the eyes with their brows and at the mouth, which are
    /// few pixels and carry the expression, than far from them; 0 for alike. D is then the weighted mean. LPIPS is not
    /// weighed. Compare the masks of Abdal et al. 2020 (Image2StyleGAN++, section 3.2).
    /// </summary>
    public float FaceWeight { get; init; }

    /// <summary>
    /// Weight of the mean squared distance of the style vectors from the mean style (compare Zhu et al. 2020, section
    /// 3.2).
    /// </summary>
    public float MeanStyleWeight { get; init; }

    /// <summary>
    /// Weight of the mean squared distance of the layers' style vectors from their mean over the layers: near W, where
    /// a generator has learnt, layers can be exchanged with more sense (Tov et al. 2021, section 4.2).
    /// </summary>
    public float VariationWeight { get; init; }

    /// <summary>
    /// Optimise the noise maps too, normalised and regularised against spatial correlation (Karras et al. 2020,
    /// appendix D).
    /// </summary>
    public bool OptimizeNoise { get; init; }

    /// <summary>Weight of the noise regulariser (Karras et al. 2020, appendix D: 1e5 for their distance).</summary>
    public float NoiseRegularization { get; init; } = 1e5f;

    /// <summary>
    /// Stop when D has fallen by less than <see cref="LeastImprovement"/> over so many steps; 0 for never.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>The relative fall of D, 0 to 1, that counts as an improvement.</summary>
    public float LeastImprovement { get; init; } = 0.005f;

    /// <summary>
    /// Steps whose style vectors are kept, each the state before that step; <see cref="Steps"/> is the end.
    /// </summary>
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
            return JsonSerializer.Deserialize<InversionSettings>(json, JsonOptions)
                ?? throw new InvalidDataException("no settings in the text");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"these are not inversion settings: {e.Message}", e);
        }
    }

    /// <summary>Every setting by name, but for the steps whose style vectors are kept.</summary>
    public static SettingTable<InversionSettings> Table { get; } = MakeTable();

    /// <summary>The steps that reports show: a few early ones, ever fewer later, and the end.</summary>
    /// <param name="steps">Steps of the run.</param>
    public static IReadOnlyList<int> UsualSnapshots(int steps)
        => [.. _shown.Where(step => step < steps), Math.Max(steps, 0)];

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Check()
    {
        Table.Check(this);
        if (!Snapshots.All(step => step >= 0 && step <= Steps))
        {
            throw new ArgumentException($"snapshots must be steps of the run, 0 to {Steps}");
        }
    }

    private static SettingTable<InversionSettings> MakeTable()
    {
        const int MostSteps = 100000, MostWeight = 1000000;
        const double AllButOne = 0.999;
        SettingMaker<InversionSettings> inversion = new("inversion", new()), computing = new("computing", new());
        return new(
        [
            inversion.Whole(
                "steps", "Steps of the optimiser", 1, MostSteps, s => s.Steps, (s, v) => s with { Steps = v }),
            inversion.Choice(
                "start", "Where the search starts: the mean style, a random one by seed (the paper's), or the guess of the model's encoder", s => s.Start, (s, v) => s with
                {
                    Start = v,
                }),
            inversion.Whole(
                "start-seed", "Seed of a random start and of optimised noise", int.MinValue, int.MaxValue, s => s.Seed,
                (s, v) => s with
                {
                    Seed = v,
                }),
            inversion.Choice(
                "optimizer", "How style vectors are changed along their gradient", s => s.Optimizer, (s, v) => s with
                {
                    Optimizer = v,
                }),
            inversion.Number(
                "momentum", "Momentum of gradient descent; Adam ignores it", 0, AllButOne, s => s.Momentum,
                (s, v) => s with
                {
                    Momentum = v,
                }),
            inversion.Number(
                "beta1", "Decay of Adam's mean gradient; gradient descent ignores it", 0, AllButOne, s => s.Beta1,
                (s, v) => s with
                {
                    Beta1 = v,
                }),
            inversion.Number(
                "rate", "Learning rate at full height", 1e-6, 10, s => s.Rate.Base, (s, v) => s with
                {
                    Rate = s.Rate with { Base = v },
                }),
            inversion.Number(
                "ramp-up", "Share of the steps over which the learning rate rises", 0, 1, s => s.Rate.RampUp,
                (s, v) => s with
                {
                    Rate = s.Rate with { RampUp = v },
                }),
            inversion.Number(
                "ramp-down", "Share of the steps over which the learning rate falls", 0, 1, s => s.Rate.RampDown,
                (s, v) => s with
                {
                    Rate = s.Rate with { RampDown = v },
                }),
            inversion.Whole(
                "patience", "Stop when D has not improved for so many steps; 0 for never", 0, MostSteps,
                s => s.Patience, (s, v) => s with
                {
                    Patience = v,
                }),
            inversion.Number(
                "least-improvement", "The relative fall of D that counts as an improvement", 0, AllButOne,
                s => s.LeastImprovement, (s, v) => s with
                {
                    LeastImprovement = v,
                }),
            inversion.Choice(
                "coarse-to-fine", "Through the 256 px image of a larger StyleGAN2 first: faster, but D may end higher",
                s => s.CoarseToFine, (s, v) => s with
                {
                    CoarseToFine = v,
                }),
            inversion.Number(
                "fine-share", "Share of the steps at full size, with coarse-to-fine", 0.001, 1, s => s.FineShare,
                (s, v) => s with
                {
                    FineShare = v,
                }),
            inversion.Other(
                "tap", "Further layers of the perceptual network with their weights", "layer=weight,…", null,
                text => PerceptualTap.TryParseList(text, out _)
                    ? null : "is no list of layers and weights such as block1_conv2=0.5,block2_conv2=1",
                s => PerceptualTap.ToText(s.Taps), (s, text) => s with
                {
                    Taps = PerceptualTap.TryParseList(text, out IReadOnlyList<PerceptualTap> taps) ? taps : s.Taps,
                }),
            inversion.Number(
                "lpips", "Weight of LPIPS", 0, MostWeight, s => s.LpipsWeight, (s, v) => s with { LpipsWeight = v }),
            inversion.Number(
                "pixels", "Weight of the squared difference of pixels", 0, MostWeight, s => s.PixelWeight,
                (s, v) => s with
                {
                    PixelWeight = v,
                }),
            inversion.Number(
                "face-weight", "How much more eyes, brows and mouth count than the rest of the crop", 0, MostWeight,
                s => s.FaceWeight, (s, v) => s with
                {
                    FaceWeight = v,
                }),
            inversion.Number(
                "mean-style", "Weight of the distance from the mean style", 0, MostWeight, s => s.MeanStyleWeight,
                (s, v) => s with
                {
                    MeanStyleWeight = v,
                }),
            inversion.Number(
                "style-variation", "Weight of how far the layers' style vectors are from each other", 0, MostWeight,
                s => s.VariationWeight, (s, v) => s with
                {
                    VariationWeight = v,
                }),
            inversion.Flag(
                "shared-style", "One style vector for all layers (W instead of W+)", s => s.SharedStyle,
                (s, v) => s with
                {
                    SharedStyle = v,
                }),
            inversion.Flag(
                "noise", "Optimise the noise maps too", s => s.OptimizeNoise, (s, v) => s with { OptimizeNoise = v }),
            inversion.Number(
                "noise-regularization", "Weight of the noise regulariser", 0, 1e9, s => s.NoiseRegularization,
                (s, v) => s with
                {
                    NoiseRegularization = v,
                }),
            computing.Choice(
                "precision", "The numbers that activations are kept in: auto takes bfloat16 where the processor computes in it", s => s.Precision, (s, v) => s with
                {
                    Precision = v,
                }),
        ]);
    }
}
