namespace Mien.Faces.Images;

/// <summary>Where pixels come from, as the IPTC vocabulary "digital source type" has it; written into XMP.</summary>
public enum DigitalSource
{
    /// <summary>Nothing is said; what the photo's own metadata say stays.</summary>
    Unstated,

    /// <summary>Drawn by a trained model: <c>trainedAlgorithmicMedia</c>.</summary>
    TrainedAlgorithmicMedia,

    /// <summary>A photo with parts drawn by a trained model: <c>compositeWithTrainedAlgorithmicMedia</c>.</summary>
    CompositeWithTrainedAlgorithmicMedia,
}
