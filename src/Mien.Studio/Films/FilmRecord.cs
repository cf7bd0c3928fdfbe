using Mien.Models;
using Mien.Studio.Desks;

namespace Mien.Studio.Films;

/// <summary>A face in a photo: its box in shares of the photo's width and height.</summary>
/// <param name="Left">The left edge, 0 to 1.</param>
/// <param name="Top">The top edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public sealed record FacePlace(double Left, double Top, double Width, double Height);

/// <summary>The photo whose person, or whose expression, is to be seen.</summary>
/// <param name="Hash">SHA-256 of its file, lower-case hexadecimal.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Faces">The faces in it, the largest first.</param>
/// <param name="Chosen">The index of the chosen one.</param>
public sealed record FilmPhoto(
    string Hash, string Name, int Width, int Height, IReadOnlyList<FacePlace> Faces, int Chosen);

/// <summary>What a film is made from.</summary>
public enum FilmKind
{
    /// <summary>A photo's person shows a film's expressions.</summary>
    PhotoPlaysFilm,

    /// <summary>A film's person shows a photo's expression.</summary>
    FilmTakesExpression,

    /// <summary>A film's own expressions are scaled.</summary>
    ScaledExpression,
}

/// <summary>The film that is played, or changed.</summary>
/// <param name="Id">Tells it from the films that came in before.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Width">Columns of the upright picture.</param>
/// <param name="Height">Rows.</param>
/// <param name="Frames">Its frames.</param>
/// <param name="Rate">Frames a second on average.</param>
public sealed record SourceFilm(
    Guid Id, string Name, string Type, int Width, int Height, int Frames, double Rate);

/// <summary>All that a film depends on.</summary>
/// <param name="Kind">What is made.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Strength">Strength, 0 to 1.5.</param>
/// <param name="Photo">SHA-256 of the photo; null where none plays a part.</param>
/// <param name="Face">The index of its face.</param>
/// <param name="Film">The film that came in.</param>
public sealed record FilmInputs(FilmKind Kind, string Model, float Strength, string? Photo, int Face, Guid? Film);

/// <summary>A film that was made.</summary>
/// <param name="Inputs">From what.</param>
/// <param name="Title">Its name.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Frames">Its frames.</param>
/// <param name="Changed">Those in which a face was changed.</param>
public sealed record MadeFilm(FilmInputs Inputs, string Title, int Width, int Height, int Frames, int Changed);

/// <summary>A film, as it is kept.</summary>
public sealed record FilmRecord
{
    /// <summary>When it was begun, in universal time.</summary>
    public DateTime Begun { get; init; } = DateTime.UtcNow;

    /// <summary>What is made.</summary>
    public FilmKind Kind { get; init; }

    /// <summary>The photo; null while there is none.</summary>
    public FilmPhoto? Photo { get; init; }

    /// <summary>The film that it plays, or that is changed; null while there is none.</summary>
    public SourceFilm? Film { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = BuiltInModel.Name;

    /// <summary>Strength, 0 to 1.5.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>The film that was made last; null before one is.</summary>
    public MadeFilm? Made { get; init; }

    /// <summary>What a film that is made now depends on.</summary>
    internal FilmInputs Inputs => Kind == FilmKind.ScaledExpression
        ? new(Kind, Model, Strength, null, 0, Film?.Id)
        : new(Kind, Model, Strength, Photo?.Hash, Photo?.Chosen ?? 0, Film?.Id);

    /// <summary>How far it was.</summary>
    public DeskState State { get; init; }
}
