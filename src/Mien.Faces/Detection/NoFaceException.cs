namespace Mien.Faces.Detection;

/// <summary>
/// A picture shows no face that could be found, or not the one that was asked for; the message is one line.
/// </summary>
/// <param name="message">What is wrong.</param>
/// <param name="found">Faces that were found.</param>
public sealed class NoFaceException(string message, int found = 0) : Exception(message)
{
    /// <summary>Faces that were found, none of them the one that was asked for.</summary>
    public int Found => found;
}
