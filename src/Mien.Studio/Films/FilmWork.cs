using System.Globalization;
using System.Text.Json;
using Mien.Checkpoints;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Films;
using Mien.Models;
using Mien.Studio.Desks;
using Mien.Studio.Endpoints;
using Mien.Studio.Jobs;
using Mien.Studio.Models;
using Mien.Studio.Photos;
using Mien.Transfer;

namespace Mien.Studio.Films;

/// <summary>A film that is made: a photo plays another film, or another film's person changes expression.</summary>
public sealed class FilmWork : LastingWork
{
    private const string PhotoFile = "photo", FilmFile = "film", ShownFile = "photo.jpg", ResultFile = "result.mp4";

    private int _photos; // that came in

    internal FilmWork(string id, string folder, Workbench bench)
        : base(id, folder, bench)
    {
        string path = Path.Combine(folder, RecordName);
        if (!File.Exists(path))
        {
            Record = new() { Model = bench.Options.Model ?? BuiltInModel.Name };
            return;
        }

        Record = JsonSerializer.Deserialize<FilmRecord>(File.ReadAllText(path), Json)
            ?? throw new JsonException("no film");
        WasBusy = Record.State is DeskState.Waiting or DeskState.Running;
        State = WasBusy ? DeskState.Stopped : Record.State;
    }

    /// <summary>What it is made from, and how.</summary>
    public FilmRecord Record { get; private set; }

    /// <summary>What is wrong with the photo; null if nothing is.</summary>
    public string? PhotoTrouble { get; private set; }

    /// <summary>What is wrong with the film that came in; null if nothing is.</summary>
    public string? FilmTrouble { get; private set; }

    /// <summary>Whether faces are looked for.</summary>
    public bool IsLooking { get; private set; }

    /// <summary>Whether the film that came in is looked at.</summary>
    public bool IsLookingAtFilm { get; private set; }

    /// <summary>Counts up with every photo and film, for addresses.</summary>
    public int Version { get; private set; }

    /// <inheritdoc/>
    public override DateTime Begun => Record.Begun;

    /// <inheritdoc/>
    public override bool IsReady
        => Record.Film is not null && (!TakesPhoto || Record.Photo is { Faces.Count: > 0 });

    /// <inheritdoc/>
    public override bool IsEmpty => Record is { Photo: null, Film: null };

    /// <summary>Whether the film that was made last is what these photos and settings give.</summary>
    public bool IsMade => Record.Made?.Inputs == Record.Inputs;

    /// <summary>Whether a photo plays a part.</summary>
    public bool TakesPhoto => Record.Kind != FilmKind.ScaledExpression;

    /// <summary>The name of the result.</summary>
    public override string Title
    {
        get
        {
            string photo = Path.GetFileNameWithoutExtension(Record.Photo?.Name ?? ""),
                film = Path.GetFileNameWithoutExtension(Record.Film?.Name ?? "");
            return Record.Kind switch
            {
                FilmKind.PhotoPlaysFilm => Texts.ResultName(photo, film),
                FilmKind.FilmTakesExpression => Texts.ResultName(film, photo),
                _ => $"{film}-{Texts.ScaledFilm}",
            } + ".mp4";
        }
    }

    /// <summary>The command that makes the same film.</summary>
    public string CommandLine
    {
        get
        {
            CommandText line = new("video");
            if (Record.Kind == FilmKind.PhotoPlaysFilm)
            {
                Photo("--appearance").File("--driving", Record.Film?.Name);
            }
            else
            {
                line.File("--appearance", Record.Film?.Name);
                if (TakesPhoto)
                {
                    Photo("--expression");
                }
            }

            return line.Value("--out", "result.mp4").Value("--model", Record.Model, BuiltInModel.Name)
                .Value("--strength", Record.Strength, 1).ToString();

            CommandText Photo(string option) => line.File(option, Record.Photo?.Name)
                .Value("--face-photo", Record.Photo?.Chosen ?? 0, 0);
        }
    }

    private protected override string JobName => Texts.FilmJob;

    /// <summary>The path of a file of it; null if it is not there.</summary>
    internal string? PathOf(FilmPart part) => part switch
    {
        FilmPart.Photo when Record.Photo is not null => At(ShownFile),
        FilmPart.Film when Record.Film is not null => At(FilmFile),
        FilmPart.Result when Record.Made is not null => At(ResultFile),
        _ => null,
    };

    /// <summary>Takes a photo, and looks for faces in it.</summary>
    /// <returns>What waits for the faces.</returns>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public Task Put(StudioPhoto photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        int number;
        lock (Guard)
        {
            if (IsBusy)
            {
                PhotoTrouble = Texts.StopFirst;
                return Task.CompletedTask;
            }

            Renew();
            Directory.CreateDirectory(Folder);
            AtomicFile.Write(At(PhotoFile), stream => stream.Write(photo.File));
            Desk.Shown(photo.Image).Write(At(ShownFile));
            Record = Record with { Photo = new(photo.Hash, photo.Name, photo.Image.Width, photo.Image.Height, [], 0) };
            (PhotoTrouble, IsLooking, number) = (null, true, ++_photos);
            Version++;
            Settle();
        }

        Tell();
        return Look(photo, number);
    }

    /// <summary>Takes the film that is played, or changed.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="length">Their number, if known.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <exception cref="FilmException">It is no film of a kind that is taken in, or damaged.</exception>
    /// <exception cref="IOException">There is no room for it, or it is too large.</exception>
    internal async Task Take(string name, Stream content, long? length, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder);
        string path = At(AtomicFile.TemporaryName()), shown = PhotoShelf.Shown(name);
        (IsLookingAtFilm, FilmTrouble) = (true, null);
        Tell();
        try
        {
            await IncomingFile.Write(path, content, length, Bench.Options.MaximumFilm, cancellation);
            string type = FilmType.Of(path) ?? throw new FilmException(shown, Texts.NoFilm);
            FilmInfo film = await Task.Run(() => FilmInfo.Read(path), cancellation);
            if ((long)film.Width * film.Height > Bench.Options.MaximumPixels)
            {
                throw new FilmException(shown, Texts.FilmPixels);
            }

            lock (Guard)
            {
                if (IsBusy)
                {
                    throw new FilmException(shown, Texts.StopFirst);
                }

                Renew();
                File.Move(path, At(FilmFile), overwrite: true);
                Record = Record with
                {
                    Film = new(Guid.NewGuid(), shown, type, film.Width, film.Height, film.Times.Count, film.Rate),
                };
                Version++;
                Settle();
            }
        }
        finally
        {
            File.Delete(path);
            IsLookingAtFilm = false;
        }

        Save();
        Tell();
    }

    /// <summary>Says what is wrong with a photo or a film that could not be taken.</summary>
    internal void Refuse(FilmPart part, string trouble)
    {
        (PhotoTrouble, FilmTrouble) = part == FilmPart.Photo
            ? (trouble, FilmTrouble) : (PhotoTrouble, trouble);
        Tell();
    }

    /// <summary>Chooses a face of the photo by its index.</summary>
    public void Choose(int face) => Change(record => record.Photo is { } photo && face >= 0 && face < photo.Faces.Count
        ? record with { Photo = photo with { Chosen = face } } : record);

    /// <summary>Makes something else.</summary>
    public void Make(FilmKind kind) => Change(record => record with { Kind = kind });

    /// <summary>Takes another model.</summary>
    public void Take(string model) => Change(record => record with { Model = model });

    /// <summary>Takes another strength, 0 to 1.5.</summary>
    public void Strengthen(float strength) => Change(record => record with { Strength = strength });

    private protected override object ToRecord() => Record with { State = State };

    private protected override void Do(IProgress<WorkProgress> progress, CancellationToken stop)
    {
        FilmRecord record = Record;
        using ModelLease lease = Bench.Models.Use(record.Model);
        using FaceDetector detector = new();
        FilmSettings settings = new()
        {
            Transfer = TransferSettings.For(lease.Model) with { Strength = record.Strength },
            PhotoFace = FaceChoice.Parse((record.Photo?.Chosen ?? 0).ToString(CultureInfo.InvariantCulture)),
        };
        FilmTransfer transfer = new(lease.Model, detector, Bench.Cache, settings, Remark);
        string photo = At(PhotoFile), film = At(FilmFile), to = At(ResultFile);
        FilmResult result = record.Kind switch
        {
            FilmKind.PhotoPlaysFilm => transfer.Play(photo, film, to, progress, stop),
            FilmKind.FilmTakesExpression => transfer.Change(film, photo, to, progress, stop),
            _ => transfer.Change(film, null, to, progress, stop),
        };
        lock (Guard)
        {
            if (Record == record)
            {
                FilmPhoto? shown = record.Kind == FilmKind.PhotoPlaysFilm ? record.Photo : null;
                MadeFilm made = new(
                    record.Inputs, Title, shown?.Width ?? record.Film!.Width, shown?.Height ?? record.Film!.Height,
                    result.Frames, result.Changed);
                (Record, Version) = (record with { Made = made }, Version + 1);
            }
        }
    }

    private protected override string Named(string words)
        => words.Replace(At(PhotoFile), Record.Photo?.Name, StringComparison.Ordinal)
            .Replace(At(FilmFile), Record.Film?.Name, StringComparison.Ordinal)
            .Replace(At(ResultFile), Title, StringComparison.Ordinal);

    private async Task Look(StudioPhoto photo, int number)
    {
        IReadOnlyList<Face> faces = [];
        string? trouble = null;
        try
        {
            faces = await photo.Faces;
            trouble = faces.Count == 0 ? Texts.NoFace : null;
        }
        catch (Exception e)
        {
            trouble = Desk.Words(e);
        }

        lock (Guard)
        {
            if (Record.Photo is not { } mine || _photos != number)
            {
                return; // another came meanwhile
            }

            (double width, double height) = (mine.Width, mine.Height);
            Record = Record with
            {
                Photo = mine with
                {
                    Faces = [.. faces.Select(face => face.Box).Select(box
                        => new FacePlace(box.Left / width, box.Top / height, box.Width / width, box.Height / height))],
                },
            };
            (PhotoTrouble, IsLooking) = (trouble, false);
        }

        Save();
        Tell();
    }

    private void Change(Func<FilmRecord, FilmRecord> change)
    {
        lock (Guard)
        {
            FilmRecord changed = change(Record);
            if (IsBusy || changed == Record)
            {
                return;
            }

            Renew();
            Record = changed;
            Settle();
        }

        Save();
        Tell();
    }

    // The film that was made last stays, and is the one that is wanted when what it was made from comes back.
    private void Settle() => State = IsMade ? DeskState.Done : DeskState.Ready;

    private string At(string name) => Path.Combine(Folder, name);
}

/// <summary>What belongs to a film.</summary>
internal enum FilmPart
{
    /// <summary>The photo.</summary>
    Photo,

    /// <summary>The film that it plays.</summary>
    Film,

    /// <summary>What is made.</summary>
    Result,
}
