using System.Security.Cryptography;
using Mien.Checkpoints;
using Mien.Networks;
using Mien.Networks.Import;
using Mien.Networks.Lpips;
using Mien.Networks.Vgg;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>From a model in the store to networks in memory.</summary>
public static class ModelLoader
{
    /// <summary>Loads the generator alone.</summary>
    /// <exception cref="CheckpointException">A file is damaged.</exception>
    /// <exception cref="ComputeException">The process may use too few addresses (RLIMIT_AS).</exception>
    public static StyleGenerator LoadGenerator(StoredModel stored)
    {
        AddressSpace.MustSuffice();
        using Checkpoint file = Checkpoint.Open(stored.WeightsPath);
        try
        {
            // A store of an early version has StyleGAN under other names.
            return stored.Card.Generator.Architecture.Build(Weights.Of(NetworkImport.Generator(file).Tensors));
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(
                stored.WeightsPath, "the card",
                $"the weights are not those that {StoredModel.CardFile} describes: {e.Message}");
        }
    }

    /// <summary>Loads the generator and its perceptual network.</summary>
    /// <exception cref="ArgumentException">The model has no perceptual network.</exception>
    /// <exception cref="CheckpointException">A file is damaged.</exception>
    public static FaceModel Load(StoredModel stored)
    {
        if (stored.PerceptualPath is not { } path || stored.Card.Perceptual is not { } card)
        {
            throw new ModelException(
                ModelFault.NoPerceptualNetwork,
                $"the model '{stored.Name}' has no perceptual network: import it again with one (torchvision's vgg16, or LPIPS)");
        }

        using Checkpoint file = Checkpoint.Open(path);
        Weights weights = Weights.Of(file);
        Vgg16 vgg = new(new() { Widths = card.Widths, Input = card.Input }, weights);
        LpipsDistance? lpips = card.Lpips ? new(vgg, weights) : null;
        string[] files = stored.EncoderPath is { } encoder
            ? [stored.WeightsPath, path, encoder] : [stored.WeightsPath, path];
        return new(stored.Name, Identity(files), LoadGenerator(stored), new(vgg, lpips))
        {
            Frame = stored.Card.Frame,
            Advice = stored.Card.Advice ?? [],
            Encoder = LoadEncoder(stored),
            Expression = LoadExpression(stored),
        };
    }

    private static ExpressionSubspace? LoadExpression(StoredModel stored)
    {
        if (!File.Exists(stored.ExpressionPath))
        {
            return null;
        }

        ExpressionSubspace subspace = ExpressionSubspace.Read(stored.ExpressionPath);
        return subspace.StyleLength == stored.Card.Generator.Architecture.WDim ? subspace
            : throw new CheckpointException(
                stored.ExpressionPath, "", $"it is of style vectors of {subspace.StyleLength} numbers, the generator takes {stored.Card.Generator.Architecture.WDim}");
    }

    private static StyleEncoder? LoadEncoder(StoredModel stored)
    {
        if (stored.EncoderPath is not { } path)
        {
            return null;
        }

        StyleEncoder encoder = StyleEncoder.Read(path);
        if (encoder.StyleLength == stored.Card.Generator.Architecture.WDim)
        {
            return encoder;
        }

        encoder.Dispose();
        throw new CheckpointException(
            path, "", $"the encoder tells style vectors of {encoder.StyleLength} numbers, the generator takes {stored.Card.Generator.Architecture.WDim}");
    }

    // SHA-256 over the files: other weights, another distance or another start are another model.
    private static string Identity(params ReadOnlySpan<string> paths)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        foreach (string path in paths)
        {
            using FileStream file = File.OpenRead(path);
            for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
