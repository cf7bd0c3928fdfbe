using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Generation;
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
        unchanged.Pose.ShouldBe(0);
        unchanged.Doubts.ShouldBe(["little of the expression came over"]);
        TransferScores other = TransferScores.Of(model, Result(a, e, e.Crop))!;
        other.Expression!.Value.ShouldBeGreaterThan(1); // what only differs between people is there, too
        other.Person.ShouldBe(0);
        other.Doubts.ShouldContain(doubt => doubt.Contains("other person", StringComparison.Ordinal));
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

    /// <summary>
    /// A tilt is told by the landmarks that the encoder sees, which knows upright crops: two thirds of it in the
    /// median. </summary>
    [Fact]
    public void Of_ResultsThatAreTilted_TellsByHowMuch()
    {
        using FaceModel model = FaceModel.Open(BuiltInModel.Name);
        List<TransferScores> scores = [];
        for (uint seed = 1; seed <= 5; seed++)
        {
            using Tape tape = new();
            using Tensor z = Latents.FromSeed(seed, model.Generator);
            AlignedFace face = Painted(model, z);
            scores.Add(TransferScores.Of(model, Result(face, Painted(model, 1), Tilted(face.Crop, 10)))!);
        }

        TransferScores median = scores.OrderBy(one => one.Pose).ElementAt(2);
        median.Pose!.Value.ShouldBeInRange(5, 11);
        median.Doubts.ShouldContain(doubt => doubt.StartsWith("the head turned by", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_AModelThatKnowsNoExpression_IsNothing()
    {
        using FaceModel model = FaceModel.Open(BuiltInModel.Drawn);
        AlignedFace a = Painted(model, 1);
        TransferScores.Of(model, Result(a, a, a.Crop)).ShouldBeNull();
    }

    // Turned around the middle, the nearest pixel of each place, the edge repeated.
    private static Image Tilted(Image face, double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        int size = face.Width;
        double middle = (size - 1) / 2.0;
        byte[] pixels = new byte[size * size * 3];
        for (int i = 0; i < size * size; i++)
        {
            double x = (i % size) - middle, y = (i / size) - middle;
            int u = (int)Math.Clamp(Math.Round(middle + (cos * x) + (sin * y)), 0, size - 1),
                v = (int)Math.Clamp(Math.Round(middle - (sin * x) + (cos * y)), 0, size - 1);
            face.Pixels.Span.Slice(((v * size) + u) * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return new(size, size, pixels);
    }

    private static AlignedFace Painted(FaceModel model, int seed)
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, model.Generator.LatentLength], seed);
        return Painted(model, z);
    }

    private static AlignedFace Painted(FaceModel model, Tensor z)
    {
        Image face = new StyleRenderer(model, Precision.Float32).Render(model.Generator.Map(z).ToArray());
        return new("painted.png", face, face, null);
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
