using Mien.Batches;
using Mien.Films;

namespace Mien.Tests.Films;

/// <summary>A film is cut into chunks that need nothing of each other.</summary>
public sealed class FilmChunkTests
{
    private static readonly (int From, int To)[] _parts = [(0, 250), (260, 270), (300, 420)];

    /// <summary>
    /// By hand: 250 frames are two and a half chunks of 100, so three of 83 and 84; 10 are one; 120 are one. A chain
    /// begins 16 frames and the reach of smoothing, 3, before its chunk, and ends 3 after it, within its part.
    /// </summary>
    [Fact]
    public void Of_Parts_CutsThemEvenly_WithChainsThatOverlap()
    {
        FilmChunk[] chunks = FilmChunk.Of(_parts, 100, reach: 3);

        chunks.Select(chunk => chunk.Frames).ShouldBe([(0, 83), (83, 166), (166, 250), (260, 270), (300, 420)]);
        chunks.Select(chunk => chunk.Chain).ShouldBe([(0, 86), (64, 169), (147, 250), (260, 270), (300, 420)]);
        chunks.Select(chunk => chunk.Number).ShouldBe([0, 1, 2, 3, 4]);
        chunks.Select(chunk => chunk.Part).ShouldBe([_parts[0], _parts[0], _parts[0], _parts[1], _parts[2]]);
        FilmChunk alone = FilmChunk.OfFrame(5, _parts, 265, reach: 3);
        (alone.Part, alone.Frames, alone.Chain).ShouldBe(((260, 270), (265, 266), (260, 269)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void IsIn_OfAnyNumberOfShares_PutsEveryChunkIntoOne(int shares)
    {
        FilmChunk[] chunks = FilmChunk.Of(_parts, 20, reach: 3);

        int[] counts = [.. chunks.Select(
            chunk => Enumerable.Range(1, shares).Count(number => chunk.IsIn(new Shard(number, shares), chunks)))];

        counts.ShouldAllBe(count => count == 1);
    }
}
