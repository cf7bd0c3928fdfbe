using Mien.Faces.Detection;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Samples;

/// <summary>The README's lines of C#, between the marks; a test runs them and holds the README to them.</summary>
public static class Transfer
{
    /// <summary>Puts the expression of one sample on the face of another.</summary>
    public static void Run()
    {
        // README begins
        using FaceModel model = FaceModel.Open(); // the built-in one; FaceModel.Open("ffhq") takes an imported one
        using FaceDetector detector = new();
        AlignedFace gus = AlignedFace.Cut("samples/gus.jpg", model, detector);
        AlignedFace cleo = AlignedFace.Cut("samples/cleo.jpg", model, detector);

        TransferSettings settings = TransferSettings.For(model); // what the command takes, the model's advice included
        ExpressionTransfer transfer = new(model, InversionCache.OfUser());
        TransferResult result = transfer.Run(gus, cleo, settings with { Strength = 0.8f });
        result.Write("result.png");
        result.Motion!.At(0.4f).Picture.Write("half.png"); // at another strength within a tenth of a second
        // README ends
    }
}
