using System.Xml.Linq;
using Mien.Evaluation.Judging;
using Mien.Fusion;
using Mien.Models;

namespace Mien.Evaluation.Tests;

/// <summary>The whole evaluation, with the built-in model, on two pairs and with few steps.</summary>
public sealed class TransferEvaluationTests(EvaluationOfTwoPairs evaluation) : IClassFixture<EvaluationOfTwoPairs>
{
    private readonly EvaluationResult _result = evaluation.Result;

    [Fact]
    public void Methods_AreThoseOfThePaper_EveryRange_AndTheTwoEnds()
    {
        _result.Pairs.ShouldBe(2);
        string[] names = [.. _result.Methods.Select(m => m.Name)];
        names.ShouldBeUnique();
        names.ShouldContain(name => name.StartsWith("search", StringComparison.Ordinal), 2);
        foreach (string name in (string[])["appearance unchanged", "expression image", "drawn truth", "all layers",
            "layers 4-5", "joint objective", "layers 1", "layers 2-3"])
        {
            names.ShouldContain(name);
        }

        _result.Methods.Count(m => m.IsRange).ShouldBe(78); // 12 layers
        _result.Methods.ShouldAllBe(m => m.Measurements.Count == 2);
    }

    [Fact]
    public void LayersThatAreNamed_AreMeasuredAlone_AndAsAmongAll()
    {
        EvaluationResult few = evaluation.Few;
        few.Methods.Select(m => m.Name).ShouldBe(
            ["appearance unchanged", "expression image", "drawn truth", "layers 4-5"]);
        few.Methods[3].Measurements.Select(m => m.Transferred)
            .ShouldBe(_result.Methods.Single(m => m.Name == "layers 4-5").Measurements.Select(m => m.Transferred));
    }

    [Fact]
    public void TheTwoEnds_AreExact()
    {
        MethodResult appearance = _result.Methods.Single(m => m.Name == "appearance unchanged"),
            expression = _result.Methods.Single(m => m.Name == "expression image");
        appearance.Measurements.ShouldAllBe(m => m.Transferred == 0 && m.Kept == 1);
        expression.Measurements.ShouldAllBe(m => m.Transferred == 1 && m.Kept == 0);
    }

    [Fact]
    public void TheDrawnTruth_IsComparedWithEveryPictureOfTheAppearance()
    {
        string[] others = ["expression image", "drawn truth"];
        _result.Methods.Where(m => others.Contains(m.Name)).SelectMany(m => m.Measurements)
            .ShouldAllBe(m => double.IsNaN(m.TruthPsnr));
        foreach (MethodResult method in _result.Methods.Where(m => !others.Contains(m.Name)))
        {
            method.Measurements.ShouldAllBe(m => m.TruthPsnr > 5 && m.TruthPsnr < 60, method.Name);
        }
    }

    [Fact]
    public void TheDrawnTruthItself_IsJudgedBetterThanAnyTransfer()
    {
        MethodResult truth = _result.Methods.Single(m => m.Name == "drawn truth");
        truth.H.Median.ShouldBeInRange(_result.BestRange.H.Median, 1);
        truth.Kept.Median.ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void AllLayers_MoveMoreOfTheExpressionThanNone()
    {
        MethodResult all = _result.Methods.Single(m => m.Name == "all layers");
        all.Transferred.Median.ShouldBeGreaterThan(0);
        all.Kept.Median.ShouldBeLessThan(1);
        _result.BestRange.H.Median.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Estimator_TellsMoreThanTheMean()
    {
        _result.Estimator.Portraits.ShouldBe(20);
        _result.Estimator.Expression.ShouldBeGreaterThan(0.2f);
        _result.Estimator.Pose.ShouldBeGreaterThan(0.5f);
    }

    [Fact]
    public void Chart_HasAPointForEveryMethod()
    {
        XDocument svg = XDocument.Parse(EvaluationChart.Draw(_result));
        // the best range twice, once with its name
        svg.Descendants(svg.Root!.Name.Namespace + "circle").Count().ShouldBe(_result.Methods.Count + 1);
    }
}

/// <summary>The evaluation that the tests look at.</summary>
public sealed class EvaluationOfTwoPairs : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("mien-evaluation-").FullName;

    public EvaluationOfTwoPairs()
    {
        using FaceModel model = ModelLoader.Load(BuiltInModel.Open(BuiltInModel.Drawn));
        using ParameterEstimator estimator = ParameterEstimator.Read(BuiltInModel.EstimatorPath);
        EvaluationSettings settings = new()
        {
            Pairs = 2,
            PhotoSize = 384,
            EstimatorPortraits = 20,
            Inversion = new() { Steps = 25, PixelWeight = 1 },
        };
        Result = new TransferEvaluation(model, estimator, new(_cache)).Run(settings);
        Few = new TransferEvaluation(model, estimator, new(_cache)).Run(
            settings with { Layers = [LayerMask.Range(4, 5, model.Generator.Layers)] });
    }

    public EvaluationResult Result { get; }

    public EvaluationResult Few { get; }

    public void Dispose() => Directory.Delete(_cache, recursive: true);
}
