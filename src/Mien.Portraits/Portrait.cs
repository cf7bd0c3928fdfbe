namespace Mien.Portraits;

/// <summary>Everything that a picture shows. The same portrait always gives the same pixels.</summary>
public sealed record Portrait
{
    /// <summary>Who is portrayed.</summary>
    public Identity Identity { get; init; } = new();

    /// <summary>What the face does.</summary>
    public Expression Expression { get; init; } = new();

    /// <summary>How the head is turned.</summary>
    public Pose Pose { get; init; } = new();

    /// <summary>Light, background and clothes.</summary>
    public Scene Scene { get; init; } = new();

    /// <summary>
    /// The portrait of which the picture is mirrored, left for right, but for what is not drawn in pairs: hairs and
    /// their curls, freckles, lines, and the mottles of the background.
    /// </summary>
    public Portrait Mirrored() => this with
    {
        Identity = Identity with { Parting = -Identity.Parting },
        Expression = Expression with
        {
            BlinkLeft = Expression.BlinkRight,
            BlinkRight = Expression.BlinkLeft,
            GazeX = -Expression.GazeX,
        },
        Pose = Pose with { Yaw = -Pose.Yaw, Roll = -Pose.Roll },
        Scene = Scene with { LightAzimuth = -Scene.LightAzimuth, BackgroundGradient = -Scene.BackgroundGradient },
    };

    /// <summary>Throws if a parameter is outside its range.</summary>
    /// <exception cref="ArgumentException">Names the first such parameter, its value and its range.</exception>
    public void Check()
    {
        Parameter.Check(Identity.Parameters, Identity.ToVector());
        Parameter.Check(Expression.Parameters, Expression.ToVector());
        Parameter.Check(Pose.Parameters, Pose.ToVector());
        Parameter.Check(Scene.Parameters, Scene.ToVector());
    }
}
