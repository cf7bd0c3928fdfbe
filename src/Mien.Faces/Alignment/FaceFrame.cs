namespace Mien.Faces.Alignment;

/// <summary>The square in which a generator has learnt to see faces. All are upright with the eyes.</summary>
public enum FaceFrame
{
    /// <summary>
    /// The oriented crop that the FFHQ data set was made with (Karras et al. 2019, appendix A): the eyes are a quarter
    /// of its side apart.
    /// </summary>
    Ffhq,

    /// <summary>
    /// The face alone, from the forehead to a dropped jaw: 0.85 of the FFHQ square, its middle 0.65 of the way from the
    /// eyes to the mouth. The eyes are 0.29 of its side apart, so that a face has four thirds of the pixels that it has
    /// in FFHQ's.
    /// </summary>
    Close,
}
