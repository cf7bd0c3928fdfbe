namespace Mien.Networks.Import;

/// <summary>Whose names the tensors of a weight file have.</summary>
public enum Naming
{
    /// <summary>
    /// NVIDIA's PyTorch code, stylegan2-ada-pytorch and stylegan3: the names that this library uses for StyleGAN2 and
    /// StyleGAN3, and those of its VGG16 with LPIPS.
    /// </summary>
    NvidiaTorch,

    /// <summary>NVIDIA's TensorFlow code, stylegan and stylegan2.</summary>
    NvidiaTensorFlow,

    /// <summary>rosinality's port of StyleGAN2 to PyTorch.</summary>
    Rosinality,

    /// <summary>genforce's ports of StyleGAN and StyleGAN2 to PyTorch.</summary>
    Genforce,

    /// <summary>
    /// idinvert_pytorch, an earlier port by the authors of genforce: StyleGAN, and VGG16 in the caffe convention.
    /// </summary>
    Idinvert,

    /// <summary>lernapparat's port of StyleGAN to PyTorch.</summary>
    Lernapparat,

    /// <summary>torchvision's VGG16: the names that this library uses for it.</summary>
    Torchvision,

    /// <summary>
    /// VGG16 under the names of its authors' Caffe model, conv1_1 to conv5_3, as ports to PyTorch keep them.
    /// </summary>
    Caffe,

    /// <summary>VGG16 as Keras exports it.</summary>
    Keras,

    /// <summary>The LPIPS package: its linear layers, and the slices of its VGG16.</summary>
    Lpips,

    /// <summary>This library's own names for StyleGAN, which follow those of stylegan2-ada-pytorch.</summary>
    Mien,
}
