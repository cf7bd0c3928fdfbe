using Mien.Checkpoints;
using Mien.Models;

namespace Mien.Tests.Fusion;

public sealed class ExpressionSubspaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-expression-");

    // Style vectors of three numbers: the first two tell two parameters of the expression, the third the person.
    private static readonly ExpressionSubspace _subspace = new(
        read: [1, 0, 0, 2, 0, 0], styles: [1, 0, 0, 0, 0.5f, 0], rest: [0, 0.5f],
        person: [0.1f, 0, 0, 0, 0.1f, 0, 0, 0, 1]);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Difference_IsReadFromTheMeanOfTheLayers()
        => _subspace.Difference([0, 0, 0, 2, 0, 7], [1, 1, 5, 4, 3, 9]).ShouldBe([1.5f, 4]);

    [Fact]
    public void WithoutPerson_WhatPeopleAtRestDifferBy_CountsLess()
    {
        _subspace.WithoutPerson([0.1f, 0]).ShouldBe([0.1f, 0], 1e-6f); // people at rest do not differ in the first
        float half = 0.5f * MathF.Sqrt(2);
        _subspace.WithoutPerson([0, half])[1].ShouldBe(half / 2, 1e-6f);
        _subspace.WithoutPerson([0, 5])[1].ShouldBeInRange(4.9f, 5);
        _subspace.WithoutPerson([0, 0.1f])[1].ShouldBeInRange(0, 0.01f);
        _subspace.WithoutPerson([0, -5])[1].ShouldBe(-_subspace.WithoutPerson([0, 5])[1]);
    }

    [Fact]
    public void Exchange_TakesTheExpressionAndLeavesThePerson()
    {
        float[] one = [1, 2, 3, 4, 5, 6], other = [3, 50, -9, 8, 60, -9];
        float[] fused = _subspace.Exchange(one, other);
        fused.Where((_, i) => i % 3 == 2).ShouldBe([3, 6]); // the person's own
        float[] change = _subspace.WithoutPerson(_subspace.Difference(one, other));
        _subspace.Difference(one, fused).ShouldBe(change, 1e-3f);
        _subspace.Exchange(one, one).ShouldBe(one);
    }

    [Fact]
    public void PersonDistance_CountsExpressionsLess()
    {
        _subspace.PersonDistance([0, 0, 0], [3, 4, 0]).ShouldBe(0.5f, 1e-6f);
        _subspace.PersonDistance([0, 0, 0], [0, 0, 5]).ShouldBe(5, 1e-6f);
    }

    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame()
    {
        string path = Path.Combine(_folder.FullName, "expression.safetensors");
        _subspace.Write(path);
        ExpressionSubspace read = ExpressionSubspace.Read(path);
        (read.Parameters, read.StyleLength).ShouldBe((2, 3));
        float[] one = [1, 2, 3], other = [3, 50, -9];
        read.Exchange(one, other).ShouldBe(_subspace.Exchange(one, other));
        read.PersonDistance(one, other).ShouldBe(_subspace.PersonDistance(one, other));

        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Should.Throw<CheckpointException>(() => ExpressionSubspace.Read(path)).Message.ShouldContain("checksum");
    }

    [Fact]
    public void SizesThatDoNotFit_AndNumbersThatAreNone_AreRefused()
    {
        Should.Throw<ArgumentException>(() => new ExpressionSubspace([1, 2], [1, 2], [1], [1, 2, 3, 4, 5, 6, 7, 8, 9]))
            .Message.ShouldContain("do not fit");
        Should.Throw<ArgumentException>(() => new ExpressionSubspace([float.NaN], [1], [1], [1]))
            .Message.ShouldContain("finite");
        Should.Throw<ArgumentException>(() => _subspace.Difference([1, 2], [1, 2])).Message.ShouldContain("layers of 3");
    }
}
