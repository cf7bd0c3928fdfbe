using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Batches;

/// <summary>Which face of which photo, inverted how.</summary>
internal sealed record FaceKey(string Path, string Choice, InversionSettings Inversion, ReadOptions Reading)
{
    public bool Equals(FaceKey? other)
        => other is not null && Path == other.Path && Choice == other.Choice && Reading == other.Reading
            && Inversion.ToJson() == other.Inversion.ToJson();

    public override int GetHashCode() => HashCode.Combine(Path, Choice);
}

/// <summary>
/// The faces of a batch: each is found and inverted once. Style vectors stay; photos and crops stay as long as there is
/// room, the one that was used last the longest.
/// </summary>
internal sealed class FaceShelf(
    FaceModel model, FaceDetector detector, InversionCache cache, BatchSettings settings, Action<string> notice)
{
    private const int MostStyles = 4096;

    // the one used last comes first
    private readonly LinkedList<(FaceKey Key, InvertedFace Face, long Bytes)> _faces = [];
    private readonly Dictionary<FaceKey, LinkedListNode<(FaceKey Key, InvertedFace Face, long Bytes)>> _places = [];
    private readonly Dictionary<FaceKey, (string Hash, InversionResult Result)> _styles = [];
    private long _bytes;

    /// <summary>Faces that were inverted here.</summary>
    public int Inverted { get; private set; }

    /// <summary>Faces whose inversion was in the cache.</summary>
    public int Known { get; private set; }

    public bool Has(FaceKey key) => _places.ContainsKey(key);

    /// <summary>Finds and inverts faces; what goes wrong with one hinders no other.</summary>
    /// <returns>What went wrong, by face.</returns>
    public Dictionary<FaceKey, Exception> Prepare(
        IEnumerable<FaceKey> keys, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        Dictionary<FaceKey, Exception> faults = [];
        List<(FaceKey Key, AlignedFace Face, Tensor Crop)> unknown = [];
        try
        {
            foreach (FaceKey key in keys.Distinct().Where(key => !Has(key)))
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    AlignedFace face = Cut(key);
                    Tensor crop = Pixels.ToTensor(face.Crop);
                    if (Remembered(key, face, crop) is { } known)
                    {
                        using (crop)
                        {
                            Put(key, face, known, wasKnown: true);
                        }
                    }
                    else
                    {
                        unknown.Add((key, face, crop));
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    faults[key] = e;
                }
            }

            foreach (IGrouping<InversionSettings, (FaceKey Key, AlignedFace Face, Tensor Crop)> alike
                in unknown.GroupBy(face => face.Key.Inversion))
            {
                foreach ((FaceKey Key, AlignedFace Face, Tensor Crop)[] batch in alike.Chunk(
                    alike.Key.OptimizeNoise ? 1 : settings.Together))
                {
                    Invert(batch, faults, progress, cancellation);
                }
            }
        }
        finally
        {
            unknown.ForEach(face => face.Crop.Dispose());
        }

        return faults;
    }

    /// <summary>A face that <see cref="Prepare"/> has seen to.</summary>
    public InvertedFace this[FaceKey key]
    {
        get
        {
            LinkedListNode<(FaceKey Key, InvertedFace Face, long Bytes)> node = _places[key];
            _faces.Remove(node);
            _faces.AddFirst(node);
            return node.Value.Face;
        }
    }

    /// <summary>Lets go of what does not fit, but for some faces.</summary>
    public void Trim(IReadOnlySet<FaceKey> except)
    {
        for (LinkedListNode<(FaceKey Key, InvertedFace Face, long Bytes)>? node = _faces.Last; node is not null
            && _bytes > settings.Memory;)
        {
            LinkedListNode<(FaceKey Key, InvertedFace Face, long Bytes)>? next = node.Previous;
            if (!except.Contains(node.Value.Key))
            {
                _faces.Remove(node);
                _places.Remove(node.Value.Key);
                _bytes -= node.Value.Bytes;
            }

            node = next;
        }
    }

    private AlignedFace Cut(FaceKey key)
    {
        Image photo = Image.Read(key.Path, key.Reading);
        int size = model.Generator.Resolution;
        AlignedFace face = settings.Aligned
            ? AlignedFace.Whole(key.Path, photo, size)
            : AlignedFace.Cut(key.Path, photo, size, detector, FaceChoice.Parse(key.Choice), model.Frame);
        if (face.Found is { IsDoubtful: true })
        {
            notice($"{key.Path}: the face is doubtful, its landmarks disagree");
        }

        return face;
    }

    private InversionResult? Remembered(FaceKey key, AlignedFace face, Tensor crop)
    {
        if (_styles.TryGetValue(key, out (string Hash, InversionResult Result) seen) && seen.Hash == face.Crop.Hash)
        {
            return seen.Result;
        }

        InversionResult? kept = cache.Find(model, crop, key.Inversion);
        Known += kept is null ? 0 : 1;
        return kept;
    }

    private void Invert(
        (FaceKey Key, AlignedFace Face, Tensor Crop)[] batch, Dictionary<FaceKey, Exception> faults,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<InversionResult> results = batch.Length == 1
                ? [cache.Invert(model, batch[0].Crop, batch[0].Key.Inversion, progress, cancellation).Result]
                : cache.InvertTogether(
                    model, [.. batch.Select(face => face.Crop)], batch[0].Key.Inversion, progress, cancellation);
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < batch.Length; i++)
            {
                Inverted++;
                Put(batch[i].Key, batch[i].Face, results[i], wasKnown: false);
            }
        }
        catch (Exception e) when (batch.Length == 1 && e is not OperationCanceledException)
        {
            faults[batch[0].Key] = e;
        }
        catch (InversionException)
        {
            // One of them cannot be inverted: the others can.
            foreach ((FaceKey Key, AlignedFace Face, Tensor Crop) face in batch)
            {
                Invert([face], faults, progress, cancellation);
            }
        }
    }

    private void Put(FaceKey key, AlignedFace face, InversionResult result, bool wasKnown)
    {
        result.MustFit(model.Name, model.Id);
        InvertedFace inverted = new(
            face, result with { Crop = face.Geometry?.ToJson() }, wasKnown,
            new StyleRenderer(model, key.Inversion.Precision).Render(result.Styles));
        if (_styles.Count >= MostStyles)
        {
            _styles.Clear();
        }

        _styles[key] = (face.Crop.Hash, result);
        long bytes = face.Photo.Pixels.Length + (2L * face.Crop.Pixels.Length)
            + (4L * result.Styles.Length * (1 + result.Snapshots.Count));
        _places[key] = _faces.AddFirst((key, inverted, bytes));
        _bytes += bytes;
    }
}
