using Mien.Batches;
using Mien.Faces.Detection;
using Mien.Transfer;

namespace Mien.Films;

/// <summary>What a transfer between a photo and a film does.</summary>
public sealed record FilmSettings
{
    /// <summary>The strongest smoothing, seconds.</summary>
    public const double MostSmoothing = 2;

    /// <summary>
    /// How the photo and the first frame are inverted, which layers carry the expression, and its strength.
    /// </summary>
    public TransferSettings Transfer { get; init; } = new();

    /// <summary>Steps of the optimiser for each further frame, which starts from the one before; 1 or more.</summary>
    public int FrameSteps { get; init; } = 12;

    /// <summary>The learning rate of those steps, above 0.</summary>
    public float FrameRate { get; init; } = 0.02f;

    /// <summary>The frame in which the film's face is at rest, from 0; null to choose one by its landmarks.</summary>
    public int? Neutral { get; init; }

    /// <summary>
    /// Standard deviation of the smoothing of style vectors in time, seconds, 0 to 2: one frame of 25 a second.
    /// </summary>
    public double StyleSmoothing { get; init; } = 0.04;

    /// <summary>Standard deviation of the smoothing of crops in time, seconds, 0 to 2.</summary>
    public double CropSmoothing { get; init; } = 0.12;

    /// <summary>Seconds over which a change comes and goes where a face is found or lost, 0 to 10.</summary>
    public double Fade { get; init; } = 0.3;

    /// <summary>Which face of the film, in the frame in which one is seen first; from then on it is followed.</summary>
    public FaceChoice Face { get; init; } = FaceChoice.Largest;

    /// <summary>Which face of the photo.</summary>
    public FaceChoice PhotoFace { get; init; } = FaceChoice.Largest;

    /// <summary>
    /// Frames, about, of a chunk that needs nothing of others, 1 or more: shares are made of chunks, and each costs
    /// some twenty inversions more.
    /// </summary>
    public int ChunkFrames { get; init; } = 100;

    /// <summary>
    /// The share of the film's frames that is done, into the folder beside the result, and nothing is written under its
    /// name; null for the whole film, from what shares have done and what they have not.
    /// </summary>
    public Shard? Shard { get; init; }

    /// <summary>Says what is wrong with the numbers.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Check()
    {
        string? fault = FrameSteps < 1 ? "steps for each frame must be 1 or more"
            : !(FrameRate > 0) ? "the learning rate of frames must be above 0"
            : !(StyleSmoothing is >= 0 and <= MostSmoothing && CropSmoothing is >= 0 and <= MostSmoothing)
                ? $"smoothing is 0 to {MostSmoothing} seconds"
            : !(Fade is >= 0 and <= 10) ? "the fade is 0 to 10 seconds"
            : ChunkFrames < 1 ? "a chunk has 1 frame or more"
            : Neutral < 0 ? "frames are counted from 0"
            : Transfer.Paste != PasteMode.Motion ? "films are put back by motion"
            : Transfer.Method != FusionMethod.Layers ? "the layers of films are not searched for: name them"
            : Transfer.Tuning.Steps > 0 ? "films are painted by the model's own generator: tuning is for single photos"
            : null;
        if (fault is not null)
        {
            throw new ArgumentException(fault);
        }
    }
}
