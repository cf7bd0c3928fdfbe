using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Reports;
using Mien.Studio.History;
using Mien.Studio.Jobs;
using Mien.Studio.Models;
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
public sealed class Desk : IDisposable
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
    private int _wanted;
    private int _drawn;
    private bool _isDrawing;

    internal Desk(string id, Workbench bench)
    {
        (Id, _bench) = (id, bench);
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
    public string CommandLine
    {
        get
        {
            StringBuilder line = new("mien transfer");
            Photo("--appearance", "--face-a", this[Side.Appearance]);
            Photo("--expression", "--face-e", this[Side.Expression]);
            line.Append(" --out result.png");
            Add("--model", Settings.Model, BuiltInModel.Name);
            Add("--layers", Settings.Method == FusionMethod.Layers ? Settings.Layers : null, null);
            Add("--set method", Settings.Method switch
            {
                FusionMethod.SearchRange
                => "search-range",
                FusionMethod.SearchLinear => "search-linear",
                FusionMethod.Joint => "joint",
                _
                    => null
            }, null);
            Add("--strength", Settings.Strength.ToString("0.##", CultureInfo.InvariantCulture), "1");
            Add("--paste", Settings.Paste.ToString().ToLowerInvariant(), "motion");
            return line.ToString();

            void Photo(string option, string face, Place place)
            {
                line.Append(
                    CultureInfo.InvariantCulture,
                    $" {option} '{place.Photo?.Name.Replace("'", "'\\''", StringComparison.Ordinal)}'");
                Add(face, place.Chosen.ToString(CultureInfo.InvariantCulture), "0");
            }

            void Add(string option, string? value, string? standard)
            {
                if (value is not null && value != standard)
                {
                    line.Append(
                        CultureInfo.InvariantCulture,
                        $" {option}{(option.Contains(' ', StringComparison.Ordinal) ? '=' : ' ')}{value}");
                }
            }
        }
    }

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
            if (draws)
            {
                _wanted++;
                _changedAt = Stopwatch.GetTimestamp();
                draws = !_isDrawing;
                _isDrawing = true;
            }
        }

        if (runs)
        {
            Run();
        }
        else if (draws)
        {
            _ = Task.Run(Draw);
        }

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

    private void Tell()
    {
        Used = DateTime.UtcNow;
        Changed?.Invoke();
    }

    private void Publish(string name, Image image, int quality = 90)
        => Publish(
            name, image.Encode(ImageFormat.Jpeg, new() { Quality = quality }), "image/jpeg", image.Width, image.Height);

    private void Publish(string name, byte[] file, string type, int width = 0, int height = 0)
        => _pictures[name] = new(name, file, type, Interlocked.Increment(ref _version), width, height);

    private void Forget(params ReadOnlySpan<string> names)
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
    }

    // A search, and the joint objective, are more than a picture that is drawn anew.
    private bool NeedsJob(DeskSettings settings)
    {
        bool isOtherStrength = settings with { Strength = _made.Strength } == _made && Result?.Motion is not null;
        return Result is not null && settings.Method switch
        {
            FusionMethod.Layers => false,
            FusionMethod.Joint => settings != _made && !isOtherStrength,
            _ => settings.Method != _made.Method,
        };
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

    // ---- What the queue's thread does.

    private void Work(CancellationToken stop)
    {
        Job? own;
        DeskSettings settings;
        lock (_lock)
        {
            (own, settings) = (_job, Settings);
            if (own is null || stop.IsCancellationRequested)
            {
                return;
            }

            State = DeskState.Running;
        }

        Tell();
        try
        {
            using ModelLease lease = _bench.Models.Use(settings.Model);
            FaceModel model = lease.Model;
            ExpressionTransfer transfer = new(model, _bench.Cache);
            InversionSettings inversion = TransferSettings.For(model).Inversion;
            InvertedFace a = Invert(Side.Appearance, transfer, inversion, model, stop),
                e = Invert(Side.Expression, transfer, inversion, model, stop);
            TransferResult result = transfer.Combine(a, e, ToTransfer(settings, null, model), new Stages(this), stop);
            TransferScores? scores = TransferScores.Of(model, result);
            lock (_lock)
            {
                if (_job != own)
                {
                    return; // photos were exchanged meanwhile
                }

                Show(result, scores, settings);
                (State, Progress, _job) = (DeskState.Done, null, null);
            }

            Tell();
            _bench.Keep(this);
            _bench.Queue.TryAdd(new(Texts.SheetJob, s => DrawSheet(result, s)));
            if (Settings != settings)
            {
                Change(Settings); // something else was chosen meanwhile
            }
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (_job == own)
                {
                    (State, Progress, _job) = (DeskState.Stopped, null, null);
                }
            }
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                if (_job == own)
                {
                    (State, Progress, Trouble, _job) = (DeskState.Failed, null, Words(e), null);
                }
            }
        }

        _bench.Save(this);
        _bench.Sweep(this);
        Tell();
    }

    private InvertedFace Invert(
        Side side, ExpressionTransfer transfer, InversionSettings settings, FaceModel model, CancellationToken stop)
    {
        Place place = this[side];
        if (place.Inverted is { } known)
        {
            return known;
        }

        AlignedFace face = place.Cut ?? throw new OperationCanceledException();
        InvertedFace inverted = transfer.Invert(
            face, settings, new Watch(this, place, side, new(model, settings.Precision)), stop);
        if (place.Cut != face)
        {
            throw new OperationCanceledException(); // another was chosen meanwhile
        }

        (place.Inverted, place.Curve, place.Steps, place.Step, place.Left) =
            (inverted, inverted.Inversion.Curve, settings.Steps, inverted.Inversion.Curve.Length - 1, null);
        Publish($"{side}-live", inverted.Reconstruction, 95);
        Tell();
        return inverted;
    }

    private void DrawSheet(TransferResult result, CancellationToken stop)
    {
        using ModelLease lease = _bench.Models.Use(Settings.Model);
        StyleRenderer renderer = new(lease.Model, result.Settings.Inversion.Precision);
        float[] a = result.Appearance.Inversion.Styles, e = result.Expression.Inversion.Styles;
        int layers = result.Appearance.Inversion.Layers;
        LayerMask all = LayerMask.Range(1, layers, layers);
        Image[] frames = [.. Enumerable.Range(0, MorphFrames)
            .Select(i => renderer.Render(StyleFusion.Combine(a, e, all, (float)i / (MorphFrames - 1)), LiveSide))];
        Publish("morph", ContactSheet.Rows([frames]));
        Tell();
        LayerSheet sheet = LayerSheet.Render(renderer, a, result.Source(lease.Model), layers, CellSide, null, stop);
        lock (_lock)
        {
            if (Result is { } now && now.Appearance == result.Appearance && now.Expression == result.Expression)
            {
                Publish("sheet", sheet.ToImage());
                Sheet = new(layers, sheet.Margin, CellSide);
            }
        }

        Tell();
    }

    private void Report(TransferResult result, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mien-report-");
        try
        {
            using ModelLease lease = _bench.Models.Use(Settings.Model);
            Publish(
                "report", File.ReadAllBytes(
                    TransferReport.Write(folder.FullName, result, lease.Model, new Stages(this), stop)),
                    "text/html; charset=utf-8");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Trouble = Words(e);
        }
        finally
        {
            folder.Delete(recursive: true);
            (IsReporting, Progress) = (false, null);
        }

        Tell();
    }

    // ---- What is drawn anew when something else is chosen.

    private async Task Draw()
    {
        while (true)
        {
            DeskSettings settings;
            TransferResult? from;
            int version;
            lock (_lock)
            {
                if (_drawn == _wanted || Result is null || NeedsJob(Settings))
                {
                    (_isDrawing, _drawn) = (false, _wanted);
                    break;
                }

                (settings, version, from) = (Settings, _wanted, Result);
            }

            await _bench.Drawing.WaitAsync();
            try
            {
                Draw(settings, from, () => version != _wanted);
            }
            catch (Exception e)
            {
                Trouble = Words(e);
            }
            finally
            {
                _bench.Drawing.Release();
            }

            lock (_lock)
            {
                _drawn = version;
            }

            Tell();
        }

        _bench.Keep(this);
    }

    private void Draw(DeskSettings settings, TransferResult from, Func<bool> isOld)
    {
        if (settings with { Strength = _made.Strength } == _made && from.Motion is { } motion)
        {
            if (_quickOf != motion)
            {
                (_quick, _quickOf) = (motion.Reduced(QuickSide), motion);
            }

            Publish("result", _quick!.At(settings.Strength).Picture, 85);
            Looked();
            if (!isOld())
            {
                Put(from.At(settings.Strength));
            }

            return;
        }

        using ModelLease lease = _bench.Models.Use(settings.Model);
        TransferSettings wanted = ToTransfer(settings, from, lease.Model);
        if (wanted.Layers is { } mask)
        {
            float strength = wanted.Paste == PasteMode.Motion ? 1 : wanted.Strength;
            Publish("fused", new StyleRenderer(lease.Model, wanted.Inversion.Precision).Render(
                StyleFusion.Combine(
                    from.Appearance.Inversion.Styles, (@from with { Settings = wanted }).Source(lease.Model), mask,
                    strength),
                LiveSide), 95);
            Looked();
            if (isOld())
            {
                return;
            }
        }

        Put(new ExpressionTransfer(lease.Model, _bench.Cache).Combine(from.Appearance, from.Expression, wanted));

        void Put(TransferResult result)
        {
            TransferScores? scores;
            using (ModelLease again = _bench.Models.Use(settings.Model))
            {
                scores = TransferScores.Of(again.Model, result);
            }

            lock (_lock)
            {
                if (Result == from)
                {
                    Show(result, scores, settings);
                }
            }
        }

        void Looked()
        {
            Latency = Stopwatch.GetElapsedTime(_changedAt).TotalMilliseconds;
            Changed?.Invoke();
        }
    }

    private void Show(TransferResult result, TransferScores? scores, DeskSettings settings)
    {
        (Result, Scores, _made) = (result, scores, settings);
        Publish("result", Shown(result.Picture));
        Publish("fused", result.Fused, 95);
        Forget("report");
    }

    private static LayerMask? LayersOf(DeskSettings settings, int count)
        => settings.Layers is { } list ? LayerMask.Parse(list, count) : null;

    // A search that is done is not done again: its layers are known.
    private static TransferSettings ToTransfer(DeskSettings settings, TransferResult? known, FaceModel model)
    {
        TransferSettings advised = TransferSettings.For(model);
        bool isKnown = known?.Layers is not null
            && settings.Method is FusionMethod.SearchRange or FusionMethod.SearchLinear && known is not null;
        return advised with
        {
            Method = isKnown ? FusionMethod.Layers : settings.Method,
            Layers = isKnown ? known!.Layers : settings.Method == FusionMethod.Layers
                ? LayersOf(settings, model.Generator.Layers) ?? advised.Layers : null,
            Exchange = settings.Method == FusionMethod.Layers ? advised.Exchange : StyleExchange.Whole,
            Strength = settings.Strength,
            Paste = settings.Paste,
        };
    }

    // Shows the face at every step that a picture can be looked at for a moment.
    private sealed class Watch(Desk desk, Place place, Side side, StyleRenderer renderer) : IProgress<WorkProgress>
    {
        private readonly List<float> _curve = [];
        private readonly Stopwatch _since = Stopwatch.StartNew();
        private bool _hasPicture;

        public void Report(WorkProgress value)
        {
            if (_curve.Count == 0 && value.Done > 0)
            {
                _curve.AddRange(place.Curve.Take(value.Done)); // of the part before it was stopped
            }

            _curve.Add(value.Value ?? float.NaN);
            if (_hasPicture && value.Done < value.Of && _since.Elapsed < _betweenPictures)
            {
                return;
            }

            _hasPicture = true;
            (place.Step, place.Steps, place.Left, place.Curve) = (value.Done, value.Of, value.Left, [.. _curve]);
            if (value is InversionProgress step)
            {
                desk.Publish($"{side}-live", renderer.Render(step.Styles, LiveSide));
            }

            desk.Tell();
            _since.Restart();
        }
    }

    private sealed class Stages(Desk desk) : IProgress<WorkProgress>
    {
        private readonly Stopwatch _since = Stopwatch.StartNew();

        public void Report(WorkProgress value)
        {
            if (desk.Progress is null || _since.Elapsed > _betweenPictures)
            {
                desk.Progress = value;
                desk.Tell();
                _since.Restart();
            }
        }
    }
}
