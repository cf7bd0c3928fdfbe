using System.Text.Json;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Settings;
using Mien.Transfer;

namespace Mien.Tests.Transfer;

public sealed class TransferSettingsTests : IDisposable
{
    private readonly FaceModel _model = TinyModel.Create();

    public static TheoryData<string> Names => [.. TransferSettings.Table.Select(setting => setting.Name)];

    public void Dispose() => _model.Dispose();

    [Fact]
    public void For_WithoutAdvice_AreTheUsualOnes()
        => TransferSettings.For(_model).Inversion.ToJson().ShouldBe(new InversionSettings().ToJson());

    [Fact]
    public void For_TakesAllThatIsAdvised_AndValuesBeforeThat()
    {
        SettingValues advice = new()
        {
            ["start"] = "random",
            ["steps"] = "70",
            ["rate"] = "0.2",
            ["pixels"] = "1",
            ["face-weight"] = "2",
            ["style-variation"] = "3",
            ["layers"] = "2-3",
        };
        using FaceModel advised = TinyModel.Create(advice: advice);

        TransferSettings settings = TransferSettings.For(advised, new() { ["steps"] = "60", ["strength"] = "0.5" });

        (settings.Inversion.Start, settings.Inversion.Steps, settings.Strength).ShouldBe((StartStyle.Random, 60, 0.5f));
        (settings.Inversion.Rate.Base, settings.Inversion.PixelWeight, settings.Inversion.FaceWeight,
            settings.Inversion.VariationWeight).ShouldBe((0.2f, 1, 2, 3));
        settings.Inversion.Rate.RampDown.ShouldBe(new InversionSettings().Rate.RampDown);
        settings.Layers!.Numbers.ShouldBe([2, 3]);
    }

    [Fact]
    public void For_AdviceThatTheModelCannotFollow_NamesTheCard()
    {
        using FaceModel advised = TinyModel.Create(advice: new() { ["layers"] = "7-9" });
        Should.Throw<ArgumentException>(() => TransferSettings.For(advised)).Message.ShouldContain("card");
    }

    [Theory]
    [InlineData("strenght", "1", "did you mean strength?")]
    [InlineData("strength", "2", "strength 2 is out of range: 0 to 1.5")]
    [InlineData("strength", "NaN", "strength 'NaN' is no number")]
    [InlineData("rate", "0,1", "decimals are written with a point")]
    [InlineData("paste", "glue", "none of motion, difference, plain, none")]
    [InlineData("layers", "4-9", "not among the model's 1-8")]
    [InlineData("layers", "four", "not a list of layers")]
    [InlineData("noise", "perhaps", "neither true nor false")]
    [InlineData("tap", "block1_conv2", "no list of layers and weights")]
    [InlineData("tap", "block1_conv2=-1", "no list of layers and weights")]
    public void For_AMistake_SaysWhatWouldBeRight(string name, string value, string words)
        => Should.Throw<ArgumentException>(
            () => TransferSettings.For(_model, new() { [name] = value })).Message.ShouldContain(words);

    [Fact]
    public void For_ASearchWhereTheModelAdvisesAnExchange_ExchangesWholeStyleVectors()
    {
        StoredModel model = BuiltInModel.Open(BuiltInModel.Name);
        TransferSettings.For(model).Exchange.ShouldBe(StyleExchange.Expression);
        TransferSettings.For(model, new() { ["method"] = "search-range" }).Exchange.ShouldBe(StyleExchange.Whole);
        Should.Throw<ArgumentException>(
            () => TransferSettings.For(model, new() { ["method"] = "joint", ["exchange"] = "expression" }))
            .Message.ShouldContain("exchange and method joint exclude each other");
    }

    [Fact]
    public void For_LayersBesideASearch_Throws()
    {
        SettingValues values = new() { ["layers"] = "4-5", ["method"] = "search-range" };
        Should.Throw<ArgumentException>(() => TransferSettings.For(_model, values)).Message.ShouldContain(
            "layers and method search-range exclude each other");
    }

    /// <summary>A table that lacks a property would make it unreachable by name.</summary>
    [Fact]
    public void Table_ReachesEveryPropertyButSnapshots()
    {
        Dictionary<string, string> other = new()
        {
            ["optimizer"] = "sgd",
            ["start"] = "random",
            ["coarse-to-fine"] = "auto",
            ["tap"] = "block1_conv2=0.5",
            ["shared-style"] = "true",
            ["noise"] = "true",
            ["precision"] = "float32",
            ["layers"] = "2",
            ["exchange"] = "expression",
            ["method"] = "joint",
            ["paste"] = "plain",
            ["mouth"] = "generator",
            ["keep-location"] = "true",
        };
        HashSet<string> reached = [], all = [];
        foreach (Setting<TransferSettings> setting in TransferSettings.Table)
        {
            string text = other.GetValueOrDefault(setting.Name, "1");
            text = text == setting.Usual ? "0.5" : text;
            if (setting.Mistake(text) is not null)
            {
                text = "0.5";
            }

            Collect(new(), setting.With(new(), text), reached);
            setting.Read(setting.With(new(), text)).ShouldBe(text, setting.Name);
        }

        Collect(null, new(), all);
        all.Except(reached).ShouldBe(["Inversion.Snapshots", "Reading.Background"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Setting_ItsUsualValue_IsOneOfItsValues(string name)
    {
        Setting<TransferSettings> setting = TransferSettings.Table[name];
        if (setting.Usual.Length > 0)
        {
            setting.Mistake(setting.Usual).ShouldBeNull();
            setting.Read(setting.With(new(), setting.Usual)).ShouldBe(setting.Usual);
        }

        TransferSettings.Table.Count(other => other.Name == name).ShouldBe(1);
    }

    [Fact]
    public void Run_WithLayersOfAnotherModel_ThrowsBeforeAnyWork()
    {
        AlignedFace face = new("a", new(1, 1, new byte[3]), new(1, 1, new byte[3]), null);
        ExpressionTransfer transfer = new(_model, new(null));
        Should.Throw<ArgumentException>(
            () => transfer.Run(face, face, new() { Layers = LayerMask.Range(4, 5, 12) })).Message.ShouldContain("12");
        Should.Throw<ArgumentException>(
            () => transfer.Run(face, face, new() { Strength = 2 })).Message.ShouldContain("strength");
    }

    // The paths of the properties whose JSON differs between two records, two levels deep.
    private static void Collect(TransferSettings? one, TransferSettings two, HashSet<string> paths)
    {
        foreach (System.Reflection.PropertyInfo property in typeof(TransferSettings).GetProperties()
            .Where(p => p.CanWrite))
        {
            object? before = one is null ? null : property.GetValue(one), after = property.GetValue(two);
            bool isRecord = after is InversionSettings or Faces.Images.ReadOptions or Faces.Images.WriteOptions;
            foreach (System.Reflection.PropertyInfo inner in isRecord
                ? after!.GetType().GetProperties().Where(p => p.CanWrite) : [])
            {
                if (before is null || Text(inner.GetValue(before)) != Text(inner.GetValue(after)))
                {
                    paths.Add($"{property.Name}.{inner.Name}");
                }
            }

            if (!isRecord && (one is null || before?.ToString() != after?.ToString()))
            {
                paths.Add(property.Name);
            }
        }
    }

    private static string Text(object? value)
        => value is System.Runtime.CompilerServices.ITuple tuple ? tuple.ToString()! : JsonSerializer.Serialize(value);
}
