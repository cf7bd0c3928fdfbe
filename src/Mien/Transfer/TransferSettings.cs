using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Settings;

namespace Mien.Transfer;

/// <summary>How the layers are found that carry the expression.</summary>
public enum FusionMethod
{
    /// <summary>The given layers, or the paper's.</summary>
    Layers,

    /// <summary>The best contiguous range for this pair.</summary>
    SearchRange,

    /// <summary>The best choice for this pair by the linearised 0-1 programme.</summary>
    SearchLinear,

    /// <summary>No layers: the joint objective, to compare with.</summary>
    Joint,
}

/// <summary>How the new face goes back into the photo.</summary>
public enum PasteMode
{
    /// <summary>
    /// The photo's own pixels move as the generated face does, and only what motion does not explain is painted.
    /// </summary>
    Motion,

    /// <summary>
    /// What the expression changed in the generated face is added to the photo, whose own detail survives where the
    /// face does not change.
    /// </summary>
    Difference,

    /// <summary>The generated face replaces that of the photo.</summary>
    Plain,

    /// <summary>Not at all: the result is the generated crop.</summary>
    None,
}

/// <summary>What is seen in a mouth that opens, where the face goes back by motion.</summary>
public enum MouthSource
{
    /// <summary>
    /// What is to be seen in the photo that the expression is from: its teeth, in the light of the other photo.
    /// </summary>
    Expression,

    /// <summary>What the generator paints.</summary>
    Generator,
}

/// <summary>What a transfer does.</summary>
public sealed record TransferSettings
{
    private const string LayersName = "layers";
    private const string MethodName = "method";
    private const string ExchangeName = "exchange";

    /// <summary>How style vectors are found.</summary>
    public InversionSettings Inversion { get; init; } = new();

    /// <summary>How the generator is tuned to the appearance; not at all by default.</summary>
    public TuningSettings Tuning { get; init; } = new();

    /// <summary>How layers are found.</summary>
    public FusionMethod Method { get; init; } = FusionMethod.Layers;

    /// <summary>
    /// The layers from the expression; null for the paper's, 4-5, and where <see cref="Method"/> finds its own.
    /// </summary>
    public LayerMask? Layers { get; init; }

    /// <summary>What is exchanged in the layers, where <see cref="Method"/> takes given ones.</summary>
    public StyleExchange Exchange { get; init; }

    /// <summary>Strength on the chosen layers, 0 to 1.5.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>λ, the weight of the expression in searches and in the joint objective, 0 or more.</summary>
    public float Lambda { get; init; } = 1;

    /// <summary>Steps of the joint objective, 1 or more.</summary>
    public int JointSteps { get; init; } = 200;

    /// <summary>How the face goes back.</summary>
    public PasteMode Paste { get; init; } = PasteMode.Motion;

    /// <summary>What is seen in a mouth that opens.</summary>
    public MouthSource Mouth { get; init; }

    /// <summary>How photos are read.</summary>
    public ReadOptions Reading { get; init; } = new();

    /// <summary>How the picture is written.</summary>
    public WriteOptions Writing { get; init; } = new();

    /// <summary>Every setting by name.</summary>
    public static SettingTable<TransferSettings> Table { get; } = MakeTable(LayerMask.MaximalLayers);

    /// <summary>
    /// The usual settings, with what a model's card advises, and over that the values that are given.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="values">Values of some settings; null for none.</param>
    /// <exception cref="ArgumentException">There is no such setting, a value is none of it, or two contradict each
    /// other.</exception>
    public static TransferSettings For(FaceModel model, SettingValues? values = null)
        => For(model.Name, model.Advice, model.Generator.Layers, values ?? []);

    /// <summary>As <see cref="For(FaceModel, SettingValues?)"/>, before the model is loaded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="values">Values of some settings; null for none.</param>
    /// <exception cref="ArgumentException">There is no such setting, a value is none of it, or two contradict each
    /// other.</exception>
    public static TransferSettings For(StoredModel model, SettingValues? values = null)
        => For(model.Name, model.Card.Advice ?? [], model.Card.Generator.Architecture.Layers, values ?? []);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Check()
    {
        Table.Check(this);
        Inversion.Check();
    }

    private static TransferSettings For(string model, SettingValues advice, int layers, SettingValues values)
    {
        SettingTable<TransferSettings> table = MakeTable(layers);
        TransferSettings advised;
        try
        {
            advised = table.Apply(new(), advice);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"the card of the model '{model}' advises what it cannot do: {e.Message}", e);
        }

        TransferSettings settings = table.Apply(advised, values);
        if (settings.Method == FusionMethod.Layers)
        {
            return settings;
        }

        string? other = values[LayersName] is not null ? LayersName
            : values[ExchangeName] is not null && settings.Exchange != StyleExchange.Whole ? ExchangeName : null;
        return other is null ? settings with { Layers = null, Exchange = StyleExchange.Whole }
            : throw new ArgumentException(
                $"{other} and {MethodName} {table[MethodName].Read(settings)} exclude each other: give one of them");
    }

    private static SettingTable<TransferSettings> MakeTable(int count)
    {
        const int MostMegapixels = 700; // more have more bytes than an array
        TransferSettings usual = new();
        SettingMaker<TransferSettings> layers = new("layers", usual), paste = new("paste", usual),
            tuning = new("tuning", usual), pictures = new("pictures", usual);
        return new(
        [
            layers.Other(
                LayersName, "Layers from the expression, counted from 1, such as 4-5 or 3,5-7", "list", null,
                text => LayerMask.Fault(text, count),
                s => (s.Layers ?? LayerMask.Default(LayerMask.MaximalLayers)).ToString(), (s, text) => s with
                {
                    Layers = LayerMask.Parse(text, count),
                }),
            layers.Choice(
                ExchangeName, "What is exchanged in the layers: the style vectors whole, as in the paper, or what of them tells the expression, so that less of the other person comes along; only some models know that", s => s.Exchange, (s, v) => s with
                {
                    Exchange = v,
                }),
            layers.Number(
                "strength", "Strength of the expression", 0, StyleFusion.MaximalStrength, s => s.Strength,
                (s, v) => s with
                {
                    Strength = v,
                }),
            layers.Choice(
                MethodName, "How the layers are found: as given, or by the objective for this pair, to study it; joint takes none and minimises the joint objective", s => s.Method, (s, v) => s with
                {
                    Method = v,
                }),
            layers.Number(
                "lambda", "Weight of the expression in searches and in the joint objective", 0, 1000000, s => s.Lambda,
                (s, v) => s with
                {
                    Lambda = v,
                }),
            layers.Whole(
                "joint-steps", "Steps of the joint objective", 1, 100000, s => s.JointSteps, (s, v) => s with
                {
                    JointSteps = v,
                }),
            .. InversionSettings.Table.Select(
                setting => setting.In(usual, s => s.Inversion, (s, inversion) => s with { Inversion = inversion })),
            tuning.Whole(
                "tune", "Steps by which the generator is tuned to the face, so that it paints this very person; 0 for none", 0, 100000, s => s.Tuning.Steps, (s, v) => s with
                {
                    Tuning = s.Tuning with { Steps = v },
                }),
            tuning.Number(
                "tune-rate", "Learning rate of the generator's weights", 1e-7, 1, s => s.Tuning.Rate, (s, v) => s with
                {
                    Tuning = s.Tuning with { Rate = v },
                }),
            tuning.Number(
                "tune-pixels", "Weight of pixels beside the perceptual distance", 0, 1000000, s => s.Tuning.PixelWeight,
                (s, v) => s with
                {
                    Tuning = s.Tuning with { PixelWeight = v },
                }),
            tuning.Number(
                "tune-locality", "Weight by which faces near the pivot stay as they were", 0, 1000000,
                s => s.Tuning.LocalityWeight, (s, v) => s with
                {
                    Tuning = s.Tuning with { LocalityWeight = v },
                }),
            paste.Choice(
                "paste", "How the face goes back: move the photo's own pixels, add what changed, replace the face, or give the crop alone", s => s.Paste, (s, v) => s with
                {
                    Paste = v,
                }),
            paste.Choice(
                "mouth", "What is seen in a mouth that opens, where the photo's own pixels move: the teeth of the expression's photo, or what the generator paints", s => s.Mouth, (s, v) => s with
                {
                    Mouth = v,
                }),
            pictures.Number(
                "max-megapixels", "Refuse photos that are larger", 0.0001, MostMegapixels,
                s => s.Reading.MaximumPixels / 1e6f, (s, v) => s with
                {
                    Reading = s.Reading with { MaximumPixels = (long)(v * 1e6) },
                }),
            pictures.Whole(
                "quality", "Quality of JPEG and WebP", 1, 100, s => s.Writing.Quality, (s, v) => s with
                {
                    Writing = s.Writing with { Quality = v },
                }),
            pictures.Flag(
                "keep-location", "Hand on where the photo was taken: coordinates and names of places",
                s => s.Writing.KeepLocation, (s, v) => s with
                {
                    Writing = s.Writing with { KeepLocation = v },
                }),
        ]);
    }
}
