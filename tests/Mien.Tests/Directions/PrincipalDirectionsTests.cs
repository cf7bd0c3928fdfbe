using Mien.Directions;

namespace Mien.Tests.Directions;

public sealed class PrincipalDirectionsTests
{
    [Fact]
    public void Of_Vectors_TellsDeviationsAndTheWayBack()
    {
        Random random = new(3);
        double[][] vectors = [.. Enumerable.Range(0, 500).Select(
            _ => new[] { random.NextDouble() * 8, random.NextDouble() })
                .Select(v => new[] { v[0] + v[1], v[0] - v[1], 5 })];
        PrincipalDirections directions = PrincipalDirections.Of(vectors, _ => 1e-6);
        double[][] told = [.. vectors.Select(
            v => Enumerable.Range(0, 3).Select(
                i => directions.Bias[i] + v.Select((x, j) => directions.Weight[(i * 3) + j] * x).Sum()).ToArray())];
        for (int i = 0; i < 3; i++)
        {
            told.Average(t => t[i]).ShouldBe(0, 1e-4);
        }

        told.Average(t => t.Sum(x => x * x)).ShouldBe(2, 1e-3); // the vectors fill two dimensions
        for (int i = 0; i < 3; i++)
        {
            (directions.Mean[i] + told[7].Select((x, j) => directions.Back[(i * 3) + j] * x)
                .Sum()).ShouldBe(vectors[7][i], 1e-4);
        }
    }
}
