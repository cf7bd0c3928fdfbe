namespace Mien.Training.Photographs;

/// <summary>Whether a photograph is learnt from, and if not, why.</summary>
public enum PhotographVerdict
{
    /// <summary>It is in the set.</summary>
    Kept,

    /// <summary>The file is no picture, or damaged.</summary>
    Unreadable,

    /// <summary>No face was found.</summary>
    NoFace,

    /// <summary>The detector is less certain of the face than asked for.</summary>
    Uncertain,

    /// <summary>The eyes are too few pixels apart.</summary>
    Small,

    /// <summary>The head is turned aside too far.</summary>
    Turned,

    /// <summary>The face has too little detail.</summary>
    Blurred,

    /// <summary>The face is too dark.</summary>
    Dark,

    /// <summary>The face is too bright.</summary>
    Bright,

    /// <summary>The picture has no colours.</summary>
    Grey,

    /// <summary>The same picture is in the set already.</summary>
    Duplicate,
}
