using System.Security.Cryptography;
using System.Text;
using Mien.Checkpoints;
using Mien.Models;
using Mien.Tensors;

namespace Mien.Inversion;

/// <summary>
/// Keeps what inversions found, by the content of the picture, the settings and the model, and runs that are under way,
/// so that one that was stopped or killed goes on. Files appear whole, so several processes can use one folder.
/// </summary>
/// <param name="folder">Made when the first file is written.</param>
public sealed class InversionCache(string folder)
{
    /// <summary>The folder of this user: <c>$MIEN_CACHE</c>, else <c>$XDG_CACHE_HOME/mien</c>, else <c>~/.cache/mien</c>.</summary>
    public static string DefaultFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("MIEN_CACHE") is { Length: > 0 } own)
            {
                return own;
            }

            string home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
                ? xdg
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(home, "mien");
        }
    }

    /// <summary>The inversion of a picture: from the cache, or found now and kept.</summary>
    /// <param name="model">Generator and perceptual network.</param>
    /// <param name="target">[1, S, S, 3] in [−1, 1].</param>
    /// <param name="settings">The run.</param>
    /// <param name="progress">As for <see cref="Inverter.Invert"/>; not called if the result is there.</param>
    /// <param name="cancellation">Stops the run; it is saved and goes on at the next call.</param>
    /// <returns>The result, and whether it was there already. A run that was cancelled is not kept as a result.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public (InversionResult Result, bool Known) Invert(
        FaceModel model, Tensor target, InversionSettings settings, IProgress<InversionProgress>? progress = null, CancellationToken cancellation = default)
    {
        string path = Path.Combine(folder, Key(model, target, settings) + ".safetensors");
        if (Known(path, model) is { } known)
        {
            return (known, true);
        }

        Directory.CreateDirectory(folder);
        InversionResult result = new Inverter(model).Invert(target, settings, statePath: path + ".state", progress: progress, cancellation: cancellation)[0];
        if (result.End != InversionEnd.Cancelled)
        {
            InversionFile.Write(path, result);
        }

        return (result, false);
    }

    // A file of an older format, or damaged by other hands, is made anew.
    private static InversionResult? Known(string path, FaceModel model)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            InversionResult result = InversionFile.Read(path);
            return result.ModelId == model.Id ? result : null;
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    private static string Key(FaceModel model, Tensor target, InversionSettings settings)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{model.Id}\n{settings.ToJson()}\n{settings.Precision.Activations()}\n{target.Shape}\n"));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(target.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
