using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mien.Checkpoints;
using Mien.Models;
using Mien.Tensors;

namespace Mien.Inversion;

/// <summary>What a cache holds.</summary>
/// <param name="Results">Inversions that were found.</param>
/// <param name="Runs">Runs that were stopped and would go on.</param>
/// <param name="SetAside">Files that could not be used.</param>
/// <param name="Bytes">What all of them take on the disk.</param>
public sealed record CacheContents(int Results, int Runs, int SetAside, long Bytes);

/// <summary>
/// Keeps what inversions found, by the content of the picture, the settings and the model, and runs that are under way,
/// so that one that was stopped or killed goes on. Files appear whole, so several processes can use one folder. The
/// cache only saves time: what is damaged, foreign or of another version in it is set aside and computed anew, and
/// where nothing can be written nothing is kept.
/// </summary>
/// <param name="folder">Made when the first file is written; null to keep nothing.</param>
/// <param name="notice">Is told, in one line, what could not be used or written.</param>
public sealed partial class InversionCache(string? folder, Action<string>? notice = null)
{
    private const string StateSuffix = ".state";

    private bool _gaveUp;

    /// <summary>
    /// The cache of this user, in <see cref="UserFolders.Cache"/>; without such a folder nothing is kept, and that is
    /// told.
    /// </summary>
    /// <param name="notice">As for the constructor.</param>
    public static InversionCache OfUser(Action<string>? notice = null)
    {
        string? folder = UserFolders.Cache;
        if (folder is null)
        {
            notice?.Invoke(
                $"there is no home folder, so inversions are not kept: set {UserFolders.CacheVariable} to a folder for them");
        }

        return new(folder, notice);
    }

    /// <summary>The inversion of a picture: from the cache, or found now and kept.</summary>
    /// <param name="model">Generator and perceptual network.</param>
    /// <param name="target">[1, S, S, 3] in [−1, 1].</param>
    /// <param name="settings">The run; without snapshots those that reports show are kept.</param>
    /// <param name="progress">As for <see cref="Inverter.Invert"/>; not called if the result is there.</param>
    /// <param name="cancellation">Stops the run; it is saved and goes on at the next call.</param>
    /// <returns>The result, and whether it was there already. A run that was cancelled is not kept as a
    /// result.</returns>
    public (InversionResult Result, bool Known) Invert(
        FaceModel model, Tensor target, InversionSettings settings, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        settings = Complete(settings);
        string? path = PathOf(model, target, settings);
        if (path is not null && Known(path, model, target, settings) is { } known)
        {
            return (known, true);
        }

        path = Usable(path);
        InversionResult result = new Inverter(model).Invert(
            target, settings, statePath: path is null ? null : path + StateSuffix, progress: progress, notice: notice,
            cancellation: cancellation)[0];
        Keep(path, result);
        return (result, false);
    }

    /// <summary>The inversion of a picture if it is kept; null if not.</summary>
    /// <param name="model">Generator and perceptual network.</param>
    /// <param name="target">[1, S, S, 3] in [−1, 1].</param>
    /// <param name="settings">The run.</param>
    public InversionResult? Find(FaceModel model, Tensor target, InversionSettings settings)
        => PathOf(model, target, Complete(settings)) is { } path
            ? Known(path, model, target, Complete(settings)) : null;

    /// <summary>Inverts pictures in one batch of the engine, whatever is kept, and keeps what was found.</summary>
    /// <param name="model">Generator and perceptual network.</param>
    /// <param name="targets">Each [1, S, S, 3] in [−1, 1], all of one size.</param>
    /// <param name="settings">The run.</param>
    /// <param name="progress">As for <see cref="Inverter.Invert"/>.</param>
    /// <param name="cancellation">Stops the run; it is saved and goes on when the same pictures are inverted together
    /// again.</param>
    /// <returns>The results in the order of the pictures; those of a run that was cancelled are not kept.</returns>
    public IReadOnlyList<InversionResult> InvertTogether(
        FaceModel model, IReadOnlyList<Tensor> targets, InversionSettings settings,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        settings = Complete(settings);
        string?[] paths = [.. targets.Select(target => Usable(PathOf(model, target, settings)))];
        using Tensor all = Batch(targets);
        string? state = Usable(PathOf(model, all, settings)) is { } path ? path + StateSuffix : null;
        IReadOnlyList<InversionResult> results = new Inverter(model).Invert(
            all, settings, statePath: state, progress: progress, notice: notice, cancellation: cancellation);
        for (int i = 0; i < paths.Length; i++)
        {
            Keep(paths[i], results[i]);
        }

        return results;
    }

    /// <summary>The generator tuned to a face: from the cache, or tuned now and kept.</summary>
    /// <param name="model">Generator and perceptual network.</param>
    /// <param name="target">[1, S, S, 3] in [−1, 1].</param>
    /// <param name="pivot">Its style vectors, [L, W].</param>
    /// <param name="settings">How; one step or more.</param>
    /// <param name="progress">As for <see cref="GeneratorTuning.Tune"/>; not called if the result is there.</param>
    /// <param name="cancellation">Stops the run; it is saved and goes on at the next call.</param>
    /// <returns>What was added to the weights, and whether it was there already.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public (TunedWeights Weights, bool Known) Tune(
        FaceModel model, Tensor target, float[] pivot, TuningSettings settings,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string? path = folder is null
            ? null : Path.Combine(
                folder, Key($"tuned {model.Id} {settings.ToJson()} {HashOf(pivot)}", target) + ".safetensors");
        if (path is not null && Path.Exists(path))
        {
            try
            {
                TunedWeights known = TunedWeights.Read(path);
                return known.ModelId == model.Id && known.SourceHash == Inverter.HashOf(target)
                    && known.Settings == settings.ToJson()
                    ? (known, true)
                    : throw new CheckpointException(
                        path, "", "it was tuned to another picture, or with other settings");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                UnusableFile.SetAside(path, e is CheckpointException fault ? fault.Reason : e.Message, notice);
            }
        }

        path = Usable(path);
        TunedWeights tuned = new GeneratorTuning(model).Tune(
            target, pivot, settings, path is null ? null : path + StateSuffix, progress, notice, cancellation);
        if (path is not null)
        {
            Try(() => tuned.Write(path));
        }

        return (tuned, false);
    }

    /// <summary>SHA-256 of numbers, in hexadecimal.</summary>
    internal static string HashOf(float[] values)
        => Convert.ToHexStringLower(
            SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())));

    private static InversionSettings Complete(InversionSettings settings)
        => settings.Snapshots.Count > 0 ? settings : settings with
        {
            Snapshots = InversionSettings.UsualSnapshots(settings.Steps),
        };

    private static Tensor Batch(IReadOnlyList<Tensor> targets)
    {
        Shape one = targets[0].Shape;
        Tensor all = new([targets.Count, one[1], one[2], one[3]]);
        int size = (int)targets[0].Count;
        for (int i = 0; i < targets.Count; i++)
        {
            targets[i].Span.CopyTo(all.WritableSpan[(i * size)..]);
        }

        return all;
    }

    private string? PathOf(FaceModel model, Tensor target, InversionSettings settings)
        => folder is null ? null : Path.Combine(folder, Key(model, target, settings) + ".safetensors");

    // The path if its folder is there, made if need be; null, with a word, if nothing can be kept.
    private string? Usable(string? path)
        => path is not null && Try(() => Directory.CreateDirectory(folder!)) ? path : null;

    private void Keep(string? path, InversionResult result)
    {
        if (path is not null && result.End != InversionEnd.Cancelled)
        {
            Try(() => InversionFile.Write(path, result));
        }
    }

    /// <summary>Counts what there is.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public CacheContents Contents()
    {
        FileInfo[] files = Files();
        int Count(string suffix) => files.Count(file => file.Name.EndsWith(suffix, StringComparison.Ordinal));
        return new(
            Count(".safetensors"), Count(StateSuffix), Count(UnusableFile.Suffix), files.Sum(file => file.Length));
    }

    /// <summary>Removes what <see cref="Contents"/> counts, and nothing else that may lie in the folder.</summary>
    /// <returns>What was removed.</returns>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    public CacheContents Clear()
    {
        CacheContents contents = Contents();
        Array.ForEach(Files(), file => file.Delete());
        return contents;
    }

    /// <summary>
    /// Removes the inversions of one picture, and what was tuned to it, of every model and with all settings; runs that
    /// were stopped are not told apart and stay.
    /// </summary>
    /// <param name="sourceHash">SHA-256 of its pixels, as <see cref="InversionResult.SourceHash"/>.</param>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    public void Forget(string sourceHash)
    {
        foreach (FileInfo file in Files().Where(file => file.Name.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            try
            {
                using Checkpoint kept = Checkpoint.Open(file.FullName);
                if (kept.Metadata.GetValueOrDefault(TunedWeights.SourceKey) != sourceHash)
                {
                    continue;
                }
            }
            catch (Exception e) when (e is CheckpointException or FileNotFoundException)
            {
                continue; // whoever needs it next sets it aside
            }

            file.Delete();
        }
    }

    private FileInfo[] Files() => folder is null || !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => OwnName().IsMatch(file.Name))];

    private InversionResult? Known(string path, FaceModel model, Tensor target, InversionSettings settings)
    {
        if (!Path.Exists(path))
        {
            return null;
        }

        try
        {
            InversionResult result = InversionFile.Read(path, wantsChecksum: true);
            string? foreign = result.ModelId != model.Id ? "it belongs to another model"
                : result.SourceHash != Inverter.HashOf(target) ? "it belongs to another picture"
                : result.Settings.ToJson() != settings.ToJson() ? "it was made with other settings"
                : result.Layers != model.Generator.Layers || result.StyleLength != model.Generator.StyleLength
                    ? "its style vectors are of another size"
                : null;
            return foreign is null ? result : throw new CheckpointException(path, "", foreign);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            UnusableFile.SetAside(path, e is CheckpointException fault ? fault.Reason : e.Message, notice);
            return null;
        }
    }

    private bool Try(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_gaveUp)
            {
                notice?.Invoke(
                    $"{folder} cannot be written ({e.Message}), so inversions are not kept: set {UserFolders.CacheVariable} to a folder that can");
            }

            _gaveUp = true;
            return false;
        }
    }

    private static string Key(FaceModel model, Tensor target, InversionSettings settings)
        => Key($"{model.Id}\n{settings.ToJson()}\n{settings.Precision.Activations()}\n{target.Shape}\n", target);

    private static string Key(string text, Tensor target)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(target.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\.safetensors(\.state)?(\.unusable)?\z")]
    private static partial Regex OwnName();
}
