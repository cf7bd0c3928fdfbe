using System.Security.Cryptography;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Networks.Import;
using Mien.Networks.Vgg;

namespace Mien.Models;

/// <summary>Turns weight files of any known kind into a model of the store.</summary>
public sealed record ModelImport
{
    /// <summary>The file with the generator.</summary>
    public required string GeneratorFile { get; init; }

    /// <summary>
    /// The files with VGG16 and, where there are any, the linear layers of LPIPS: together or apart; may be empty.
    /// </summary>
    public IReadOnlyList<string> PerceptualFiles { get; init; } = [];

    /// <summary>How images are prepared for the perceptual network, where its names do not tell; else null.</summary>
    public VggInput? Input { get; init; }

    /// <summary>The name of the model; null for one made from the file's.</summary>
    public string? Name { get; init; }

    /// <summary>What is known of the generator's licence, in words; null for what the file says.</summary>
    public string? Licence { get; init; }

    /// <summary>Whether a model of the same name, damaged or not, gives way.</summary>
    public bool Replace { get; init; }

    /// <summary>Imports into a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="stop">Stops the import; nothing is left then.</param>
    /// <exception cref="CheckpointException">A file is damaged, or holds no network that is known.</exception>
    /// <exception cref="ArgumentException">The name is taken or cannot be one, or the perceptual files do not belong
    /// together.</exception>
    public StoredModel Into(ModelStore store, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Add(Name ?? ModelStore.NameFor(GeneratorFile), folder =>
        {
            List<SourceFile> sources = [];
            using Checkpoint checkpoint = Checkpoint.Open(GeneratorFile);
            GeneratorWeights generator = NetworkImport.Generator(checkpoint);
            sources.Add(Source(checkpoint, generator));
            stop.ThrowIfCancellationRequested();
            string? licence = Licence ?? NetworkImport.Licence(checkpoint);
            IEnumerable<CheckpointTensor> tensors = generator.HasMeanStyle
                ? generator.Tensors.Values
                : generator.Tensors.Values.Append(MeanStyleEstimate.Compute(generator, stop));
            string weights = Path.Combine(folder, StoredModel.WeightsFile);
            SafetensorsWriter.Write(
                weights, tensors, licence is null ? null : new Dictionary<string, string> { ["licence"] = licence });
            using (Checkpoint written = Checkpoint.Open(weights))
            {
                _ = NetworkImport.Generator(written); // what cannot be loaded again does not become a model
            }

            stop.ThrowIfCancellationRequested();
            PerceptualCard? perceptual = AddPerceptual(folder, sources);
            stop.ThrowIfCancellationRequested();
            new ModelCard
            {
                Generator = GeneratorCard.Of(generator),
                Perceptual = perceptual,
                Licence = licence,
                Sources = sources,
            }
                .Write(Path.Combine(folder, StoredModel.CardFile));
        }, Replace);
    }

    private PerceptualCard? AddPerceptual(string folder, List<SourceFile> sources)
    {
        List<Checkpoint> open = [];
        try
        {
            Dictionary<string, CheckpointTensor> tensors = [];
            PerceptualWeights? vgg = null;
            PerceptualWeights? linear = null;
            foreach (string file in PerceptualFiles)
            {
                Checkpoint checkpoint = Checkpoint.Open(file);
                open.Add(checkpoint);
                PerceptualWeights found = NetworkImport.Perceptual(checkpoint, Input);
                sources.Add(Source(checkpoint, found));
                vgg = found.HasVgg ? found : vgg;
                linear = found.HasLinear ? found : linear;
                foreach ((string name, CheckpointTensor tensor) in found.Tensors)
                {
                    tensors[name] = tensor;
                }
            }

            if (PerceptualFiles.Count == 0)
            {
                return null;
            }

            if (vgg is null)
            {
                throw new ModelException(
                    ModelFault.LpipsAlone,
                    $"{PerceptualFiles[0]} has the linear layers of LPIPS alone: give a file with VGG16, too");
            }

            if (linear is not null && !linear.Architecture.Widths.SequenceEqual(vgg.Architecture.Widths))
            {
                throw new ArgumentException(
                    $"the linear layers of LPIPS want widths [{string.Join(", ", linear.Architecture.Widths)}], the VGG16 has [{string.Join(", ", vgg.Architecture.Widths)}]");
            }

            SafetensorsWriter.Write(
                Path.Combine(folder, StoredModel.PerceptualFile), tensors.Values,
                new Dictionary<string, string> { [NetworkImport.InputKey] = vgg.Architecture.Input.ToString() });
            return new PerceptualCard(vgg.Architecture.Widths, vgg.Architecture.Input, linear is not null);
        }
        finally
        {
            open.ForEach(checkpoint => checkpoint.Dispose());
        }
    }

    private static SourceFile Source(Checkpoint checkpoint, NetworkWeights network)
    {
        using FileStream content = File.OpenRead(checkpoint.Path);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        return new SourceFile(
            Path.GetFileName(checkpoint.Path), sha256, checkpoint.Format, network.Naming, network.Prefix);
    }
}
