namespace Mien.Checkpoints.Pickles;

/// <summary>
/// How much work the pickles of one file may ask for, together with those nested in them. The bounds lie far above what
/// any weight file needs (a 1024 px StyleGAN2 takes about 50,000 steps) and far below what would be felt.
/// </summary>
internal sealed class PickleBudget
{
    /// <summary>Steps of the machine: each is at least one byte of a pickle and makes at most one value.</summary>
    public const int MaxSteps = 1_000_000;

    /// <summary>Pickles inside pickles: PyTorch needs one level.</summary>
    public const int MaxNesting = 3;

    private int _steps;
    private int _nesting;

    /// <summary>Steps taken so far.</summary>
    public int Steps => _steps;

    /// <summary>Takes one step; false where there are none left.</summary>
    public bool Step() => ++_steps <= MaxSteps;

    /// <summary>Goes into a nested pickle; false where it is too deep.</summary>
    public bool Enter() => ++_nesting <= MaxNesting;

    /// <summary>Comes out of a nested pickle.</summary>
    public void Leave() => _nesting--;
}
