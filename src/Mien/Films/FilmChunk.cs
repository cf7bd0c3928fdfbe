namespace Mien.Films;

/// <summary>
/// A stretch of a run of frames whose style vectors need nothing of other stretches, so that any process can find them
/// and all find the same bits. Its chain of inversions begins some frames earlier, until it has forgotten where it
/// began, and ends as much later as smoothing looks ahead.
/// </summary>
/// <param name="Number">Which chain, from 0 in the order of the film; that of the neutral frame comes last.</param>
/// <param name="Part">The run that it is of: the first frame, and the one after the last.</param>
/// <param name="Frames">The frames whose style vectors are kept, likewise.</param>
/// <param name="Chain">The frames that are inverted, likewise.</param>
internal sealed record FilmChunk(
    int Number, (int From, int To) Part, (int From, int To) Frames, (int From, int To) Chain)
{
    private const int Forgets = 16; // frames: 3 % of where a chain began are left then

    /// <summary>The chunks of runs of frames, of about the same length.</summary>
    /// <param name="parts">The runs.</param>
    /// <param name="usual">That length, frames.</param>
    /// <param name="reach">Frames that smoothing looks ahead.</param>
    public static FilmChunk[] Of(IReadOnlyList<(int From, int To)> parts, int usual, int reach)
    {
        List<FilmChunk> chunks = [];
        foreach ((int From, int To) part in parts)
        {
            int length = part.To - part.From, count = Math.Max(1, (length + (usual / 2)) / usual);
            for (int i = 0; i < count; i++)
            {
                chunks.Add(Of(chunks.Count, part, (At(i), At(i + 1)), reach));
            }

            int At(int i) => part.From + (int)((long)length * i / count);
        }

        return [.. chunks];
    }

    /// <summary>The chunk of one frame alone.</summary>
    public static FilmChunk OfFrame(int number, IReadOnlyList<(int From, int To)> parts, int frame, int reach)
        => Of(number, parts.First(part => part.From <= frame && frame < part.To), (frame, frame + 1), reach);

    /// <summary>Whether a share of all chunks has this one: shares are about as long as each other in frames.</summary>
    public bool IsIn(Batches.Shard shard, IReadOnlyList<FilmChunk> chunks)
    {
        int before = chunks.Take(Number).Sum(chunk => chunk.Length);
        (int from, int to) = shard.Of(chunks.Sum(chunk => chunk.Length));
        int middle = before + (Length / 2);
        return from <= middle && middle < to;
    }

    private int Length => Frames.To - Frames.From;

    private static FilmChunk Of(int number, (int From, int To) part, (int From, int To) frames, int reach)
        => new(number, part, frames,
            (Math.Max(part.From, frames.From - Forgets - reach), Math.Min(part.To, frames.To + reach)));
}
