using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Faces.Alignment;
using Mien.Models;
using Mien.Networks.Import;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;
using Mien.Settings;
using Mien.Tensors;
using Mien.Training.Data;
using Mien.Training.Perceptual;

namespace Mien.Training.Runs;

/// <summary>Writes what has been learnt as a model, as the store keeps models, in half precision.</summary>
public static class ModelFolder
{
    private const string StepsFromEncoder = "100"; // more steps from there lead away from what the generator has learnt

    /// <summary>Writes <c>weights.safetensors</c>, <c>perceptual.safetensors</c> and the card.</summary>
    /// <param name="folder">Where to; made if it is missing, files in it are replaced.</param>
    /// <param name="generator">The generator; it stays the caller's.</param>
    /// <param name="perceptualPath">The file of the perceptual network.</param>
    /// <param name="expressionLayers">The layers that carry the expression, such as <c>3-5</c>; null for the
    /// paper's.</param>
    /// <param name="frame">The square that the generator paints.</param>
    /// <param name="photographs">Whether it has learnt from photographs too: their licences are then the model's as
    /// well.</param>
    public static StoredModel Write(
        string folder, StyleGan2Generator generator, string perceptualPath, string? expressionLayers = null,
        FaceFrame frame = FaceFrame.Ffhq,
        bool photographs = false)
    {
        Directory.CreateDirectory(folder);
        StyleGan2Architecture a = generator.Architecture;
        using Vgg16 perceptual = PerceptualFile.Read(perceptualPath);
        ModelCard card = new()
        {
            Generator = new(
                a with
                {
                    MappingRate = new StyleGan2Architecture().MappingRate,
                    Domain = photographs ? NormalScores.OfGenerator(a.Resolution).Length : null,
                }, Provenance.File, Provenance.File),
            Perceptual = new(perceptual.Architecture.Widths, perceptual.Architecture.Input, Lpips: false),
            Licence = photographs ? "that of the photographs it has learnt from: name them here before you give it away"
                : "MIT, as the program that made it; it knows drawn portraits only",
            Frame = frame,
            Sources = [],
            // What inverts drawn portraits best, of a few weights tried: pixels hold colours, and near W layers are
            // exchanged with more sense.
            Advice = new()
            {
                ["rate"] = "0.1",
                ["pixels"] = "1",
                ["face-weight"] = "10", // expressions are in few pixels
                ["style-variation"] = "0.1",
                ["layers"] = expressionLayers,
            },
        };
        StoredModel model = new(Path.GetFileName(Path.GetFullPath(folder)), folder, card);
        SafetensorsWriter.Write(
            model.WeightsPath, [.. generator.Parameters.Concat(generator.Buffers)
                .Select(t => Stored(t.Key, t.Value, a))], type: TensorType.F16);
        perceptual.Save(
            model.PerceptualPath!,
            new Dictionary<string, string> { [NetworkImport.InputKey] = perceptual.Architecture.Input.ToString() },
            TensorType.F16);
        card.Write(Path.Combine(folder, StoredModel.CardFile));
        return model;
    }

    /// <summary>Writes a model again, with an encoder that inversions are to start from.</summary>
    /// <param name="folder">Where to; made if it is missing, files in it are replaced.</param>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="encoderPath">The encoder, learnt for this model's generator.</param>
    /// <param name="fewerSteps">Advise fewer steps, too, since they lead as far as the usual ones from the mean
    /// style.</param>
    public static StoredModel WithEncoder(string folder, StoredModel model, string encoderPath, bool fewerSteps = true)
    {
        Directory.CreateDirectory(folder);
        using StyleEncoder encoder = StyleEncoder.Read(encoderPath);
        SettingValues advice = new(model.Card.Advice ?? []);
        (advice["start"], advice["rate"]) = ("encoder", null);
        advice["exchange"] = null; // what tells the expression was learnt from what another encoder sees
        if (fewerSteps)
        {
            advice["steps"] = StepsFromEncoder;
        }

        StoredModel written = new(
            Path.GetFileName(Path.GetFullPath(folder)), folder,
            model.Card with { Encoder = new(encoder.Size), Advice = advice });
        foreach ((string? from, string? to) in new[] { (model.WeightsPath, written.WeightsPath),
            (model.PerceptualPath, written.PerceptualPath), (encoderPath, written.EncoderPath),
            (model.DirectionsPath, written.DirectionsPath) })
        {
            if (File.Exists(from) && Path.GetFullPath(from) != Path.GetFullPath(to!))
            {
                File.Copy(from, to!, overwrite: true);
            }
        }

        written.Card.Write(Path.Combine(folder, StoredModel.CardFile));
        return written;
    }

    /// <summary>
    /// Writes into a model's folder what of its style vectors tells the expression, and the advice to exchange that.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="expression">Learnt for this model's generator and encoder.</param>
    /// <returns>The model with the advice.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static StoredModel WithExpression(StoredModel model, ExpressionSubspace expression)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(expression);
        expression.Write(model.ExpressionPath);
        SettingValues advice = new(model.Card.Advice ?? []) { ["exchange"] = "expression" };
        StoredModel advised = model with { Card = model.Card with { Advice = advice } };
        advised.Card.Write(Path.Combine(model.Folder, StoredModel.CardFile));
        return advised;
    }

    /// <summary>Puts an encoder into a model of a store, in whose place the model with it then stands.</summary>
    /// <param name="store">The store.</param>
    /// <param name="model">One of its models.</param>
    /// <param name="encoderPath">The encoder, learnt for this model's generator.</param>
    /// <param name="fewerSteps">As for <see cref="WithEncoder"/>.</param>
    /// <exception cref="IOException">The store cannot be written; the model is as it was.</exception>
    public static StoredModel Install(ModelStore store, StoredModel model, string encoderPath, bool fewerSteps)
        => store.Add(model.Name, folder => WithEncoder(folder, model, encoderPath, fewerSteps), replace: true);

    // A card has no learning rate of the mapping network: the weights are written for the usual one.
    private static CheckpointTensor Stored(string name, Tensor tensor, StyleGan2Architecture a)
    {
        float scale = name.StartsWith("mapping.fc", StringComparison.Ordinal)
            ? a.MappingRate / new StyleGan2Architecture().MappingRate : 1;
        return CheckpointTensor.From(name, tensor.Shape.ToArray(), [.. tensor.ToArray().Select(v => v * scale)]);
    }
}
