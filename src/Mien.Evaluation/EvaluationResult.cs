using Mien.Evaluation.Judging;

namespace Mien.Evaluation;

/// <summary>A method over all pairs.</summary>
/// <param name="Name">Which.</param>
/// <param name="IsRange">True for a contiguous range of layers.</param>
/// <param name="IsOneOfMany">True for a range without a name of its own.</param>
/// <param name="Measurements">One a pair.</param>
public sealed record MethodResult(string Name, bool IsRange, bool IsOneOfMany, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>Expression transferred.</summary>
    public Quartiles Transferred => Quartiles.Of(Measurements.Select(m => m.Transferred));

    /// <summary>Identity kept.</summary>
    public Quartiles Kept => Quartiles.Of(Measurements.Select(m => m.Kept));

    /// <summary>Harmonic mean of both, pair by pair.</summary>
    public Quartiles H => Quartiles.Of(Measurements.Select(m => m.H));

    /// <summary>Change of yaw and pitch, degrees.</summary>
    public Quartiles Pose => Quartiles.Of(Measurements.Select(m => m.Pose));

    /// <summary>Peak signal-to-noise ratio against the drawn truth, dB.</summary>
    public Quartiles TruthPsnr => Quartiles.Of(Measurements.Select(m => m.TruthPsnr));

    /// <summary>Seconds a pair.</summary>
    public Quartiles Seconds => Quartiles.Of(Measurements.Select(m => m.Seconds));
}

/// <summary>All that was measured.</summary>
public sealed record EvaluationResult
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Pairs measured.</summary>
    public required int Pairs { get; init; }

    /// <summary>Portraits in which no face was found, and which were passed over.</summary>
    public required int NotFound { get; init; }

    /// <summary>How well the estimator tells what it judges by.</summary>
    public required Determination Estimator { get; init; }

    /// <summary>Peak signal-to-noise ratio of the reconstructions, dB.</summary>
    public required Quartiles Psnr { get; init; }

    /// <summary>LPIPS of the reconstructions.</summary>
    public required Quartiles Lpips { get; init; }

    /// <summary>The methods, in the order in which they were tried.</summary>
    public required IReadOnlyList<MethodResult> Methods { get; init; }

    /// <summary>The range of layers with the largest median of H.</summary>
    public MethodResult BestRange => Methods.Where(m => m.IsRange).MaxBy(m => m.H.Median)!;
}
