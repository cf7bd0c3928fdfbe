using System.Globalization;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Tensors;

namespace Mien.Transfer;

/// <summary>
/// How a transfer went, as the model's own encoder sees the photos and the result; and what speaks against it.
/// </summary>
/// <param name="Expression">
/// How much of the expression came over, along what <see cref="ExpressionSubspace.WithoutPerson"/> leaves of the
/// difference: 0 none, 1 all, below 0 the opposite; null where the two faces have the same expression.
/// </param>
/// <param name="Person">
/// How much nearer the result is to the person than the other face is, by
/// <see cref="ExpressionSubspace.PersonDistance"/>: 1 the same photo, 0 as far as the other. Another photo of the same
/// person with another expression has 0.55 in the median, by faces-128 and of people that it has learnt from.
/// </param>
/// <param name="Pose">
/// Degrees by which the head turned, roll and yaw together, by the landmarks that the encoder sees; null where it was
/// not taught where they are. It should not turn.
/// </param>
/// <param name="Doubts">Reasons why the result is likely bad, in plain words; empty if there are none.</param>
public sealed record TransferScores(float? Expression, float Person, float? Pose, IReadOnlyList<string> Doubts)
{
    private const double SmallestEyes = 24; // pixels: a face of 60 px
    private const double MostTurn = 0.3; // a head turned by 25 degrees
    private const float LeastExpression = 0.3f;
    private const float LeastPerson = 0.4f;
    private const float MostPose = 5; // degrees
    private const float NoDifference = 0.2f; // of parameters, in standard deviations

    /// <summary>Scores a transfer.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="result">The transfer.</param>
    /// <returns>Null where the model has no encoder, or it is not known what tells the expression.</returns>
    public static TransferScores? Of(FaceModel model, TransferResult result)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(result);
        if (model is not { Encoder: { } encoder, Expression: { } subspace })
        {
            return null;
        }

        AlignedFace a = result.Appearance.Face, e = result.Expression.Face;
        bool isInPhoto = a.Geometry is not null && result.Settings.Paste != PasteMode.None;
        Image made = isInPhoto ? a.Geometry!.Cut(result.Picture) : result.Picture;
        float[] before = Styles(a.Crop), other = Styles(e.Crop), after = Styles(made);
        float[] wanted = subspace.WithoutPerson(subspace.Difference(before, other)),
            came = subspace.Difference(before, after);
        float size = Dot(wanted, wanted), distance = subspace.PersonDistance(before, other);
        float? expression = size < NoDifference * NoDifference ? null : Dot(came, wanted) / size;
        float person = distance == 0 ? 1 : 1 - (subspace.PersonDistance(before, after) / distance);
        float? pose = encoder.TellsLandmarks ? (float)Apart(Seen(a.Crop), Seen(made)) : null;
        return new(expression, person, pose, [.. Doubted(a, "the appearance"), .. Doubted(e, "the expression"),
            .. Doubted(expression, person, pose, result.Settings.Strength)]);

        float[] Styles(Image face)
        {
            using Tape tape = new();
            using Tensor crop = Pixels.ToTensor(face);
            return encoder.Encode(crop).ToArray();
        }

        Face Seen(Image face) => Face.Of(encoder.Landmarks(face)[..68], new(0, 0, face.Width, face.Height), 0);
    }

    private static double Apart(Face before, Face after)
        => Math.Sqrt(Math.Pow(after.Roll - before.Roll, 2) + Math.Pow(after.Yaw - before.Yaw, 2));

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static IEnumerable<string> Doubted(AlignedFace face, string name)
    {
        if (face.Found is not { } found)
        {
            yield break;
        }

        if (found.IsDoubtful)
        {
            yield return $"the landmarks of {name} disagree with each other: something may hide the face";
        }

        if (Math.Abs(found.Turn) > MostTurn)
        {
            yield return $"the face of {name} is turned by more than 25 degrees";
        }

        if (found.InterOcular < SmallestEyes)
        {
            yield return FormattableString.Invariant(
                $"the face of {name} is small: its eyes are {found.InterOcular:0} px apart");
        }
    }

    private static IEnumerable<string> Doubted(float? expression, float person, float? pose, float strength)
    {
        if (expression < LeastExpression * strength)
        {
            yield return "little of the expression came over";
        }

        if (pose > MostPose)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the head turned by {pose:0} degrees");
        }

        if (person < LeastPerson)
        {
            yield return "much of the other person came along: a lower strength keeps more of this one";
        }
    }
}
