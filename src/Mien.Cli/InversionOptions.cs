using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks.Vgg;
using Mien.Tensors;

namespace Mien.Cli;

/// <summary>The options of every command that inverts pictures.</summary>
internal sealed class InversionOptions
{
    private static readonly int[] _snapshots = [0, 1, 3, 10, 30, 100, 200, 300, 500, 1000];

    private readonly Option<int?> _steps = new Option<int?>("--steps") { Description = $"Steps of the optimiser [default: what the model's card advises, else {new InversionSettings().Steps}]", HelpName = "n" }.Within(1, 100000);
    private readonly Option<float?> _rate = new Option<float?>("--rate") { Description = $"Learning rate at full height [default: what the model's card advises, else {new InversionSettings().Rate.Base.ToString(CultureInfo.InvariantCulture)}]", HelpName = "x" }.Within(1e-06, 10);
    private readonly Option<OptimizerKind> _optimizer = new("--optimizer") { Description = "How style vectors are changed", DefaultValueFactory = _ => OptimizerKind.Adam };
    private readonly Option<StartStyle?> _start = new("--start") { Description = "Where the search starts: the mean style, a random one by seed (the paper's), or what the model's encoder tells [default: what the model's card advises, else mean]", HelpName = "mean|random|encoder" };
    private readonly Option<int> _seed = new("--start-seed") { Description = "Seed of a random start", DefaultValueFactory = _ => 0, HelpName = "n" };
    private readonly Option<int> _patience = new Option<int>("--patience") { Description = "Stop when D has not improved for so many steps; 0 for never", DefaultValueFactory = _ => 0, HelpName = "n" }.Within(0, 100000);
    private readonly Option<bool> _coarse = new("--coarse-to-fine") { Description = "Through the 256 px image of a larger StyleGAN2 first: faster, but D may end higher" };
    private readonly Option<string[]> _taps = new("--tap") { Description = "A further layer of the perceptual network, such as block1_conv2=0.5; may be repeated", HelpName = "layer=weight" };
    private readonly Option<float> _lpips = new Option<float>("--lpips") { Description = "Weight of LPIPS", DefaultValueFactory = _ => 0, HelpName = "x" }.Within(0, 1000000);
    private readonly Option<float?> _pixels = new Option<float?>("--pixels") { Description = "Weight of the squared difference of pixels [default: what the model's card advises, else 0]", HelpName = "x" }.Within(0, 1000000);
    private readonly Option<float?> _face = new Option<float?>("--face-weight") { Description = "How much more eyes, brows and mouth count than the rest of the crop [default: what the model's card advises, else 0]", HelpName = "x" }.Within(0, 1000000);
    private readonly Option<float> _mean = new Option<float>("--mean-style") { Description = "Weight of the distance from the mean style", DefaultValueFactory = _ => 0, HelpName = "x" }.Within(0, 1000000);
    private readonly Option<float?> _variation = new Option<float?>("--style-variation") { Description = "Weight of how far the layers' style vectors are from each other [default: what the model's card advises, else 0]", HelpName = "x" }.Within(0, 1000000);
    private readonly Option<bool> _shared = new("--shared-style") { Description = "One style vector for all layers (W instead of W+)" };
    private readonly Option<bool> _noise = new("--noise") { Description = "Optimise the noise maps too" };
    private readonly Option<Precision> _precision = PrecisionOption.Create(Precision.Auto);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_steps, _rate, _optimizer, _start, _seed, _patience, _coarse, _taps, _lpips, _pixels, _face, _mean, _variation, _shared, _noise, _precision])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="advice">What works best with the model, where the command line is silent.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public InversionSettings Read(ParseResult parsed, ModelAdvice? advice)
    {
        InversionSettings advised = (advice ?? new()).ToSettings();
        int steps = parsed.GetValue(_steps) ?? advised.Steps;
        InversionSettings settings = new()
        {
            Steps = steps,
            Rate = advised.Rate with { Base = parsed.GetValue(_rate) ?? advised.Rate.Base },
            Optimizer = parsed.GetValue(_optimizer),
            Start = parsed.GetValue(_start) ?? advised.Start,
            Seed = parsed.GetValue(_seed),
            Patience = parsed.GetValue(_patience),
            CoarseToFine = parsed.GetValue(_coarse) ? CoarseToFine.Auto : CoarseToFine.Off,
            Taps = [.. (parsed.GetValue(_taps) ?? []).Select(Tap)],
            LpipsWeight = parsed.GetValue(_lpips),
            PixelWeight = parsed.GetValue(_pixels) ?? advised.PixelWeight,
            FaceWeight = parsed.GetValue(_face) ?? advised.FaceWeight,
            MeanStyleWeight = parsed.GetValue(_mean),
            VariationWeight = parsed.GetValue(_variation) ?? advised.VariationWeight,
            SharedStyle = parsed.GetValue(_shared),
            OptimizeNoise = parsed.GetValue(_noise),
            Precision = parsed.GetValue(_precision),
            Snapshots = [.. _snapshots.Where(s => s < steps), Math.Max(steps, 0)],
        };
        settings.Check();
        return settings;
    }

    private static PerceptualTap Tap(string text)
    {
        string[] parts = text.Split('=');
        string name = parts[0].Replace("_", "", StringComparison.Ordinal);
        return parts.Length == 2 && Enum.TryParse(name, ignoreCase: true, out VggLayer layer) && Enum.IsDefined(layer)
            && float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float weight)
            ? new(layer, weight)
            : throw new ArgumentException($"--tap '{text}' is not a layer and a weight such as block1_conv2=0.5");
    }
}
