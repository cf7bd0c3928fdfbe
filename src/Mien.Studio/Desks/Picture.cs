namespace Mien.Studio.Desks;

/// <summary>A file that a desk shows or gives out.</summary>
/// <param name="Name">Its name on the desk.</param>
/// <param name="File">Its bytes.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Version">Counts up with every change.</param>
/// <param name="Width">Columns; 0 where it is no picture.</param>
/// <param name="Height">Rows; 0 where it is no picture.</param>
public sealed record Picture(string Name, byte[] File, string Type, int Version, int Width = 0, int Height = 0);
