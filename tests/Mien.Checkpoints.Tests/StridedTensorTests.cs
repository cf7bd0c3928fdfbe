using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Tests;

public class StridedTensorTests
{
    /// <summary>
    /// Any permutation and mirroring of any shape: the gathered values against indexing one element at a time.
    /// </summary>
    [Fact]
    public void CopyTo_PermutedAndMirrored_MatchesElementByElement() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                Random random = new(seed);
                int rank = random.Next(1, 5);
                int[] lengths = [.. Enumerable.Range(0, rank).Select(_ => random.Next(1, rank < 3 ? 70 : 9))];
                int[] order = [.. Enumerable.Range(0, rank)];
                random.Shuffle(order);
                int mirrored = random.Next(rank);
                float[] values = [.. Enumerable.Range(0, lengths.Aggregate(1, (a, b) => a * b)).Select(i => (float)i)];

                StridedTensor tensor = Tensor(values, lengths).Permute(order).Mirror(mirrored);

                float[] expected = new float[values.Length];
                int[] index = new int[rank];
                for (int i = 0; i < expected.Length; i++)
                {
                    int from = 0;
                    for (int d = 0; d < rank; d++)
                    {
                        int at = Array.IndexOf(order, d);
                        int place = at == mirrored ? tensor.Shape[at] - 1 - index[at] : index[at];
                        from = (from * lengths[d]) + place;
                    }

                    expected[i] = values[from];
                    for (int d = rank - 1; d >= 0 && ++index[d] == tensor.Shape[d]; d--)
                    {
                        index[d] = 0;
                    }
                }

                tensor.ToArray().ShouldBe(expected);
            }).QuickCheckThrowOnFailure();

    /// <summary>Two elements, 100,000 apart: read one by one, not with everything between them.</summary>
    [Fact]
    public void CopyTo_ElementsFarApart_ReadsThem()
    {
        float[] values = [.. Enumerable.Range(0, 200_001).Select(i => (float)i)];
        MemorySource source = new("memory", MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

        StridedTensor tensor = StridedTensor.Create("t", TensorType.F32, [2, 2], source, 1, [100_000, 3]);

        tensor.ToArray().ShouldBe([1f, 4f, 100_001f, 100_004f]);
    }

    [Fact]
    public void Squeeze_DropsLeadingThenTrailingOnes()
    {
        Tensor([1, 2, 3], [1, 3, 1, 1]).Squeeze(1)!.Shape.ShouldBe([3]);
        Tensor([1, 2], [1, 2, 1, 1, 1]).Squeeze(4)!.Shape.ShouldBe([2, 1, 1, 1]);
        Tensor([5], [1]).Squeeze(0)!.ToArray().ShouldBe([5f]);
        Tensor([1, 2], [2]).Squeeze(0).ShouldBeNull();
        Tensor([1, 2], [2]).Squeeze(2).ShouldBeNull();
    }

    private static StridedTensor Tensor(float[] values, int[] lengths) => StridedTensor.Contiguous(
        "t", TensorType.F32, [.. lengths.Select(l => (long)l)],
        new MemorySource("memory", MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
}
