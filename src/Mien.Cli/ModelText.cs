using System.Globalization;
using Mien.Models;
using Mien.Networks;
using Mien.Networks.Import;
using Mien.Networks.Vgg;

namespace Mien.Cli;

/// <summary>A model in words.</summary>
internal static class ModelText
{
    /// <summary>Kind, resolution, whether it can invert, size on the disk.</summary>
    public static string Line(StoredModel model)
    {
        StyleArchitecture sizes = model.Card.Generator.Architecture;
        string perceptual = model.Card.Perceptual is null ? ", generates only" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{GeneratorFamily.Of(sizes).Name}, {sizes.Resolution} px, {sizes.Layers} style vectors{perceptual}, {Size(model.Bytes)}");
    }

    /// <summary>Everything on the card.</summary>
    public static void Print(StoredModel model, bool json)
    {
        if (json)
        {
            Report.Json(Json(model));
            return;
        }

        ModelCard card = model.Card;
        GeneratorCard generator = card.Generator;
        TextWriter to = Console.Out;
        to.WriteLine($"{model.Name}: {Line(model)}");
        to.WriteLine($"  folder      {model.Folder}");
        StyleArchitecture sizes = generator.Architecture;
        to.WriteLine($"  widths      {string.Join(", ", sizes.Channels)} (first layer first)");
        to.WriteLine(
            $"  latents     z {sizes.ZDim}, w {sizes.WDim}, {sizes.MappingLayers} mapping layers{(sizes.LabelDim > 0 ? $", {sizes.LabelDim} classes" : "")}");
        if (sizes.ConvClamp is { } clamp)
        {
            to.WriteLine($"  clamp       {clamp} (as it was trained)");
        }

        if (generator.MeanStyle == Provenance.Made)
        {
            to.WriteLine("  mean style  estimated from 10,000 latents: the file has none");
        }

        if (generator.Noise == Provenance.Made)
        {
            to.WriteLine("  noise       drawn from a fixed seed: the file has none");
        }

        to.WriteLine(card.Perceptual is { } perceptual
            ? $"  perceptual  VGG16 {string.Join(", ", perceptual.Widths)}, {(perceptual.Input == VggInput.Caffe ? "caffe" : "torchvision")} images{(perceptual.Lpips ? ", LPIPS" : "")}"
            : "  perceptual  none: import the model with --perceptual to invert photos with it");
        if (card.Encoder is { } encoder)
        {
            to.WriteLine($"  encoder     of crops of {encoder.Size} px, for inversions to start from");
        }

        foreach (SourceFile source in card.Sources)
        {
            to.WriteLine(
                $"  source      {source.File}{(source.Network.Length > 0 ? $" ({source.Network.TrimEnd('/', '.')})" : "")}, sha256 {source.Sha256}");
        }

        to.WriteLine($"  licence     {card.Licence ?? "not known: see where the file comes from"}");
    }

    /// <summary>The same as an object for JSON.</summary>
    public static object Json(StoredModel model) => new { model.Name, model.Folder, model.Bytes, model.Card };

    /// <summary>A size in MB, or in kB where that says more.</summary>
    public static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}
