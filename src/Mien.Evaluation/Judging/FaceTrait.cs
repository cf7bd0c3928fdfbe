using Mien.Directions;
using Mien.Portraits;

namespace Mien.Evaluation.Judging;

/// <summary>Something in a face that people have a word for, as a sum of parameters of drawn portraits.</summary>
/// <param name="Trait">Its name and unit.</param>
/// <param name="Kind">What it describes.</param>
/// <param name="Weights">The parameters, by their places in <see cref="PortraitParameters"/>, and how much of each
/// counts.</param>
public sealed record FaceTrait(Trait Trait, ParameterKind Kind, IReadOnlyList<(int Parameter, float Weight)> Weights)
{
    private const string Unit = "of the action unit";
    private const string Share = "from none to full";

    /// <summary>Expression and pose, which show in every face; then a few of the person.</summary>
    public static IReadOnlyList<FaceTrait> All { get; } =
    [
        Of("smile", Unit, nameof(Expression.Smile)),
        Of("brows", Unit, (nameof(Expression.BrowRaiseInner), 0.5f), (nameof(Expression.BrowRaiseOuter), 0.5f),
            (nameof(Expression.BrowLower), -1)),
        Of("jaw", Unit, nameof(Expression.JawDrop)),
        Of("lips-part", Unit, nameof(Expression.LipsPart)),
        Of("lip-corners-down", Unit, nameof(Expression.LipCornerDepress)),
        Of("pucker", Unit, nameof(Expression.Pucker)),
        Of("cheeks", Unit, nameof(Expression.CheekRaise)),
        Of("lids", Unit, (nameof(Expression.LidRaise), 1), (nameof(Expression.BlinkLeft), -0.5f),
            (nameof(Expression.BlinkRight), -0.5f)),
        Of("gaze-x", "from the middle to the picture's right", nameof(Expression.GazeX)),
        Of("gaze-y", "from the middle up", nameof(Expression.GazeY)),
        Of("yaw", "degrees to the picture's right", nameof(Pose.Yaw)),
        Of("pitch", "degrees up", nameof(Pose.Pitch)),
        Of("roll", "degrees clockwise", nameof(Pose.Roll)),
        Of("age", Share, nameof(Identity.Age)),
        Of("beard", Share, nameof(Identity.Beard)),
        Of("glasses", Share, nameof(Identity.Glasses)),
        Of("grey-hair", Share, nameof(Identity.HairGrey)),
        Of("hair-length", Share, nameof(Identity.HairLength)),
        Of("face-width", "of the shapes that portraits have", nameof(Identity.FaceWidth)),
        Of("skin-darkness", "from fair to dark", nameof(Identity.Melanin)),
    ];

    /// <summary>The attribute's value.</summary>
    /// <param name="parameters">Each in its own unit, at least those of the face.</param>
    public float Value(ReadOnlySpan<float> parameters)
    {
        float sum = 0;
        foreach ((int parameter, float weight) in Weights)
        {
            sum += weight * parameters[parameter];
        }

        return sum;
    }

    private static FaceTrait Of(string name, string unit, string parameter) => Of(name, unit, (parameter, 1));

    private static FaceTrait Of(string name, string unit, params (string Parameter, float Weight)[] parameters)
    {
        string[] names = [.. new[] { Identity.Parameters, Expression.Parameters,
            Pose.Parameters }.SelectMany(kind => kind).Select(p => p.Name)];
        (int Parameter, float Weight)[] weights = [.. parameters.Select(
            p => (Array.IndexOf(names, p.Parameter), p.Weight))];
        return new(new(name, unit), PortraitParameters.KindOf(weights[0].Parameter), weights);
    }
}
