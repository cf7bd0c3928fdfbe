namespace Mien.Faces.Images;

/// <summary>How a picture file is read.</summary>
public sealed record ReadOptions
{
    /// <summary>More pixels than this are refused before anything is decoded. Default 100 million.</summary>
    public long MaximumPixels { get; init; } = 100_000_000;

    /// <summary>The colour under transparent pixels, in the colours of the file. Default white.</summary>
    public (byte Red, byte Green, byte Blue) Background { get; init; } = (255, 255, 255);
}
