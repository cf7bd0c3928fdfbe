namespace Mien.Networks.Vgg;

/// <summary>How an image is prepared for a VGG network: it follows from who trained the weights.</summary>
public enum VggInput
{
    /// <summary>
    /// RGB in [0, 1], minus (0.485, 0.456, 0.406), over (0.229, 0.224, 0.225): torchvision's weights.
    /// </summary>
    Torchvision,

    /// <summary>
    /// BGR in [0, 255], minus (103.939, 116.779, 123.68): the authors' own weights, as Keras has them.
    /// </summary>
    Caffe,
}

/// <summary>The sizes of VGG16 (Simonyan and Zisserman 2015, table 1, column D) up to its last convolution.</summary>
public sealed record Vgg16Architecture
{
    /// <summary>Convolutions in each of the five blocks (the paper: 2, 2, 3, 3, 3).</summary>
    public static IReadOnlyList<int> Depths { get; } = [2, 2, 3, 3, 3];

    /// <summary>Channels in each of the five blocks (the paper: 64, 128, 256, 512, 512).</summary>
    public IReadOnlyList<int> Widths { get; init; } = [64, 128, 256, 512, 512];

    /// <summary>How the weights want their images.</summary>
    public VggInput Input { get; init; } = VggInput.Torchvision;

    /// <summary>Says what is wrong with the numbers.</summary>
    /// <exception cref="ArgumentException">There are not five widths above 0.</exception>
    public void Check()
    {
        if (Widths.Count != Depths.Count || Widths.Any(w => w < 1))
        {
            throw new ArgumentException(
                $"{nameof(Vgg16Architecture)}: wants five widths above 0; got [{string.Join(", ", Widths)}]");
        }
    }
}
