namespace Mien;

/// <summary>How far a piece of work has come, from the inversion of a face to the training of a model.</summary>
/// <param name="Stage">What is being done, for people: "inverting the appearance".</param>
/// <param name="Done">Units done: steps, pairs, pictures.</param>
/// <param name="Of">Units in all; 0 where the work ends when it is stopped.</param>
/// <param name="Left">Time left in this stage, estimated; null where nothing is known of it.</param>
public record WorkProgress(string Stage, int Done, int Of, TimeSpan? Left = null)
{
    /// <summary>
    /// Figures to watch by name, such as D of each picture of an inversion or the losses of a training.
    /// </summary>
    public IReadOnlyList<(string Name, float Value)> Values { get; init; } = [];

    /// <summary>The first figure; null where there is none.</summary>
    public float? Value => Values.Count > 0 ? Values[0].Value : null;

    /// <summary>Calls a method on the thread that does the work, before the work goes on.</summary>
    /// <param name="action">Is given what is reported.</param>
    public static IProgress<WorkProgress> To(Action<WorkProgress> action) => new Caller(action);

    private sealed class Caller(Action<WorkProgress> action) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => action(value);
    }
}
