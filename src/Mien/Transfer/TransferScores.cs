using Mien.Faces.Images;
using Mien.Fusion;
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
/// <param name="Doubts">Reasons why the result is likely bad, in plain words; empty if there are none.</param>
public sealed record TransferScores(float? Expression, float Person, IReadOnlyList<string> Doubts)
{
    private const double SmallestEyes = 24; // pixels: a face of 60 px
    private const double MostTurn = 0.3; // a head turned by 25 degrees
    private const float LeastExpression = 0.3f;
    private const float LeastPerson = 0.4f;
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
        float[] before = Styles(a.Crop), other = Styles(e.Crop),
            after = Styles(isInPhoto ? a.Geometry!.Cut(result.Picture) : result.Picture);
        float[] wanted = subspace.WithoutPerson(subspace.Difference(before, other)),
            came = subspace.Difference(before, after);
        float size = Dot(wanted, wanted), distance = subspace.PersonDistance(before, other);
        float? expression = size < NoDifference * NoDifference ? null : Dot(came, wanted) / size;
        float person = distance == 0 ? 1 : 1 - (subspace.PersonDistance(before, after) / distance);
        return new(expression, person, [.. Doubted(a, "the appearance"), .. Doubted(e, "the expression"),
            .. Doubted(expression, person, result.Settings.Strength)]);

        float[] Styles(Image face)
        {
            using Tape tape = new();
            using Tensor crop = Pixels.ToTensor(face);
            return encoder.Encode(crop).ToArray();
        }
    }

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

    private static IEnumerable<string> Doubted(float? expression, float person, float strength)
    {
        if (expression < LeastExpression * strength)
        {
            yield return "little of the expression came over";
        }

        if (person < LeastPerson)
        {
            yield return "much of the other person came along: a lower strength keeps more of this one";
        }
    }
}
