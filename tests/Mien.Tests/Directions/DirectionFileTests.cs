using Mien.Checkpoints;
using Mien.Checkpoints.Numpy;
using Mien.Directions;
using Mien.Fusion;
using Mien.Models;

namespace Mien.Tests.Directions;

public sealed class DirectionFileTests : IDisposable
{
    private const int L = TinyModel.Layers;
    private const int W = TinyModel.StyleLength;

    private readonly FaceModel _model = TinyModel.Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-directions-");

    public void Dispose()
    {
        _model.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Write_AndRead_GivesTheSame_InTheSameOrder()
    {
        DirectionSet set = new(
            [Direction("zeal"), Direction("age") with { Effect = 0.5f, Range = 2 }], "tiny",
            DirectionSet.IdentityOf(_model.Generator));
        DirectionFile.Write(At("d.safetensors"), set, L);
        DirectionSet read = DirectionFile.Read(At("d.safetensors"), _model.Generator);
        read.Directions.Select(d => d.Name).ShouldBe(["zeal", "age"]);
        read["age"].Values.ShouldBe(set["age"].Values);
        (read["age"] with { Values = [] }).ShouldBe(set["age"] with { Values = [] }, new ByText());
        read.MustFit(_model);
        _model.Generator.Parameters["synthesis.b4.const"].WritableSpan[0] += 1;
        Should.Throw<ArgumentException>(() => read.MustFit(_model)).Message.ShouldContain(
            "belong to the generator of the model 'tiny'");
    }

    [Theory]
    [InlineData(new[] { L, W }, 1, false)]
    [InlineData(new[] { 1, L, W }, 1, false)]
    [InlineData(new[] { 3, L, W }, 3, false)]
    [InlineData(new[] { W }, 1, true)]
    [InlineData(new[] { 1, W }, 1, true)]
    [InlineData(new[] { 5, W }, 5, true)]
    public void Read_OfAnotherProgramsArray_GivesEachDirectionForAllLayers(int[] shape, int count, bool isOfOne)
    {
        int numbers = shape.Aggregate(1, (a, b) => a * b);
        NpyWriter.Write(
            At("age.npy"), CheckpointTensor.From("", shape, [.. Enumerable.Range(0, numbers).Select(i => (float)i)]));
        DirectionSet set = DirectionFile.Read(At("age.npy"), _model.Generator);
        set.Directions.Select(d => d.Name).ShouldBe(
            count == 1 ? ["age"] : [.. Enumerable.Range(1, count).Select(i => $"age-{i}")]);
        set.GeneratorId.ShouldBeNull();
        float[] last = set.Directions[^1].Values;
        last.Length.ShouldBe(L * W);
        last[W].ShouldBe(isOfOne ? numbers - W : numbers - (L * W) + W);
    }

    [Theory]
    [InlineData(new[] { L, W + 1 })]
    [InlineData(new[] { 2, L + 1, W })]
    [InlineData(new[] { 0, W })]
    public void Read_OfAnotherShape_SaysWhichIsWanted(int[] shape)
    {
        NpyWriter.Write(At("x.npy"), CheckpointTensor.From("", shape, new float[shape.Aggregate(1, (a, b) => a * b)]));
        Should.Throw<CheckpointException>(
            () => DirectionFile.Read(At("x.npy"), _model.Generator)).Message.ShouldContain($"[{L}, {W}]");
    }

    [Fact]
    public void Read_OfADamagedFile_IsRefused()
    {
        DirectionFile.Write(At("d.safetensors"), new([Direction("age")], "tiny", null), L);
        byte[] bytes = File.ReadAllBytes(At("d.safetensors"));
        bytes[^1] ^= 64;
        File.WriteAllBytes(At("d.safetensors"), bytes);
        Should.Throw<CheckpointException>(() => DirectionFile.Read(At("d.safetensors"), _model.Generator));
    }

    [Fact]
    public void Move_AlongTwo_AddsBoth_InTheLayersThatMay()
    {
        DirectionSet set = new([Direction("a"), Direction("b")], null, null);
        float[] styles = [.. Enumerable.Range(0, L * W).Select(i => i / 10f)];
        float[] moved = set.Move(styles, [new("a", 2), new("b", -0.5f)]),
            part = set.Move(styles, [new("a", 2)], LayerMask.Range(2, 2, L));
        for (int i = 0; i < styles.Length; i++)
        {
            moved[i].ShouldBe(styles[i] + (2 * set["a"].Values[i]) - (0.5f * set["b"].Values[i]), 1e-5f);
            part[i].ShouldBe(i / W == 1 ? styles[i] + (2 * set["a"].Values[i]) : styles[i], 1e-5f);
        }

        Should.Throw<ArgumentException>(() => set.Move(styles, [new("c", 1)])).Message.ShouldContain("there are a, b");
    }

    [Theory]
    [InlineData("smile=0.8", "smile", 0.8f)]
    [InlineData("a=b=-1", "a=b", -1f)]
    public void Step_AsText_IsRead(string text, string name, float amount)
        => DirectionStep.Parse(text).ShouldBe(new(name, amount));

    [Theory]
    [InlineData("smile")]
    [InlineData("=1")]
    [InlineData("smile=")]
    [InlineData("smile=NaN")]
    [InlineData("smile=0,8")]
    public void Step_ThatIsNone_SaysWhatWouldBe(string text)
        => Should.Throw<ArgumentException>(() => DirectionStep.Parse(text)).Message.ShouldContain("smile=0.8");

    private static StyleDirection Direction(string name) => new()
    {
        Name = name,
        Values = [.. Enumerable.Range(0, L * W).Select(i => MathF.Sin(i * name.Length) + name[0])],
        Method = DirectionMethod.Labels,
        Unit = "degrees",
    };

    private string At(string file) => Path.Combine(_folder.FullName, file);

    private sealed class ByText : IEqualityComparer<StyleDirection>
    {
        public bool Equals(StyleDirection? x, StyleDirection? y) => x?.ToString() == y?.ToString();

        public int GetHashCode(StyleDirection obj) => 0;
    }
}
