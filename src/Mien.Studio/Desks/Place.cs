using Mien.Faces.Detection;
using Mien.Studio.Photos;
using Mien.Transfer;

namespace Mien.Studio.Desks;

/// <summary>Which of the two faces.</summary>
public enum Side
{
    /// <summary>The face whose person is to be seen.</summary>
    Appearance,

    /// <summary>The face whose expression is to be seen.</summary>
    Expression,
}

/// <summary>One of the two photos on a desk, and how far its inversion is.</summary>
public sealed class Place
{
    /// <summary>The photo; null while there is none.</summary>
    public StudioPhoto? Photo { get; internal set; }

    /// <summary>Whether faces are being looked for.</summary>
    public bool IsLooking { get; internal set; }

    /// <summary>The faces in it, the largest first.</summary>
    public IReadOnlyList<Face> Faces { get; internal set; } = [];

    /// <summary>The index of the chosen face.</summary>
    public int Chosen { get; internal set; }

    /// <summary>The chosen face, cut out; null while there is none.</summary>
    public AlignedFace? Cut { get; internal set; }

    /// <summary>What is wrong with the photo, and what to do; null if nothing is.</summary>
    public string? Trouble { get; internal set; }

    /// <summary>Steps taken.</summary>
    public int Step { get; internal set; }

    /// <summary>Steps in all; 0 before the inversion.</summary>
    public int Steps { get; internal set; }

    /// <summary>Time left, if known.</summary>
    public TimeSpan? Left { get; internal set; }

    /// <summary>D before each step.</summary>
    public IReadOnlyList<float> Curve { get; internal set; } = [];

    /// <summary>The inverted face; null while it is not.</summary>
    public InvertedFace? Inverted { get; internal set; }

    internal void ForgetFace()
    {
        (Cut, Inverted, Step, Steps, Left, Curve) = (null, null, 0, 0, null, []);
    }
}
