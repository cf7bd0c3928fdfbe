using Mien.Batches;

namespace Mien.Tests.Batches;

public sealed class ShardTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(10, 3)]
    [InlineData(40, 40)]
    [InlineData(7, 64)]
    [InlineData(1_000_000, 10_000)]
    public void Of_AllShares_AreTheWholeListInOrder_AndDifferByOneJob(int jobs, int count)
    {
        (int From, int To)[] shares = [.. Enumerable.Range(1, count)
            .Select(number => new Shard(number, count).Of(jobs))];

        shares[0].From.ShouldBe(0);
        shares[^1].To.ShouldBe(jobs);
        shares.Zip(shares.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
        int[] sizes = [.. shares.Select(share => share.To - share.From)];
        (sizes.Max() - sizes.Min()).ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData("3/64", 3, 64)]
    [InlineData("1/1", 1, 1)]
    public void Parse_OfAShare_ReadsBothNumbers(string text, int number, int count)
        => Shard.Parse(text).ShouldBe(new(number, count));

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("3")]
    [InlineData("3/")]
    [InlineData("-1/4")]
    [InlineData("1/4/2")]
    [InlineData("a/b")]
    [InlineData("1/99999999999")]
    public void Parse_OfNoShare_SaysWhatOneIs(string text)
        => Should.Throw<FormatException>(() => Shard.Parse(text)).Message.ShouldContain("3/64");

    [Fact]
    public void OfScheduler_OfASlurmArray_CountsFromItsFirstTask()
    {
        Shard.OfScheduler(Slurm(id: 5, min: 5, max: 8, count: 4)).ShouldBe(new(1, 4));
        Shard.OfScheduler(Slurm(id: 8, min: 5, max: 8, count: 4)).ShouldBe(new(4, 4));
        Shard.OfScheduler(Slurm(id: 6, min: 0, max: 6, count: 4, step: 2)).ShouldBe(new(4, 4));
    }

    /// <summary>
    /// A part of an array that is submitted again has a count and a first task of its own: the numbers would lie.
    /// </summary>
    [Fact]
    public void OfScheduler_OfAnArrayWithGaps_WantsTheCount()
    {
        Should.Throw<ArgumentException>(() => Shard.OfScheduler(Slurm(id: 9, min: 5, max: 9, count: 2)));
        Shard.OfScheduler(Slurm(id: 9, min: 5, max: 9, count: 2), count: 40).ShouldBe(new(9, 40));
    }

    [Fact]
    public void OfScheduler_OfAKubernetesJob_CountsFromZero()
    {
        Func<string, string?> third = name => name == "JOB_COMPLETION_INDEX" ? "2" : null;
        Shard.OfScheduler(third, 8).ShouldBe(new(3, 8));
        Should.Throw<ArgumentException>(() => Shard.OfScheduler(third));
        Should.Throw<ArgumentException>(() => Shard.OfScheduler(third, 2));
    }

    [Fact]
    public void OfScheduler_WithoutOne_IsNothing()
    {
        Shard.OfScheduler(_ => null).ShouldBeNull();
        Should.Throw<ArgumentException>(() => Shard.OfScheduler(_ => null, 4));
    }

    [Fact]
    public void Overlaps_OfSharesOfOneCount_IsThatOfThemselves_AndOfTwoCounts_ThatOfTheirParts()
    {
        new Shard(2, 4).Overlaps(new(2, 4)).ShouldBeTrue();
        new Shard(2, 4).Overlaps(new(3, 4)).ShouldBeFalse();
        new Shard(1, 2).Overlaps(new(2, 4)).ShouldBeTrue();
        new Shard(1, 2).Overlaps(new(3, 4)).ShouldBeFalse();
        Shard.Whole.Overlaps(new(7, 9)).ShouldBeTrue();
    }

    private static Func<string, string?> Slurm(int id, int min, int max, int count, int step = 1) => name => name switch
    {
        "SLURM_ARRAY_TASK_ID" => $"{id}",
        "SLURM_ARRAY_TASK_MIN" => $"{min}",
        "SLURM_ARRAY_TASK_MAX" => $"{max}",
        "SLURM_ARRAY_TASK_COUNT" => $"{count}",
        "SLURM_ARRAY_TASK_STEP" => $"{step}",
        _ => null,
    };
}
