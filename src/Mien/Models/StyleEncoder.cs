using Mien.Checkpoints;
using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Networks;
using Mien.Networks.Keypoints;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Models;

/// <summary>
/// Guesses the style vector of a face from its aligned crop, for inversions to start from (Zhu et al. 2016, section
/// 3.3: a network first, then gradient descent). What it tells are deviations along the principal directions of a
/// generator's style vectors.
/// </summary>
public sealed class StyleEncoder : IDisposable
{
    /// <summary>The tensor of a file that leads from deviations to a style vector: [W, W].</summary>
    public const string BackKey = "styles.back";

    /// <summary>The tensor of a file that is added after that: [W].</summary>
    public const string MeanKey = "styles.mean";

    private const string LandmarksKey = "landmarks.taught"; // [1], 0 where they are not; a file without it has them

    private readonly KeypointEncoder _encoder;
    private readonly Tensor _back;
    private readonly Tensor _mean;

    /// <param name="encoder">From a crop to W deviations; taken over.</param>
    /// <param name="back">From deviations to a style vector: [W, W].</param>
    /// <param name="mean">Added after that: [W].</param>
    /// <param name="tellsLandmarks">Whether the network was taught where landmarks are.</param>
    public StyleEncoder(KeypointEncoder encoder, float[] back, float[] mean, bool tellsLandmarks = true)
    {
        TellsLandmarks = tellsLandmarks;
        int length = encoder.Architecture.Outputs;
        (_encoder, _back, _mean) = (encoder, Tensor.From(back, [length, length]), Tensor.From(mean, [length]));
    }

    /// <summary>Reads an encoder.</summary>
    /// <param name="path">A file that the training of encoders wrote.</param>
    /// <exception cref="CheckpointException">The file holds no such encoder.</exception>
    public static StyleEncoder Read(string path)
    {
        using Checkpoint file = Checkpoint.Open(path);
        float[] back = file[BackKey].ToArray(), mean = file[MeanKey].ToArray();
        KeypointEncoder encoder = KeypointEncoder.Read(file);
        int length = encoder.Architecture.Outputs;
        if (back.Length != length * length || mean.Length != length)
        {
            encoder.Dispose();
            throw new CheckpointException(
                path, BackKey, $"the network tells {length} numbers, which are no style vectors of {mean.Length}");
        }

        bool tellsLandmarks = file.Tensors.FirstOrDefault(t => t.Name == LandmarksKey) is not { } taught
            || taught.ToArray() is not [0];
        return new(encoder, back, mean, tellsLandmarks);
    }

    /// <summary>Whether it was taught where landmarks are, so that <see cref="Locate"/> can be asked.</summary>
    public bool TellsLandmarks { get; }

    /// <summary>Length of a style vector, W.</summary>
    public int StyleLength => _encoder.Architecture.Outputs;

    /// <summary>Width and height of the crops that it looks at, pixels; others are resized.</summary>
    public int Size => _encoder.Size;

    /// <summary>Style vectors of crops, on the open tape.</summary>
    /// <param name="crops">[N, S, S, 3] in [−1, 1], any S.</param>
    /// <returns>[N, W]</returns>
    public Tensor Encode(Tensor crops) => _encoder.Forward(ToInputSize(crops)).Numbers.Dense(_back, _mean);

    /// <summary>Where 68 landmarks and the two irises are in crops, on the open tape.</summary>
    /// <param name="crops">[N, S, S, 3] in [−1, 1], any S.</param>
    /// <returns>[N, 140]: how far each lies to the right, then how far each lies down, from −1 to 1 over the
    /// crop.</returns>
    /// <exception cref="InvalidOperationException">It was not taught to: see <see cref="TellsLandmarks"/>.</exception>
    public Tensor Locate(Tensor crops) => TellsLandmarks
        ? _encoder.Forward(ToInputSize(crops)).Points
        : throw new InvalidOperationException("StyleEncoder: this encoder was not taught where landmarks are");

    /// <summary>Where 68 landmarks and the two irises are in a face.</summary>
    /// <param name="face">An aligned crop.</param>
    /// <returns>70 points, pixels of the crop.</returns>
    /// <exception cref="InvalidOperationException">It was not taught to: see <see cref="TellsLandmarks"/>.</exception>
    internal Point[] Landmarks(Image face)
    {
        using Tape tape = new();
        using Tensor crop = Pixels.ToTensor(face);
        ReadOnlySpan<float> places = Locate(crop).Span;
        int count = places.Length / 2;
        double half = face.Width / 2.0;
        Point[] points = new Point[count];
        for (int i = 0; i < count; i++)
        {
            points[i] = new(((places[i] + 1) * half) - 0.5, ((places[count + i] + 1) * half) - 0.5);
        }

        return points;
    }

    private Tensor ToInputSize(Tensor crops) =>
        crops.Shape[1] == Size
            ? crops : crops.Resize(Size, Size, crops.Shape[1] > Size ? Interpolation.Area : Interpolation.Bilinear);

    /// <summary>Writes the encoder, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="type">The numbers' type.</param>
    public void Write(string path, TensorType type) => _encoder.Write(path,
    [
        _back.ToStored(BackKey),
        _mean.ToStored(MeanKey),
        CheckpointTensor.From(LandmarksKey, [1], [TellsLandmarks ? 1 : 0]),
    ], type);

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        _encoder.Dispose();
        _back.Dispose();
        _mean.Dispose();
    }
}
