using Mien.Evaluation.Judging;
using Mien.Portraits;
using Mien.Tensors;
using Mien.Training.Data;

namespace Mien.Training.Photographs;

/// <summary>
/// What the numbers of a latent are where a generator learns from drawn portraits and from photographs: those of
/// <see cref="NormalScores"/>, then whether it is a photograph, then more numbers for codes. Expression and pose have
/// the same places in both. Where a portrait has its identity and scene, a photograph has its code.
/// </summary>
internal sealed class LatentLayout
{
    private readonly NormalScores _scores;
    private readonly int[] _told; // for each number of expression and pose, its place in a latent

    /// <param name="scores">Of drawn portraits.</param>
    /// <param name="more">Numbers that only codes of photographs have; null where there are drawn portraits
    /// alone.</param>
    public LatentLayout(NormalScores scores, int? more)
    {
        _scores = scores;
        Domain = scores.Length;
        Length = scores.Length + (more is { } count ? count + 1 : 0);
        _told = [.. scores.PlacesOf(ParameterKind.Expression), .. scores.PlacesOf(ParameterKind.Pose)];
        Code = [.. Enumerable.Range(0, scores.Length).Where(
            i => scores.KindOf(i) is ParameterKind.Identity or ParameterKind.Scene),
            .. Enumerable.Range(Domain + 1, more ?? 0)];
    }

    /// <summary>Numbers in a latent.</summary>
    public int Length { get; }

    /// <summary>
    /// The place of the number that is 1 for photographs and −1 for drawn portraits, if there are photographs.
    /// </summary>
    public int Domain { get; }

    /// <summary>Whether there are photographs.</summary>
    public bool HasPhotographs => Length > _scores.Length;

    /// <summary>The places of a photograph's code.</summary>
    public IReadOnlyList<int> Code { get; }

    /// <summary>What a number describes.</summary>
    public ParameterKind KindOf(int latent)
        => latent < _scores.Length ? _scores.KindOf(latent) : latent == Domain
            ? ParameterKind.Scene : ParameterKind.Identity;

    /// <summary>The latents of drawn portraits, [N, <see cref="Length"/>].</summary>
    /// <param name="portraits">N portraits.</param>
    /// <param name="jitters">How their crops lie.</param>
    /// <param name="seed">Decides between equal ranks, and the noise where only photographs have numbers.</param>
    public Tensor OfPortraits(IReadOnlyList<Portrait> portraits, IReadOnlyList<float[]> jitters, int seed)
    {
        Tensor scores = _scores.Latents(portraits, jitters, seed);
        if (Length == _scores.Length)
        {
            return scores;
        }

        using (scores)
        {
            Tensor z = Tensor.Normal([portraits.Count, Length], unchecked(seed + 15485863));
            for (int i = 0; i < portraits.Count; i++)
            {
                Span<float> row = z.WritableSpan.Slice(i * Length, Length);
                scores.Span.Slice(i * _scores.Length, _scores.Length).CopyTo(row);
                row[Domain] = -1;
            }

            return z;
        }
    }

    /// <summary>The latent of a photograph.</summary>
    /// <param name="told">Expression and pose, as <see cref="ExpressionReading"/> tells them, each as a normal
    /// score.</param>
    /// <param name="code">[<see cref="Code"/>]</param>
    public float[] OfPhotograph(float[] told, float[] code)
    {
        float[] z = new float[Length];
        z[Domain] = 1;
        foreach ((int place, float value) in _told.Zip(told))
        {
            z[place] = value;
        }

        foreach ((int place, float value) in Code.Zip(code))
        {
            z[place] = value;
        }

        return z;
    }
}
