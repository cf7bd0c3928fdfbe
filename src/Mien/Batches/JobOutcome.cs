namespace Mien.Batches;

/// <summary>Why a job failed.</summary>
public enum FailureKind
{
    /// <summary>The line of the list says no job, or its settings are wrong.</summary>
    BadLine,

    /// <summary>A photo is not there.</summary>
    MissingPicture,

    /// <summary>A photo is damaged, too large or no picture.</summary>
    UnreadablePicture,

    /// <summary>There is no face in a photo, or not the one that was asked for.</summary>
    NoFace,

    /// <summary>The inversion or the picture was no longer finite.</summary>
    NotFinite,

    /// <summary>There was not enough memory.</summary>
    Memory,

    /// <summary>The result could not be written.</summary>
    Output,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>How a job ended: one line of a journal.</summary>
public sealed record JobOutcome
{
    /// <summary>The job's <see cref="BatchJob.Id"/>.</summary>
    public required string Job { get; init; }

    /// <summary>Its line in the list.</summary>
    public required int Line { get; init; }

    /// <summary>The result, as the list names it; null where the line says none.</summary>
    public string? Out { get; init; }

    /// <summary>SHA-256 of the result's file in hexadecimal; null for a failure.</summary>
    public string? Sha256 { get; init; }

    /// <summary>D of the appearance's inversion; null for a failure.</summary>
    public float? AppearanceDistance { get; init; }

    /// <summary>D of the expression's.</summary>
    public float? ExpressionDistance { get; init; }

    /// <summary>The layers that were taken from the expression.</summary>
    public string? Layers { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>The reason in words; null if it did not fail.</summary>
    public string? Error { get; init; }

    /// <summary>Seconds from the first of its stages to the last, with its part of the inversions.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds since its process began, by a clock that never jumps.</summary>
    public double Elapsed { get; init; }

    /// <summary>When, by the clock on the wall; for people, nothing follows from it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether the job was done.</summary>
    public bool IsDone() => Failure is null;
}
