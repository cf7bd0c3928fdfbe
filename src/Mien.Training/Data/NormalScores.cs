using MathNet.Numerics.Distributions;
using Mien.Evaluation.Judging;
using Mien.Portraits;
using Mien.Tensors;

namespace Mien.Training.Data;

/// <summary>
/// Turns a portrait into a latent z: each parameter that varies becomes its rank among many portraits, told as a
/// standard normal number. So z ~ N(0, I) is what training sees and what sampling draws. Equal values, as the strength
/// of a beard that most have not, share their ranks at random. Where the crop lies is told too, so that faces which are
/// found a little off can be painted.
/// </summary>
internal sealed class NormalScores
{
    private const int Portraits = 4096;

    private readonly int[] _parameters;
    private readonly float[][] _sorted;
    private readonly int _jitters;

    /// <summary>Ranks the parameters in a row of portraits.</summary>
    public NormalScores(PortraitCrops crops)
    {
        float[][] vectors = [.. Enumerable.Range(0, Portraits).Select(i => PortraitParameters.Of(crops.Portrait(i)))];
        _parameters = [.. Enumerable.Range(0, PortraitParameters.Count)
            .Where(p => vectors.Any(v => v[p] != vectors[0][p]))];
        _sorted = [.. _parameters.Select(p => vectors.Select(v => v[p]).Order().ToArray())];
        _jitters = crops.Jitter ? 4 : 0;
    }

    /// <summary>
    /// The scores that a generator's latents consist of: z ~ N(0, I) for the usual portraits, not for those in which
    /// every action unit is common.
    /// </summary>
    /// <param name="size">Pixels of its portraits.</param>
    /// <param name="seed">Of its training.</param>
    public static NormalScores OfGenerator(int size, int seed = 0)
        => new(new() { Size = size, Seed = seed, PlainBackground = true, Jitter = true });

    /// <summary>Length of z.</summary>
    public int Length => _parameters.Length + _jitters;

    /// <summary>What a number of z describes; where the crop lies belongs to the pose.</summary>
    public ParameterKind KindOf(int latent)
        => latent < _parameters.Length ? PortraitParameters.KindOf(_parameters[latent]) : ParameterKind.Pose;

    /// <summary>Where the numbers of a kind of parameters are, in the order of the parameters.</summary>
    public IEnumerable<int> PlacesOf(ParameterKind kind)
        => Enumerable.Range(0, _parameters.Length).Where(i => PortraitParameters.KindOf(_parameters[i]) == kind);

    /// <summary>The latents of portraits, [N, <see cref="Length"/>].</summary>
    /// <param name="portraits">N portraits.</param>
    /// <param name="jitters">How their crops lie.</param>
    /// <param name="seed">Decides between equal ranks.</param>
    public Tensor Latents(IReadOnlyList<Portrait> portraits, IReadOnlyList<float[]> jitters, int seed)
    {
        Tensor z = new([portraits.Count, Length]);
        Random ties = new(seed);
        for (int i = 0; i < portraits.Count; i++)
        {
            Write(portraits[i], jitters[i], ties, z.WritableSpan.Slice(i * Length, Length));
        }

        return z;
    }

    /// <summary>Writes the latent of a portrait.</summary>
    /// <param name="portrait">The portrait.</param>
    /// <param name="jitter">How its crop lies, [4], each evenly spread over [−1, 1].</param>
    /// <param name="ties">Decides between equal ranks.</param>
    /// <param name="z">[<see cref="Length"/>]</param>
    public void Write(Portrait portrait, ReadOnlySpan<float> jitter, Random ties, Span<float> z)
    {
        float[] vector = PortraitParameters.Of(portrait);
        for (int i = 0; i < _parameters.Length; i++)
        {
            float value = vector[_parameters[i]];
            float[] sorted = _sorted[i];
            int below = Count(sorted, v => v < value), upTo = Count(sorted, v => v <= value);
            double rank = (below + ((upTo - below) * ties.NextDouble())) / Portraits;
            z[i] = Score(rank);
        }

        for (int i = 0; i < _jitters; i++)
        {
            z[_parameters.Length + i] = Score((jitter[i] + 1) / 2);
        }
    }

    /// <summary>A rank told as a standard normal number.</summary>
    /// <param name="rank">0 to 1.</param>
    /// <param name="among">How many it is among: the first and the last are half a place inside.</param>
    public static float Score(double rank, int among = Portraits)
        => (float)Normal.InvCDF(0, 1, Math.Clamp(rank, 0.5 / among, 1 - (0.5 / among)));

    /// <summary>How many of sorted values, from the first, fulfil a condition that holds up to some place.</summary>
    private static int Count(float[] sorted, Func<float, bool> holds)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = holds(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
