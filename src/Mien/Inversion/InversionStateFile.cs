using System.Text.Json;
using Mien.Checkpoints;

namespace Mien.Inversion;

/// <summary>
/// Where a run is saved as it goes. Nothing here ends a run: a file that cannot be used is set aside, one that cannot
/// be written is done without, with one line in either case.
/// </summary>
/// <param name="path">The file; null to save nothing.</param>
/// <param name="notice">Is told.</param>
internal sealed class InversionStateFile(string? path, Action<string>? notice)
{
    private bool _gaveUp;

    /// <summary>Takes over the saved run if there is one.</summary>
    public void RestoreInto(InversionState state)
    {
        if (path is null || !Path.Exists(path))
        {
            return;
        }

        try
        {
            state.RestoreFrom(path);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException
                    or JsonException)
        {
            UnusableFile.SetAside(path, e is CheckpointException fault ? fault.Reason : e.Message, notice);
        }
    }

    /// <summary>Saves the run, unless that has failed before.</summary>
    public void Save(InversionState state, double seconds) => Try(file => state.Save(file, seconds));

    /// <summary>Removes the file at the end of the run.</summary>
    public void Remove() => Try(File.Delete);

    private void Try(Action<string> act)
    {
        if (path is null || _gaveUp)
        {
            return;
        }

        try
        {
            act(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _gaveUp = true;
            notice?.Invoke($"the run cannot be saved on the way ({e.Message}): if it is stopped, it begins anew");
        }
    }
}
