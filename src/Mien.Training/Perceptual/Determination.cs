namespace Mien.Training.Perceptual;

/// <summary>
/// How much of the parameters' variance over held-out portraits a network tells from their pictures: R², 1 for all, averaged
/// over the parameters of each kind.
/// </summary>
/// <param name="Portraits">How many portraits.</param>
/// <param name="Identity">Of the identity.</param>
/// <param name="Expression">Of the expression.</param>
/// <param name="Pose">Of the pose.</param>
public sealed record Determination(int Portraits, float Identity, float Expression, float Pose);
