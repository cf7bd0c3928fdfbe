using System.Globalization;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.Keypoints;

/// <summary>
/// From a face to numbers by way of points: a residual network with a way back up makes a heat map for each of many
/// points, the middle of a heat map is where the point lies (integral regression, Sun et al. 2018), and two dense
/// layers read the points, coarse features and mean features. The first points are taught to be the 68 landmarks, and
/// are read as deviations along the principal directions in which faces' landmarks differ, each scaled by how far they
/// do, so that the small ones, which expressions are made of, count. The next two are taught to be the middles of the
/// irises, and are read relative to the landmarks of their eyes. The others are free. Equalised learning rate.
/// </summary>
public sealed class KeypointEncoder : Network
{
    /// <summary>Landmarks among the points: the first ones.</summary>
    public const int Landmarks = 68;

    /// <summary>Points whose places are taught: the landmarks, then the two irises.</summary>
    public const int PointsOfFace = Landmarks + Irises;

    /// <summary>What the names of its tensors begin with in a file that <see cref="Write"/> wrote.</summary>
    public const string Prefix = "encoder.";

    private const string SizeKey = "size";
    private const int Irises = 2;
    private const int Points = 112;
    private const int Levels = KeypointArchitecture.Levels;
    private const float Slope = 0.2f;
    private const float FreeGain = 4;
    private const float GazeGain = 40; // one over about the standard deviation of an iris's place between its lids

    private static readonly float _gain = MathF.Sqrt(2);

    // One over about the standard deviation of each band of a portrait: differences from the picture of half the size,
    // at the size, 1/2, 1/4 and 1/8, and what is left at 1/16.
    private static readonly float[] _bandGains = [14, 12, 10, 7, 2.5f];

    private const int BandsAsAWhole = 3; // the coarsest ones

    private readonly Tensor _across;
    private readonly Tensor _down;
    private readonly Tensor _others; // [points that are not landmarks, points]: how they are read

    /// <summary>Begins with random weights.</summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="axes">How landmarks are read; taken over.</param>
    /// <param name="seed">Chooses the weights.</param>
    /// <exception cref="ArgumentException">The sizes are impossible.</exception>
    public KeypointEncoder(KeypointArchitecture architecture, LandmarkAxes axes, int seed)
        : this(architecture, axes, Random(architecture, seed))
    {
    }

    private KeypointEncoder(KeypointArchitecture architecture, LandmarkAxes axes, Weights weights)
        : base(weights)
    {
        architecture.Check();
        (Architecture, Axes) = (architecture, axes);
        foreach ((string name, Shape shape) in Layout(architecture))
        {
            Parameter($"{name}.weight", shape);
            Parameter($"{name}.bias", [shape[0]]);
        }

        int side = architecture.Size / 4;
        float[] across = [.. Enumerable.Range(0, side * side).Select(i => ((2 * (i % side)) + 1f) / side - 1)];
        _across = Grid(across, side);
        _others = Others();
        _down = Grid([.. Enumerable.Range(0, side * side).Select(i => across[i / side])], side);
    }

    /// <summary>The sizes.</summary>
    public KeypointArchitecture Architecture { get; }

    /// <summary>Width and height of the pictures.</summary>
    public int Size => Architecture.Size;

    /// <summary>How landmarks are read.</summary>
    public LandmarkAxes Axes { get; }

    /// <summary>
    /// [N, S, S, 3] in [−1, 1] → numbers [N, outputs], and landmarks and irises [N, 140]: how far each lies to the
    /// right, then how far each lies down, from −1 to 1 over the picture.
    /// </summary>
    public (Tensor Numbers, Tensor Points) Forward(Tensor image)
    {
        int n = image.Shape[0];
        Tensor[] levels = new Tensor[Levels];
        Tensor[] bands = Bands(image);
        // [N, S/2, S/2, C]
        levels[0] = Active(Convolve("rgb", new[] { image.Times(2), bands[0] }.Concat(3), stride: 2));
        for (int level = 1; level < Levels; level++)
        {
            Tensor x = levels[level - 1], y = Active(Convolve($"{level}.conv0", x));
            y = Active(Convolve($"{level}.conv1", y, stride: 2)); // [N, half of it, half of it, C']
            Tensor skip = Convolve($"{level}.skip", x.Resize(y.Shape[1], y.Shape[2], Interpolation.Area));
            levels[level] = y.Plus(skip).Times(1 / _gain);
        }

        Tensor fine = levels[^1];
        for (int level = Levels - 1; level > 1; level--)
        {
            fine = levels[level - 1].Plus(Convolve($"{level}.up", fine).NearestUp2()).Times(1 / _gain);
        }

        fine = Active(Convolve("fine", fine)); // [N, S/4, S/4, C]
        Tensor heat = Convolve("maps", fine).Softplus().Square(); // [N, S/4, S/4, P]
        Tensor whole = heat.SumPixels(), inverse = whole.Rsqrt().Square(); // [N, P]
        Tensor across = heat.Times(_across.Repeat(0, n)).SumPixels().Times(inverse),
            down = heat.Times(_down.Repeat(0, n)).SumPixels().Times(inverse);
        Tensor landmarks = Both(0, Landmarks);
        Tensor last = levels[^1];
        Tensor coarse = Active(Dense("coarse", last.Reshape([n, (int)(last.Count / n)])));
        Tensor whole0 = Active(
            Dense("whole", bands[^BandsAsAWhole..].Select(b => b.Reshape([n, (int)(b.Count / n)])).ToArray()
                .Concat(1)));
        Tensor read = new[]
        {
            Axes.Read(landmarks), across.Dense(_others), down.Dense(_others), coarse, whole0, Mean(levels[0]),
            Mean(levels[2]), Mean(levels[3]),
        }.Concat(1);
        Tensor numbers = Dense("output", Active(Dense("hidden", read)));
        return (numbers, Both(0, PointsOfFace));

        Tensor Both(int first, int count)
            => new[] { across.Slice(1, first, count), down.Slice(1, first, count) }.Concat(1);
        Tensor Mean(Tensor x) => x.SumPixels().Times(1f / (x.Shape[1] * x.Shape[2]));
    }

    // The picture as differences between its sizes, each with about the same variance: colours and light do not drown
    // shapes.
    private static Tensor[] Bands(Tensor image)
    {
        Tensor[] bands = new Tensor[Levels];
        Tensor x = image;
        for (int level = 0; level < Levels - 1; level++)
        {
            Tensor half = x.Resize(x.Shape[1] / 2, x.Shape[2] / 2, Interpolation.Area);
            bands[level] = x.Minus(half.NearestUp2()).Times(_bandGains[level]);
            x = half;
        }

        bands[^1] = x.Times(_bandGains[^1]);
        return bands;
    }

    /// <summary>Reads an encoder from a file that has one.</summary>
    /// <exception cref="CheckpointException">The file holds no such network.</exception>
    public static KeypointEncoder Read(Checkpoint file)
    {
        int Rows(string name) => (int)file[$"{Prefix}{name}.weight"].Shape[0];
        KeypointArchitecture architecture = new()
        {
            Channels = [Rows("rgb"), .. Enumerable.Range(1, Levels - 1).Select(level => Rows($"{level}.conv1"))],
            Size = int.TryParse(
                file.Metadata.GetValueOrDefault(SizeKey), NumberStyles.None, CultureInfo.InvariantCulture,
                out int size) ? size : 0,
            Outputs = Rows("output"),
            Coarse = Rows("coarse"),
            Hidden = Rows("hidden"),
            Whole = Rows("whole"),
        };
        LandmarkAxes axes = new(file[$"{Prefix}axes.weight"].ToArray(), file[$"{Prefix}axes.bias"].ToArray());
        try
        {
            return new(architecture, axes, Weights.Of(file, Prefix));
        }
        catch (ArgumentException e)
        {
            axes.Dispose();
            throw new CheckpointException(file.Path, SizeKey, e.Message, e);
        }
    }

    /// <summary>Writes the encoder, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="others">What else the file is to hold.</param>
    /// <param name="type">The numbers' type.</param>
    public void Write(string path, IEnumerable<CheckpointTensor> others, TensorType type)
        => SafetensorsWriter.Write(path,
    [
        .. ToStored(Prefix),
        .. Axes.Tensors.Select(t => t.Value.ToStored(Prefix + t.Key)),
        .. others,
    ], new Dictionary<string, string> { [SizeKey] = Size.ToString(CultureInfo.InvariantCulture) }, type);

    /// <inheritdoc/>
    public override KeypointEncoder Clone() => new(Architecture, Axes.Clone(), Copies());

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Axes.Dispose();
        _across.Dispose();
        _down.Dispose();
        _others.Dispose();
    }

    private static Dictionary<string, Tensor> Random(KeypointArchitecture architecture, int seed)
    {
        architecture.Check();
        Dictionary<string, Tensor> weights = [];
        foreach ((string name, Shape shape) in Layout(architecture))
        {
            weights[$"{name}.weight"] = Tensor.Normal(shape, unchecked((seed * 7919) + weights.Count));
            weights[$"{name}.bias"] = Tensor.Zeros([shape[0]]);
        }

        return weights;
    }

    // Layers with the shapes of their weights.
    private static IEnumerable<(string Name, Shape Weight)> Layout(KeypointArchitecture architecture)
    {
        (IReadOnlyList<int> channels, int size) = (architecture.Channels, architecture.Size);
        yield return ("rgb", [channels[0], 6, 3, 3]);
        for (int level = 1; level < Levels; level++)
        {
            yield return ($"{level}.conv0", [channels[level - 1], channels[level - 1], 3, 3]);
            yield return ($"{level}.conv1", [channels[level], channels[level - 1], 3, 3]);
            yield return ($"{level}.skip", [channels[level], channels[level - 1], 1, 1]);
        }

        for (int level = Levels - 1; level > 1; level--)
        {
            yield return ($"{level}.up", [channels[level - 1], channels[level], 1, 1]);
        }

        yield return ("fine", [channels[1], channels[1], 3, 3]);
        yield return ("maps", [Points, channels[1], 1, 1]);
        yield return ("coarse", [architecture.Coarse, channels[4] * (size / 32) * (size / 32)]);
        int below = Enumerable.Range(Levels - BandsAsAWhole, BandsAsAWhole)
            .Sum(level => (size >> level) * (size >> level) * 3);
        yield return ("whole", [architecture.Whole, below]);
        yield return ("hidden",
            [architecture.Hidden, (2 * Points) + architecture.Coarse + architecture.Whole + channels[0] + channels[2]
                + channels[3]]);
        yield return ("output", [architecture.Outputs, architecture.Hidden]);
    }

    private static Tensor Grid(float[] values, int side)
        => Tensor.From([.. values.SelectMany(v => Enumerable.Repeat(v, Points))], [1, side, side, Points]);

    private static Tensor Others()
    {
        const int FirstEye = 36, OfAnEye = 6;
        Tensor others = Tensor.Zeros([Points - Landmarks, Points]);
        Span<float> weights = others.WritableSpan;
        for (int i = 0; i < Points - Landmarks; i++)
        {
            Span<float> row = weights.Slice(i * Points, Points);
            row[Landmarks + i] = i < Irises ? GazeGain : FreeGain;
            if (i < Irises)
            {
                row.Slice(FirstEye + (i * OfAnEye), OfAnEye).Fill(-GazeGain / OfAnEye);
            }
        }

        return others;
    }

    private static Tensor Active(Tensor x) => x.LeakyRelu(Slope, _gain);

    private Tensor Convolve(string name, Tensor x, int stride = 1)
        => x.Conv2d(Parameters[$"{name}.weight"].Equalized(), Parameters[$"{name}.bias"], stride);

    private Tensor Dense(string name, Tensor x)
        => x.Dense(Parameters[$"{name}.weight"].Equalized(), Parameters[$"{name}.bias"]);
}
