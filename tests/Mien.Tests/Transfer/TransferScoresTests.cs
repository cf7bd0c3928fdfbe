using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Tests.Transfer;

public sealed class TransferScoresTests
{
    [Fact]
    public void Of_TheTwoEnds_AreNoneAndAllOfTheExpression_AndTheWholePersonAndNone()
    {
        using FaceModel model = FaceModel.Open(BuiltInModel.Name);
        AlignedFace a = Painted(model, 1), e = Painted(model, 2);
        TransferScores unchanged = TransferScores.Of(model, Result(a, e, a.Crop))!;
        unchanged.Expression.ShouldBe(0);
        unchanged.Person.ShouldBe(1);
        unchanged.Doubts.ShouldBe(["little of the expression came over"]);
        TransferScores other = TransferScores.Of(model, Result(a, e, e.Crop))!;
        other.Expression!.Value.ShouldBeGreaterThan(1); // what only differs between people is there, too
        other.Person.ShouldBe(0);
        other.Doubts.ShouldHaveSingleItem().ShouldContain("other person");
        TransferScores.Of(model, Result(a, a, a.Crop))!.Expression.ShouldBeNull(); // there is none to bring over
    }

    [Fact]
    public void Of_AFaceThatIsTurnedAndSmall_SaysSo()
    {
        using FaceModel model = FaceModel.Open(BuiltInModel.Name);
        Point[] landmarks = [.. Enumerable.Range(0, 68).Select(i => new Point(i, 10))];
        for (int i = 36; i < 48; i++)
        {
            landmarks[i] = new(i < 42 ? 10 : 30, 10);
        }

        landmarks[30] = new(28, 20);
        Face face = new()
        {
            Box = new(0, 0, 1, 1),
            Confidence = 1,
            Landmarks = landmarks,
            Roll = 0,
            InterOcular = 20,
        };
        face.Turn.ShouldBe(0.4, 1e-9);
        AlignedFace a = Painted(model, 1) with { Found = face }, e = Painted(model, 2);
        IReadOnlyList<string> doubts = TransferScores.Of(model, Result(a, e, a.Crop))!.Doubts;
        doubts.ShouldContain("the face of the appearance is turned by more than 25 degrees");
        doubts.ShouldContain("the face of the appearance is small: its eyes are 20 px apart");
    }

    [Fact]
    public void Of_AModelThatKnowsNoExpression_IsNothing()
    {
        using FaceModel model = FaceModel.Open(BuiltInModel.Drawn);
        AlignedFace a = Painted(model, 1);
        TransferScores.Of(model, Result(a, a, a.Crop)).ShouldBeNull();
    }

    private static AlignedFace Painted(FaceModel model, int seed)
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, model.Generator.LatentLength], seed);
        Image face = new StyleRenderer(model, Precision.Float32).Render(model.Generator.Map(z).ToArray());
        return new($"{seed}.png", face, face, null);
    }

    private static TransferResult Result(AlignedFace a, AlignedFace e, Image picture) => new()
    {
        Appearance = Inverted(a),
        Expression = Inverted(e),
        Settings = new() { Paste = PasteMode.None },
        Layers = LayerMask.Default(12),
        Tried = [],
        Styles = [],
        Fused = picture,
        Picture = picture,
        Times = [],
    };

    private static InvertedFace Inverted(AlignedFace face) => new(face, new()
    {
        Styles = [],
        Layers = 0,
        StyleLength = 0,
        Curve = [0],
        Settings = new(),
        ModelName = "",
        ModelId = "",
        SourceHash = "",
        End = InversionEnd.Complete,
        Seconds = 0,
    }, false, face.Crop);
}
