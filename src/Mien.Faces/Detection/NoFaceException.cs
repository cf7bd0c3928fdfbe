namespace Mien.Faces.Detection;

/// <summary>A picture shows no face that could be found, or not the one that was asked for; the message is one line.</summary>
public sealed class NoFaceException(string message) : Exception(message);
