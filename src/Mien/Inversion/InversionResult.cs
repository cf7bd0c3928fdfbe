using Mien.Models;

namespace Mien.Inversion;

/// <summary>How a run ended.</summary>
public enum InversionEnd
{
    /// <summary>All steps were taken.</summary>
    Complete,

    /// <summary>D had stopped improving.</summary>
    Converged,

    /// <summary>It was cancelled; what there was is kept.</summary>
    Cancelled,
}

/// <summary>The style vectors found for one picture, and how they were found.</summary>
public sealed record InversionResult
{
    /// <summary>Style vectors, [L, W] in row-major order, one of length W for each of L layers.</summary>
    public required float[] Styles { get; init; }

    /// <summary>L.</summary>
    public required int Layers { get; init; }

    /// <summary>W.</summary>
    public required int StyleLength { get; init; }

    /// <summary>D before each step, and after the last.</summary>
    public required float[] Curve { get; init; }

    /// <summary>Style vectors along the way, by the number of steps taken.</summary>
    public IReadOnlyDictionary<int, float[]> Snapshots { get; init; } = new Dictionary<int, float[]>();

    /// <summary>Optimised noise maps, first layer first; empty if noise was not optimised.</summary>
    public IReadOnlyList<float[]> Noise { get; init; } = [];

    /// <summary>The settings of the run.</summary>
    public required InversionSettings Settings { get; init; }

    /// <summary>The model's name, for people.</summary>
    public required string ModelName { get; init; }

    /// <summary>The model's identity: SHA-256 of its weights, in hexadecimal.</summary>
    public required string ModelId { get; init; }

    /// <summary>SHA-256 of the target's pixels, in hexadecimal.</summary>
    public required string SourceHash { get; init; }

    /// <summary>
    /// Where in the photo the crop was, as <see cref="Faces.Alignment.AlignedCrop.ToJson"/> writes it; null for a
    /// picture that was a crop already.
    /// </summary>
    public string? Crop { get; init; }

    /// <summary>How the run ended.</summary>
    public required InversionEnd End { get; init; }

    /// <summary>Seconds that the run took, over all its parts.</summary>
    public required double Seconds { get; init; }

    /// <summary>D at the end.</summary>
    public float Distance => Curve[^1];

    /// <summary>Says so if the style vectors belong to another model.</summary>
    /// <exception cref="ArgumentException">They do.</exception>
    public void MustFit(string modelName, string modelId)
    {
        if (ModelId != modelId)
        {
            throw new ModelException(
                ModelFault.ForeignStyles,
                $"these style vectors belong to the model '{ModelName}' ({ModelId[..12]}), not to '{modelName}' ({modelId[..12]}): "
                + "invert the picture again, or take their model");
        }
    }
}
