using System.Text.Json;

namespace Mien.Inversion;

/// <summary>
/// How a generator is tuned to one face (pivotal tuning, Roich et al. 2022, section 3). The defaults are the paper's
/// but for <see cref="Steps"/>.
/// </summary>
public sealed record TuningSettings
{
    /// <summary>Steps; 0 for no tuning. The paper takes 350.</summary>
    public int Steps { get; init; }

    /// <summary>Learning rate of Adam for the generator's weights (appendix A).</summary>
    public float Rate { get; init; } = 3e-4f;

    /// <summary>
    /// λ_L2, weight of the mean squared difference of pixels in [−1, 1] beside the perceptual distance (equation 2).
    /// </summary>
    public float PixelWeight { get; init; } = 1;

    /// <summary>
    /// λ_R, weight of the locality regulariser: other faces near the pivot are to stay as they were (equation 5); 0 for
    /// none.
    /// </summary>
    public float LocalityWeight { get; init; } = 0.1f;

    /// <summary>
    /// α, how far from the pivot such a face is, for style vectors of 512 numbers; for others it is scaled with the
    /// root of their length (equation 4).
    /// </summary>
    public float LocalityDistance { get; init; } = 30;

    /// <summary>Chooses those faces.</summary>
    public int Seed { get; init; }

    /// <summary>The settings as one line of JSON: equal settings give equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, InversionSettings.JsonOptions);
}
