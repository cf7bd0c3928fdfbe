namespace Mien.Networks.Vgg;

/// <summary>The thirteen convolutions of VGG16, each seen after its ReLU.</summary>
public enum VggLayer
{
    /// <summary>The first convolution, at the image's size.</summary>
    Block1Conv1,

    /// <summary>At the image's size.</summary>
    Block1Conv2,

    /// <summary>At half the size.</summary>
    Block2Conv1,

    /// <summary>At half the size.</summary>
    Block2Conv2,

    /// <summary>At a quarter of the size.</summary>
    Block3Conv1,

    /// <summary>At a quarter of the size.</summary>
    Block3Conv2,

    /// <summary>
    /// At a quarter of the size: index 9 when the layers of Keras are counted from the input (0), the layer that Yang
    /// and Lim 2019 compare images in.
    /// </summary>
    Block3Conv3,

    /// <summary>At an eighth of the size.</summary>
    Block4Conv1,

    /// <summary>At an eighth of the size.</summary>
    Block4Conv2,

    /// <summary>At an eighth of the size.</summary>
    Block4Conv3,

    /// <summary>At a sixteenth of the size.</summary>
    Block5Conv1,

    /// <summary>At a sixteenth of the size.</summary>
    Block5Conv2,

    /// <summary>The last convolution, at a sixteenth of the size.</summary>
    Block5Conv3,
}
