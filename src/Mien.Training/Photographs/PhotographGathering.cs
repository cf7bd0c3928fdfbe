using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Training.Photographs;

/// <summary>How a set of photographs is made.</summary>
public sealed record GatheringSettings
{
    /// <summary>The frame and size of the faces.</summary>
    public required PhotographFrame Frame { get; init; }

    /// <summary>What a photograph must have.</summary>
    public PhotographLimits Limits { get; init; } = new();

    /// <summary>Photographs whose names match are not looked at; null for none.</summary>
    public Regex? LeaveOut { get; init; }

    /// <summary>Its first group in a photograph's name is the person; null where names tell none.</summary>
    public Regex? Person { get; init; }

    /// <summary>Names of the photographs that may be held out, to measure by; null for all.</summary>
    public Regex? HoldOutFrom { get; init; }

    /// <summary>Share of these that is held out, 0 to 1. Which, their names decide.</summary>
    public double HeldOut { get; init; }
}

/// <summary>
/// Makes a training set of photographs: finds the face in each, leaves out what is of no use, and keeps the rest.
/// </summary>
public static class PhotographGathering
{
    private const int Together = 32;

    /// <summary>Looks at all photographs that the set has no line for yet.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <param name="sources">Folders and .tar files.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Is told after every few photographs.</param>
    /// <param name="cancellation">Stops between photographs; the same call goes on from there.</param>
    public static PhotographSet Gather(
        string folder, IReadOnlyList<string> sources, GatheringSettings settings,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        PhotographSet set = PhotographSet.Continue(folder, settings.Frame);
        try
        {
            Gather(set, sources, settings, progress, cancellation);
            return set;
        }
        catch
        {
            set.Dispose(); // it is locked while it is open
            throw;
        }
    }

    private static void Gather(
        PhotographSet set, IReadOnlyList<string> sources, GatheringSettings settings, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        using FaceDetector detector = new();
        HashSet<string> known = [.. set.Entries.Select(e => e.Name)];
        List<byte[]> signatures = [.. set.Kept.Select(e => Convert.FromBase64String(e.Signature!))];
        bool Wanted(PhotographSource s) => settings.LeaveOut?.IsMatch(s.Name) != true;
        int all = PhotographSource.In(sources).Count(Wanted), done = known.Count, before = done;
        Stopwatch clock = Stopwatch.StartNew();
        foreach (PhotographSource[] some in PhotographSource.In(sources)
            .Where(s => Wanted(s) && !known.Contains(s.Name)).Chunk(Together))
        {
            (PhotographEntry Entry, FaceCrop? Face, byte[]? Signature)[] looked =
                new (PhotographEntry, FaceCrop?, byte[]?)[some.Length];
            Parallel.For(0, some.Length, i => looked[i] = Look(some[i], settings, detector));
            cancellation.ThrowIfCancellationRequested();
            foreach ((PhotographEntry entry, FaceCrop? face, byte[]? signature) in looked)
            {
                bool twice = signature is not null && signatures.Any(
                    s => Difference(s, signature) < settings.Limits.Difference);
                set.Add(
                    twice ? entry with
                    {
                        Verdict = PhotographVerdict.Duplicate,
                        Signature = null,
                    } : entry, twice ? null : face);
                if (signature is not null && !twice)
                {
                    signatures.Add(signature);
                }
            }

            done += some.Length;
            progress?.Report(
                new("looking at photographs", done, all, clock.Elapsed / (done - before)
                    * (all - done))
                { Values = [("kept", set.Kept.Count)] });
        }
    }

    private static (PhotographEntry Entry, FaceCrop? Face, byte[]? Signature) Look(
        PhotographSource source, GatheringSettings settings, FaceDetector detector)
    {
        string? person = settings.Person?.Match(source.Name) is { Success: true } match ? match.Groups[1].Value : null;
        PhotographEntry Entry(
            PhotographVerdict verdict, PhotographMeasures? measures = null, byte[]? signature = null) => new(
            source.Name, verdict, measures, person,
            verdict == PhotographVerdict.Kept && IsHeldOut(source.Name, settings),
            signature is null ? null : Convert.ToBase64String(signature));
        Image photo;
        try
        {
            photo = source.Open();
        }
        catch (ImageFileException)
        {
            return (Entry(PhotographVerdict.Unreadable), null, null);
        }

        IReadOnlyList<Face> faces = detector.Find(photo);
        if (faces.Count == 0)
        {
            return (Entry(PhotographVerdict.NoFace), null, null);
        }

        (FaceCrop face, Image crop) = FaceCrop.Of(photo, faces[0], settings.Frame);
        PhotographMeasures measures = PhotographMeasures.Of(faces[0], crop);
        PhotographVerdict verdict = settings.Limits.Judge(measures);
        if (verdict != PhotographVerdict.Kept)
        {
            return (Entry(verdict, measures), null, null);
        }

        byte[] signature = PhotographMeasures.Signature(crop);
        return (Entry(verdict, measures, signature), face, signature);
    }

    private static bool IsHeldOut(string name, GatheringSettings settings)
        => settings.HoldOutFrom?.IsMatch(name) != false
            && BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(name))) < settings.HeldOut * uint.MaxValue;

    private static double Difference(byte[] a, byte[] b)
    {
        int sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return (double)sum / a.Length;
    }
}
