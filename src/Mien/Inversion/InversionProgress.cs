namespace Mien.Inversion;

/// <summary>How far an inversion has come: reported before every step, and once at the end.</summary>
/// <param name="Step">Steps taken, 0 to <paramref name="Steps"/>.</param>
/// <param name="Steps">Length of the run.</param>
/// <param name="Distances">D of each picture of the batch at these style vectors.</param>
/// <param name="Rate">The learning rate of the coming step; 0 at the end.</param>
/// <param name="Size">Edge in pixels of the image that is generated at this stage.</param>
/// <param name="Elapsed">Time since the run started or went on.</param>
/// <param name="Left">Time left, estimated; null before the second step.</param>
public sealed record InversionProgress(
    int Step, int Steps, IReadOnlyList<float> Distances, float Rate, int Size, TimeSpan Elapsed, TimeSpan? Left)
{
    /// <summary>The style vectors as the step left them, [N, L, W]: their picture shows how far the inversion has come.</summary>
    public float[] Styles { get; init; } = [];
}
