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
