using System.Collections.Concurrent;
using System.Diagnostics;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Fusion;
using Mien.Models;
using Mien.Studio.History;
using Mien.Studio.Jobs;
using Mien.Studio.Photos;
using Mien.Transfer;

namespace Mien.Studio.Desks;

/// <summary>How far a desk is.</summary>
public enum DeskState
{
    /// <summary>Nothing runs, and there is no result.</summary>
    Ready,

    /// <summary>Its job waits in the queue.</summary>
    Waiting,

    /// <summary>Its job is done now.</summary>
    Running,

    /// <summary>Its job was stopped and would go on.</summary>
    Stopped,

    /// <summary>Its job failed; <see cref="Desk.Trouble"/> says why.</summary>
    Failed,

    /// <summary>There is a result.</summary>
    Done,
}

/// <summary>The sheet of layer ranges, as a picture.</summary>
/// <param name="Layers">Rows and columns.</param>
/// <param name="Margin">Pixels at the left and at the top that hold numbers.</param>
/// <param name="Cell">Pixels of a cell.</param>
public sealed record SheetPlan(int Layers, int Margin, int Cell)
{
    /// <summary>Pixels of the whole picture's side.</summary>
    public int Side => Margin + (Layers * Cell);
}

/// <summary>
/// One transfer that is worked on: two photos, the choices, what runs, the result. It belongs to no connection: a page
/// that is loaded again, or another tab, finds it by its id. May be used from several threads.
/// </summary>
public sealed partial class Desk : IDisposable
{
    /// <summary>The longer side of pictures that are shown, pixels.</summary>
    public const int ShownSide = 1400;

    /// <summary>Pictures of the strip from one face to the other.</summary>
    public const int MorphFrames = 13;

    private const int QuickSide = 640;
    private const int CellSide = 64;
    private const int LiveSide = 256;
    private static readonly TimeSpan _betweenPictures = TimeSpan.FromMilliseconds(200);

    private readonly Workbench _bench;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Picture> _pictures = new();
    private readonly Place[] _places = [new(), new()];
    private Job? _job;
    private MotionPaste? _quick; // the motion of the result in a small copy of the photo
    private MotionPaste? _quickOf;
    private DeskSettings _made = new(); // that the result was made with
    private long _changedAt;
    private int _version;
    private readonly Redrawing _redrawing;

    internal Desk(string id, Workbench bench)
    {
        (Id, _bench) = (id, bench);
        _redrawing = new(bench.Drawing, Draw, () => bench.Keep(this));
        Directions = new(this, bench);
        Settings = new() { Model = bench.Options.Model ?? BuiltInModel.Name };
    }

    /// <summary>Something is to be shown anew; told on any thread.</summary>
    public event Action? Changed;

    /// <summary>Its name in addresses.</summary>
    public string Id { get; }

    /// <summary>How far it is.</summary>
    public DeskState State { get; private set; }

    /// <summary>What went wrong, and what to do; null if nothing did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>What is chosen.</summary>
    public DeskSettings Settings { get; private set; }

    /// <summary>The transfer as it is shown; null while there is none.</summary>
    public TransferResult? Result { get; private set; }

    /// <summary>How it went, where the model can tell.</summary>
    public TransferScores? Scores { get; private set; }

    /// <summary>The person's face, moved along directions of the model.</summary>
    public FaceDirections Directions { get; }

    /// <summary>What the job does now, with how far it is; null while it inverts, or nothing runs.</summary>
    public WorkProgress? Progress { get; private set; }

    /// <summary>The sheet of layer ranges; null while it is not drawn.</summary>
    public SheetPlan? Sheet { get; private set; }

    /// <summary>Whether the report is being made.</summary>
    public bool IsReporting { get; private set; }

    /// <summary>Milliseconds from the last choice to the picture that showed it first; null before any.</summary>
    public double? Latency { get; private set; }

    /// <summary>When it was used last.</summary>
    internal DateTime Used { get; private set; } = DateTime.UtcNow;

    /// <summary>The entry of the history that its result is kept in; null while there is none.</summary>
    internal string? Entry { get; set; }

    /// <summary>The person's face, and the steps by which the generator is tuned to it; null while it is not
    /// inverted.</summary>
    internal (InvertedFace Face, int Tuned)? Person => Result is { } result ? (result.Appearance, _made.Tuned)
        : this[Side.Appearance].Inverted is { } inverted ? (inverted, 0) : null;

    /// <summary>Whether a page shows it.</summary>
    internal bool IsWatched => Changed is not null;

    /// <summary>One of the two photos.</summary>
    public Place this[Side side] => _places[(int)side];

    /// <summary>Whether a job of it waits or runs.</summary>
    public bool IsBusy => State is DeskState.Waiting or DeskState.Running;

    /// <summary>Whether it can run.</summary>
    public bool CanRun => !IsBusy && _places.All(place => place.Cut is not null);

    /// <summary>How many jobs are done before its own; null if it does not wait.</summary>
    public int? JobsBefore => _job is { } job ? _bench.Queue.Before(job) : null;

    /// <summary>
    /// The layers that the model of the desk has, and those that are advised; null if the model is not there.
    /// </summary>
    public (int Count, LayerMask Advised)? Layers
    {
        get
        {
            try
            {
                StoredModel model = _bench.Models.Find(Settings.Model);
                int layers = model.Card.Generator.Architecture.Layers;
                return (layers, TransferSettings.For(model).Layers ?? LayerMask.Default(layers));
            }
            catch (Exception e) when (e is ArgumentException or IOException)
            {
                return null;
            }
        }
    }

    /// <summary>The command that makes the same picture.</summary>
    public string CommandLine => new CommandText("transfer")
        .File("--appearance", this[Side.Appearance].Photo?.Name).Value("--face-a", this[Side.Appearance].Chosen, 0)
        .File("--expression", this[Side.Expression].Photo?.Name).Value("--face-e", this[Side.Expression].Chosen, 0)
        .Value("--out", "result.png")
        .Value("--model", Settings.Model, BuiltInModel.Name)
        .Value("--layers", Settings.Method == FusionMethod.Layers ? Settings.Layers : null)
        .Pair("--set", "method", Settings.Method switch
        {
            FusionMethod.SearchRange => "search-range",
            FusionMethod.SearchLinear => "search-linear",
            FusionMethod.Joint => "joint",
            _ => null,
        })
        .Value("--strength", Settings.Strength, 1)
        .Value("--paste", Settings.Paste.ToString().ToLowerInvariant(), "motion")
        .Value("--tune", Settings.Tuned, 0).ToString();

    /// <summary>A file of the desk; null if there is none of that name.</summary>
    public Picture? Find(string name) => _pictures.GetValueOrDefault(name);

    /// <summary>The address of a file of the desk; null if there is none of that name.</summary>
    public string? Address(string name)
        => Find(name) is { } picture ? $"desk/{Id}/picture/{picture.Name}?v={picture.Version}" : null;

    /// <summary>Lays a photo down and looks for faces.</summary>
    public async Task Put(Side side, StudioPhoto photo, int chosen = 0)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Place place = this[side];
        lock (_lock)
        {
            StopJob();
            place.ForgetFace();
            (place.Photo, place.Faces, place.Trouble, place.IsLooking, place.Chosen) = (photo, [], null, true, chosen);
            ForgetResult();
            Forget($"{side}-crop", $"{side}-live");
        }

        Publish($"{side}-photo", Shown(photo.Image));
        Tell();
        try
        {
            IReadOnlyList<Faces.Detection.Face> faces = await photo.Faces;
            if (place.Photo != photo)
            {
                return; // another came meanwhile
            }

            (place.Faces, place.IsLooking) = (faces, false);
            place.Trouble = faces.Count == 0 ? Texts.NoFace : null;
            if (faces.Count > 0)
            {
                Choose(side, Math.Clamp(chosen, 0, faces.Count - 1));
            }
        }
        catch (Exception e)
        {
            (place.IsLooking, place.Trouble) = (false, Words(e));
        }

        Tell();
    }

    /// <summary>Says what is wrong with a photo that could not be taken.</summary>
    public void Refuse(Side side, string trouble)
    {
        this[side].Trouble = trouble;
        Tell();
    }

    /// <summary>Chooses a face of a photo by its index.</summary>
    public void Choose(Side side, int face)
    {
        Place place = this[side];
        try
        {
            StoredModel model = _bench.Models.Find(Settings.Model);
            lock (_lock)
            {
                if (place.Photo is not { } photo || face < 0 || face >= place.Faces.Count)
                {
                    return;
                }

                StopJob();
                place.ForgetFace();
                ForgetResult();
                Forget($"{side}-live");
                place.Chosen = face;
                place.Cut = AlignedFace.Cut(
                    photo.Name, photo.Image, place.Faces[face], model.Card.Generator.Architecture.Resolution,
                    model.Card.Frame);
                Publish($"{side}-crop", place.Cut.Crop);
            }
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            place.Trouble = Words(e);
        }

        Tell();
    }

    /// <summary>Takes another model: faces are cut out anew.</summary>
    public void Take(string model)
    {
        lock (_lock)
        {
            StopJob();
            Settings = Settings with { Model = model, Layers = null, Method = FusionMethod.Layers };
            ForgetResult();
        }

        foreach (Side side in Enum.GetValues<Side>())
        {
            Choose(side, this[side].Chosen);
        }

        Tell();
    }

    /// <summary>Exchanges the roles of the two photos, and runs again if there was a result.</summary>
    public void Exchange()
    {
        bool again;
        lock (_lock)
        {
            again = State == DeskState.Done;
            StopJob();
            (_places[0], _places[1]) = (_places[1], _places[0]);
            foreach (string name in (string[])["photo", "crop", "live"])
            {
                Picture? a = Find($"{Side.Appearance}-{name}"), e = Find($"{Side.Expression}-{name}");
                Forget($"{Side.Appearance}-{name}", $"{Side.Expression}-{name}");
                Keep($"{Side.Appearance}-{name}", e);
                Keep($"{Side.Expression}-{name}", a);
            }

            ForgetResult();
        }

        if (again)
        {
            Run();
        }

        Tell();

        void Keep(string name, Picture? picture)
        {
            if (picture is not null)
            {
                _pictures[name] = picture with { Name = name, Version = Interlocked.Increment(ref _version) };
            }
        }
    }

    /// <summary>Starts the transfer, or goes on with one that was stopped.</summary>
    public void Run()
    {
        lock (_lock)
        {
            if (!CanRun)
            {
                return;
            }

            Job job = new(Texts.TransferJob, Work);
            (State, Trouble, _job) = (DeskState.Waiting, null, job);
            if (!_bench.Queue.TryAdd(job))
            {
                (State, Trouble, _job) = (DeskState.Failed, Texts.QueueFull, null);
            }
        }

        _bench.Save(this);
        Tell();
    }

    /// <summary>Stops the transfer; what was found is kept, and <see cref="Run"/> goes on from there.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            StopJob();
        }

        _bench.Save(this);
        Tell();
    }

    /// <summary>
    /// Chooses something else. A result is drawn anew: a first look at once, the full picture after it.
    /// </summary>
    public void Change(DeskSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        bool runs, draws;
        lock (_lock)
        {
            Used = DateTime.UtcNow;
            bool needsJob = NeedsJob(settings);
            Settings = settings;
            runs = needsJob && !IsBusy; // a job that runs looks at the settings when it ends
            draws = Result is not null && !needsJob;
            _changedAt = draws ? Stopwatch.GetTimestamp() : _changedAt;
        }

        if (runs)
        {
            Run();
        }
        else if (draws)
        {
            _redrawing.Ask();
        }

        Directions.Follow();
        Tell();
    }

    /// <summary>Makes the report, as a file of the desk called <c>report</c>.</summary>
    public void MakeReport()
    {
        lock (_lock)
        {
            if (Result is not { } result || IsReporting)
            {
                return;
            }

            IsReporting = _bench.Queue.TryAdd(new(Texts.ReportJob, stop => Report(result, stop)));
            Trouble = IsReporting ? null : Texts.QueueFull;
        }

        Tell();
    }

    /// <inheritdoc/>
    public void Dispose() => _job?.Stop();

    /// <summary>The desk, as it is kept.</summary>
    internal DeskRecord Record()
    {
        lock (_lock)
        {
            return new(
                Settings, Of(this[Side.Appearance]), Of(this[Side.Expression]), IsBusy, State == DeskState.Done, Entry);
        }

        static KeptPlace? Of(Place place)
            => place.Photo is { } photo ? new(photo.Hash, photo.Name, place.Chosen) : null;
    }

    /// <summary>What is kept of its result, with the choices that it was made with; null if there is none.</summary>
    internal Keepsake? ToKeep()
    {
        lock (_lock) // photos and result belong together
        {
            if (Result is not { } result)
            {
                return null;
            }

            Entry ??= HistoryStore.NewEntry();
            DeskRecord record = Record();
            return new(
                Entry, record, record with { Settings = _made }, result, this[Side.Appearance].Photo?.File,
                this[Side.Expression].Photo?.File);
        }
    }

    /// <summary>What an exception says to people.</summary>
    internal static string Words(Exception e)
    {
        string message = e is OutOfMemoryException ? Texts.NoMemory : e.Message;
        int end = e is ArgumentException { ParamName: { } name }
            ? message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return end > 0 ? message[..end] : message;
    }

    internal static Image Shown(Image image, int side = ShownSide)
    {
        int longest = Math.Max(image.Width, image.Height);
        return longest <= side
            ? image : image.Resize(
                Math.Max(1, image.Width * side / longest), Math.Max(1, image.Height * side / longest));
    }

    internal void Tell()
    {
        Used = DateTime.UtcNow;
        Changed?.Invoke();
    }

    internal void Publish(string name, Image image, int quality = 90)
        => Publish(
            name, image.Encode(ImageFormat.Jpeg, new() { Quality = quality }), "image/jpeg", image.Width, image.Height);

    private void Publish(string name, byte[] file, string type, int width = 0, int height = 0)
        => _pictures[name] = new(name, file, type, Interlocked.Increment(ref _version), width, height);

    internal void Forget(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _pictures.TryRemove(name, out _);
        }
    }

    private void ForgetResult()
    {
        (Result, Sheet, Progress, Trouble, _quick, _quickOf, Entry) = (null, null, null, null, null, null, null);
        State = IsBusy ? State : DeskState.Ready;
        Forget("result", "fused", "sheet", "morph", "report");
        Directions.Forget();
    }

    // A search, the joint objective and a generator to tune are more than a picture that is drawn anew.
    private bool NeedsJob(DeskSettings settings)
    {
        bool isOtherStrength = settings with { Strength = _made.Strength } == _made && Result?.Motion is not null;
        return Result is not null && (settings.Tuned != _made.Tuned || settings.Method switch
        {
            FusionMethod.Layers => false,
            FusionMethod.Joint => settings != _made && !isOtherStrength,
            _ => settings.Method != _made.Method,
        });
    }

    private void StopJob()
    {
        if (_job is { } job)
        {
            job.Stop();
            _job = null;
            State = DeskState.Stopped;
        }
    }
}
