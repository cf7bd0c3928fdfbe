namespace Mien.Faces.Compositing;

/// <summary>What of the photo's colours the new face takes over, in Oklab, measured along the mask's rim.</summary>
public enum ColourMatch
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>Mean and covariance, by the linear map that moves colours least (Pitié and Kokaram, 2007).</summary>
    Covariance,
}
