using Mien.Inversion;

namespace Mien.Models;

/// <summary>What works best with a model, as its makers measured.</summary>
public sealed record ModelAdvice
{
    /// <summary>Where inversions start; null for the usual place.</summary>
    public StartStyle? Start { get; init; }

    /// <summary>Steps of inversions; null for as many as usual.</summary>
    public int? Steps { get; init; }

    /// <summary>Learning rate of inversions at full height; null for the usual one.</summary>
    public float? Rate { get; init; }

    /// <summary>Weight of the squared difference of pixels in inversions; 0 for the paper's distance alone.</summary>
    public float PixelWeight { get; init; }

    /// <summary>How much more the eyes, brows and mouth count in inversions than the rest of the crop; 0 for alike.</summary>
    public float FaceWeight { get; init; }

    /// <summary>Weight in inversions of how far the layers' style vectors are from each other; 0 for W+ without bounds.</summary>
    public float VariationWeight { get; init; }

    /// <summary>The layers that carry the expression, counted from 1, such as <c>4-5</c>; null for the paper's.</summary>
    public string? ExpressionLayers { get; init; }

    /// <summary>Inversions as advised.</summary>
    public InversionSettings ToSettings()
    {
        InversionSettings usual = new();
        return usual with
        {
            Start = Start ?? usual.Start,
            Steps = Steps ?? usual.Steps,
            Rate = usual.Rate with { Base = Rate ?? usual.Rate.Base },
            PixelWeight = PixelWeight,
            FaceWeight = FaceWeight,
            VariationWeight = VariationWeight,
        };
    }
}
