using System.Security.Cryptography;
using System.Text.Json;
using Mien.Checkpoints;
using Mien.Networks.Import;

namespace Mien.Models.Downloads;

/// <summary>What the SHA-256 of a downloaded file was held against.</summary>
public enum SumCheck
{
    /// <summary>The sum that is published.</summary>
    Published,

    /// <summary>That of the first download by this user: none is published.</summary>
    FirstDownload,

    /// <summary>Nothing: this is the first download, and its sum is kept from now on.</summary>
    None,
}

/// <summary>A published file that has been downloaded.</summary>
/// <param name="Published">Which.</param>
/// <param name="Path">Where it is; a generator's is gone once it is a model.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">SHA-256 of its content, in hexadecimal.</param>
/// <param name="Check">What that was held against.</param>
public sealed record DownloadedFile(PublishedFile Published, string Path, long Size, string Sha256, SumCheck Check);

/// <summary>What a download gave.</summary>
/// <param name="Model">The model; null where a perceptual network was asked for by itself.</param>
/// <param name="Files">The files, the one that was asked for first.</param>
public sealed record DownloadResult(StoredModel? Model, IReadOnlyList<DownloadedFile> Files);

/// <summary>
/// Downloads published weights, checks them and imports them. Perceptual networks stay in <c>_downloads</c> of the
/// store, for the next models; so does what has come of a download that breaks off.
/// </summary>
public sealed record ModelDownload
{
    private const string Sums = "sums.json";

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>What is wanted.</summary>
    public required PublishedFile File { get; init; }

    /// <summary>The name of the model; null for that of the file.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// A folder, or an address that begins with <c>http://</c> or <c>https://</c>, that has the files under their
    /// names; null for the addresses that they are published at.
    /// </summary>
    public string? Mirror { get; init; }

    /// <summary>
    /// Whether the perceptual networks are left out: the model generates then, but inverts no photos.
    /// </summary>
    public bool GeneratorOnly { get; init; }

    /// <summary>Whether a model of the same name gives way.</summary>
    public bool Replace { get; init; }

    /// <summary>The files that are needed: the one that is wanted first.</summary>
    public IReadOnlyList<PublishedFile> Files
        => [File, .. GeneratorOnly ? [] : File.With.Select(name => Known.First(file => file.Name == name))];

    /// <summary>Those that <see cref="PublishedFile.With"/> names.</summary>
    internal IReadOnlyList<PublishedFile> Known { get; init; } = PublishedFile.All;

    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    internal TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Says what would fail before anything is downloaded.</summary>
    /// <param name="store">The store that the model will be in.</param>
    /// <exception cref="ArgumentException">The name is taken or cannot be one, the mirror is none, or a file has no
    /// address.</exception>
    public void Check(ModelStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (File.Kind == PublishedKind.Generator)
        {
            store.MustBeFree(ModelName, Replace);
        }

        foreach (PublishedFile file in Files.Where(file => !System.IO.File.Exists(PlaceOf(file, store))))
        {
            _ = SourceOf(file);
        }
    }

    /// <summary>Downloads what is not there yet, checks size and SHA-256, and imports.</summary>
    /// <param name="store">The store that the model will be in.</param>
    /// <param name="progress">Is told how far the downloads have come, in megabytes.</param>
    /// <param name="stop">Stops it; what has come stays, and the same again goes on from there.</param>
    /// <exception cref="DownloadException">A file cannot be fetched, or has other bytes than it should.</exception>
    /// <exception cref="CheckpointException">A file holds no network that is known.</exception>
    /// <exception cref="ArgumentException">As for <see cref="Check"/>.</exception>
    public DownloadResult Into(
        ModelStore store, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        Check(store);
        Directory.CreateDirectory(FolderOf(store));
        List<DownloadedFile> files = [];
        using Download download = new() { Pause = Pause, Patience = Patience };
        foreach (PublishedFile file in Files)
        {
            files.Add(Get(file, store, download, progress, stop));
        }

        StoredModel? model = null;
        try
        {
            model = Import(files, store, stop);
        }
        catch (CheckpointException)
        {
            // The next attempt shall not find what nobody vouches for and what is of no use.
            files.Where(file => file.Check == SumCheck.None).ToList().ForEach(file => System.IO.File.Delete(file.Path));
            throw;
        }

        Keep(files.Where(file => file.Check == SumCheck.None), store);
        if (model is not null)
        {
            System.IO.File.Delete(files[0].Path);
        }

        return new(model, files);
    }

    private string ModelName => Name ?? File.Name;

    private StoredModel? Import(List<DownloadedFile> files, ModelStore store, CancellationToken stop)
    {
        if (File.Kind == PublishedKind.Generator)
        {
            return new ModelImport
            {
                GeneratorFile = files[0].Path,
                PerceptualFiles = [.. files.Skip(1).Select(file => file.Path)],
                Name = ModelName,
                Replace = Replace,
                Licence = $"{File.Licence} ({File.LicenceAddress}). By {File.Author}. To cite: {File.Citation}",
            }.Into(store, stop);
        }

        using Checkpoint checkpoint = Checkpoint.Open(files[0].Path);
        _ = NetworkImport.Perceptual(checkpoint, null);
        return null;
    }

    private DownloadedFile Get(
        PublishedFile file, ModelStore store, Download download, IProgress<WorkProgress>? progress,
        CancellationToken stop)
    {
        string place = PlaceOf(file, store), partial = Download.Partial(place);
        string? kept = file.Sha256 is null ? KeptSums(store).GetValueOrDefault(file.File) : null;
        string? wanted = file.Sha256 ?? kept;
        if (System.IO.File.Exists(place) && Sum(place, stop) is { } present && (wanted ?? present) == present)
        {
            return Downloaded(place, present);
        }

        object source = SourceOf(file);
        bool goesOn = System.IO.File.Exists(partial);
        Fetch();
        string sum = Sum(partial, stop);
        if (goesOn && wanted is not null && sum != wanted)
        {
            // What came before may have been of another file: once more, from the beginning.
            System.IO.File.Delete(partial);
            Fetch();
            sum = Sum(partial, stop);
        }

        if (wanted is not null && sum != wanted)
        {
            System.IO.File.Delete(partial);
            string sumsAt = Path.Combine(FolderOf(store), Sums);
            throw new DownloadException(kept is null
                ? $"{source} has other bytes than {file.File} should have: SHA-256 {sum}, not {wanted} as {file.SumFrom} says; nothing of it is kept"
                : $"{source} has other bytes than at the first download: SHA-256 {sum}, then {wanted}; nothing of it is kept. If the new file is to be trusted, delete its line in {sumsAt}");
        }

        System.IO.File.Move(partial, place, overwrite: true);
        return Downloaded(place, sum);

        DownloadedFile Downloaded(string path, string sum) => new(
            file, path, new FileInfo(path).Length, sum,
            file.Sha256 is not null ? SumCheck.Published : kept is not null ? SumCheck.FirstDownload : SumCheck.None);

        void Fetch()
        {
            try
            {
                if (source is Uri address)
                {
                    download.Fetch(address, place, file.Size, wanted is not null, progress, stop)
                        .GetAwaiter().GetResult();
                }
                else
                {
                    Copy((string)source, partial, file, stop);
                }
            }
            catch (OperationCanceledException e)
            {
                throw new OperationCanceledException(
                    $"stopped; what has come of {file.File} is kept, and the same again goes on from there", e, stop);
            }
        }
    }

    private static void Copy(string source, string partial, PublishedFile file, CancellationToken stop)
    {
        using FileStream from = System.IO.File.OpenRead(source);
        if (file.Size is { } size && from.Length != size)
        {
            throw new DownloadException($"{source} has {from.Length} bytes, but {file.File} has {size}");
        }

        using FileStream to = System.IO.File.Create(partial);
        byte[] buffer = new byte[1 << 20];
        for (int count; (count = from.Read(buffer)) > 0;)
        {
            stop.ThrowIfCancellationRequested();
            to.Write(buffer.AsSpan(0, count));
        }

        to.Flush(flushToDisk: true);
    }

    // A Uri, or the path of a file.
    private object SourceOf(PublishedFile file)
    {
        if (Mirror is null)
        {
            return file.Address ?? throw new ModelException(
                ModelFault.NoAddress,
                $"{file.File} has no address that a program can fetch it from: save it from {file.Page} into a folder, and take that for a mirror");
        }

        if (Uri.TryCreate(Mirror, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            return new Uri($"{Mirror.TrimEnd('/')}/{Uri.EscapeDataString(file.File)}");
        }

        string path = Path.Combine(Mirror, file.File);
        return !Directory.Exists(Mirror)
            ? throw new DirectoryNotFoundException($"the mirror {Mirror} is neither a folder nor an address that begins with http:// or https://")
            : System.IO.File.Exists(path) ? path
            : throw new FileNotFoundException($"there is no {file.File} in the mirror {Mirror}");
    }

    private static string FolderOf(ModelStore store) => Path.Combine(store.Folder, "_downloads"); // no name of a model

    private static string PlaceOf(PublishedFile file, ModelStore store) => Path.Combine(FolderOf(store), file.File);

    private static string Sum(string path, CancellationToken stop)
    {
        using FileStream content = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashDataAsync(content, stop).AsTask().GetAwaiter().GetResult());
    }

    private static Dictionary<string, string> KeptSums(ModelStore store)
    {
        string path = Path.Combine(FolderOf(store), Sums);
        try
        {
            return System.IO.File.Exists(path)
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(System.IO.File.ReadAllBytes(path)) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new CheckpointException(path, "", "the sums of first downloads are damaged: delete the file", e);
        }
    }

    private static void Keep(IEnumerable<DownloadedFile> files, ModelStore store)
    {
        Dictionary<string, string> sums = KeptSums(store);
        int before = sums.Count;
        foreach (DownloadedFile file in files)
        {
            sums[file.Published.File] = file.Sha256;
        }

        if (sums.Count > before)
        {
            AtomicFile.Write(Path.Combine(FolderOf(store), Sums), JsonSerializer.Serialize(sums, _indented) + "\n");
        }
    }
}
