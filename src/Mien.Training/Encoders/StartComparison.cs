using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Training.Encoders;

/// <summary>What a start by the encoder saves on one picture.</summary>
/// <param name="MeanStart">D at the mean style.</param>
/// <param name="EncoderStart">D at what the encoder tells.</param>
/// <param name="MeanEnd">D that the whole run from the mean style reaches.</param>
/// <param name="EncoderEnd">D that the short run from the encoder's style reaches.</param>
/// <param name="Steps">Steps of the short run after which D is no higher than <paramref name="MeanEnd"/>; null if it
/// never is.</param>
public sealed record StartComparison(float MeanStart, float EncoderStart, float MeanEnd, float EncoderEnd, int? Steps)
{
    /// <summary>Inverts a picture from both starts, with the model's usual settings otherwise.</summary>
    /// <param name="model">A model with an encoder.</param>
    /// <param name="picture">[1, S, S, 3] in [−1, 1].</param>
    /// <param name="wholeSteps">Steps from the mean style.</param>
    /// <param name="shortSteps">Steps from the encoder's style.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static StartComparison Of(
        FaceModel model, Tensor picture, int wholeSteps = 300, int shortSteps = 100,
        CancellationToken cancellation = default)
    {
        InversionSettings usual = TransferSettings.For(model).Inversion with { Snapshots = [] };
        float[] whole = Curve(usual with { Start = StartStyle.Mean, Steps = wholeSteps });
        float[] quick = Curve(usual with { Start = StartStyle.Encoder, Steps = shortSteps });
        int at = Array.FindIndex(quick, d => d <= whole[^1]);
        return new(whole[0], quick[0], whole[^1], quick[^1], at < 0 ? null : at);

        float[] Curve(InversionSettings settings)
        {
            InversionResult result = new Inverter(model).Invert(picture, settings, cancellation: cancellation)[0];
            cancellation.ThrowIfCancellationRequested();
            return result.Curve;
        }
    }

    /// <summary>Whether the short run reached what the whole one did.</summary>
    public bool Pays => Steps is not null;
}
