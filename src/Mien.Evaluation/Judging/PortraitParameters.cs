using Mien.Portraits;

namespace Mien.Evaluation.Judging;

/// <summary>What a parameter describes.</summary>
public enum ParameterKind
{
    /// <summary>Who is portrayed.</summary>
    Identity,

    /// <summary>What the face does.</summary>
    Expression,

    /// <summary>How the head is turned.</summary>
    Pose,

    /// <summary>Light, background and clothes.</summary>
    Scene,
}

/// <summary>All that makes a portrait, as one vector: identity, expression, pose, then the scene around them.</summary>
public static class PortraitParameters
{
    /// <summary>Parameters of the face and the head: identity, expression and pose.</summary>
    public static int OfFace { get; } = Identity.Parameters.Count + Expression.Parameters.Count + Pose.Parameters.Count;

    /// <summary>All parameters.</summary>
    public static int Count { get; } = OfFace + Scene.Parameters.Count;

    /// <summary>The part of the vector that describes the identity.</summary>
    public static Range OfIdentity { get; } = ..Identity.Parameters.Count;

    /// <summary>The part of the vector that describes the expression.</summary>
    public static Range OfExpression { get; } =
        OfIdentity.End.Value..(OfIdentity.End.Value + Expression.Parameters.Count);

    /// <summary>The part of the vector that describes the pose.</summary>
    public static Range OfPose { get; } = OfExpression.End.Value..OfFace;

    /// <summary>What the parameter at a place of the vector describes.</summary>
    public static ParameterKind KindOf(int parameter)
        => parameter < OfIdentity.End.Value ? ParameterKind.Identity
            : parameter < OfExpression.End.Value ? ParameterKind.Expression
            : parameter < OfFace ? ParameterKind.Pose : ParameterKind.Scene;

    /// <summary>
    /// What each parameter of the face is in the mirrored picture: the parameter with this number, with this sign.
    /// </summary>
    public static IReadOnlyList<(int From, int Sign)> Mirror { get; } = MirrorOfFace();

    /// <summary>The vector of a portrait: [<see cref="Count"/>], each number in its parameter's own unit.</summary>
    public static float[] Of(Portrait portrait)
        => [.. portrait.Identity.ToVector(), .. portrait.Expression.ToVector(), .. portrait.Pose.ToVector(),
            .. portrait.Scene.ToVector()];

    private static (int From, int Sign)[] MirrorOfFace()
    {
        string[] names = [.. new[] { Identity.Parameters, Expression.Parameters,
            Pose.Parameters }.SelectMany(kind => kind).Select(p => p.Name)];
        return [.. names.Select((name, own) => name switch
        {
            nameof(Identity.Parting) or nameof(Expression.GazeX) or nameof(Pose.Yaw) or nameof(Pose.Roll) => (own, -1),
            nameof(Expression.BlinkLeft) => (Array.IndexOf(names, nameof(Expression.BlinkRight)), 1),
            nameof(Expression.BlinkRight) => (Array.IndexOf(names, nameof(Expression.BlinkLeft)), 1),
            _ => (own, 1),
        })];
    }
}
