namespace Mien.Inversion;

/// <summary>
/// How far an inversion has come, with its style vectors: reported before every step, and once at the end.
/// </summary>
/// <param name="Done">Steps taken, 0 to <paramref name="Of"/>.</param>
/// <param name="Of">Length of the run.</param>
/// <param name="Left">Time left, estimated; null before the second step.</param>
/// <param name="Styles">The style vectors as the step left them, [N, L, W]: their picture shows how far the inversion
/// has come.</param>
public sealed record InversionProgress(int Done, int Of, TimeSpan? Left, float[] Styles)
    : WorkProgress("inverting", Done, Of, Left);
