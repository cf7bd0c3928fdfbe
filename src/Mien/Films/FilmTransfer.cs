using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Films;

/// <summary>What became of a film.</summary>
/// <param name="Frames">Frames of it.</param>
/// <param name="Changed">Frames in which the face was changed; of a share, those of the share.</param>
/// <param name="Parts">Runs of frames in which the face was followed.</param>
/// <param name="Neutral">The frame in which the film's face is at rest.</param>
/// <param name="Distance">Mean D of the frames that were inverted; 0 if none were left.</param>
public sealed record FilmResult(
    int Frames, int Changed, IReadOnlyList<(int From, int To)> Parts, int Neutral, double Distance);

/// <summary>
/// Expressions between photos and films. A run that is stopped or killed goes on at the frame at which it was, from a
/// folder beside the result that is removed at the end.
/// </summary>
/// <param name="model">Generator and perceptual network; stays the caller's.</param>
/// <param name="detector">Finds faces; stays the caller's.</param>
/// <param name="cache">Where style vectors of photos are kept.</param>
/// <param name="settings">How.</param>
/// <param name="notice">Is told what is no failure, in one line; null to tell nobody.</param>
public sealed class FilmTransfer(
    FaceModel model, FaceDetector detector, InversionCache cache, FilmSettings settings, Action<string>? notice = null)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ExpressionTransfer _transfer = new(model, cache);
    private readonly StyleRenderer _renderer = new(model, settings.Transfer.Inversion.Precision);

    private LayerMask Mask => settings.Transfer.Layers ?? LayerMask.Default(model.Generator.Layers);

    /// <summary>A photo plays the expressions of a film, each as it differs from the film's neutral frame.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="driving">The film.</param>
    /// <param name="to">The result: as large as the photo, with the times and the sound of the film.</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <exception cref="ArgumentException">The settings do not fit.</exception>
    /// <exception cref="NoFaceException">There is no face in the photo, or in the film.</exception>
    /// <exception cref="IOException">The film, or the photo, cannot be read or written.</exception>
    public FilmResult Play(
        string photo, string driving, string to, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using Work work = Begin(driving, to, photo);
        return OnDisk(to, () => Play(work, photo, progress, cancellation));
    }

    private FilmResult Play(Work work, string photo, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        InvertedFace face = Invert(photo, progress, cancellation);
        Follow(work, isRelative: true, progress, cancellation);
        StageProgress putting = new(work.Pace, "putting back", progress);
        int done = 0;
        foreach ((FilmChunk chunk, int frame, Image picture) in work.LeftPictures())
        {
            cancellation.ThrowIfCancellationRequested();
            float[] fused = Add(
                face.Inversion.Styles, work.Styles.Of(chunk, frame), work.AtRest, 1);
            Put(work, frame, face, Cut(work, frame, picture), fused, settings.Transfer.Strength * work.Weights[frame]);
            putting.Report(new("", ++done, work.Left.Count));
        }

        return Finish(work, Enumerable.Repeat(face.Face.Photo, work.Frames), progress, cancellation);
    }

    /// <summary>The person of a film has the expression of a photo, or the film's own at another strength.</summary>
    /// <param name="film">The film.</param>
    /// <param name="photo">The photo; null to scale the film's own expression, as it differs from the neutral frame, by
    /// the strength.</param>
    /// <param name="to">The result: the film with other faces.</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <exception cref="ArgumentException">The settings do not fit.</exception>
    /// <exception cref="NoFaceException">There is no face in the photo, or in the film.</exception>
    /// <exception cref="IOException">The film, or the photo, cannot be read or written.</exception>
    public FilmResult Change(
        string film, string? photo, string to, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using Work work = Begin(film, to, photo);
        return OnDisk(to, () => Change(work, film, photo, progress, cancellation));
    }

    private FilmResult Change(
        Work work, string film, string? photo, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        InvertedFace? wanted = photo is null ? null : Invert(photo, progress, cancellation);
        Follow(work, isRelative: wanted is null, progress, cancellation);
        StageProgress putting = new(work.Pace, "putting back", progress);
        int done = 0;
        float strength = settings.Transfer.Strength;
        foreach ((FilmChunk chunk, int frame, Image picture) in work.LeftPictures())
        {
            cancellation.ThrowIfCancellationRequested();
            float[] own = work.Styles.Of(chunk, frame);
            float[] fused = wanted is null
                ? Add(own, own, work.AtRest, strength - 1)
                : StyleFusion.Combine(own, Source(own, wanted), Mask);
            InversionResult result = new()
            {
                Styles = own,
                Layers = model.Generator.Layers,
                StyleLength = model.Generator.StyleLength,
                Curve = [0],
                Settings = settings.Transfer.Inversion,
                ModelName = model.Name,
                ModelId = model.Id,
                SourceHash = "",
                End = InversionEnd.Complete,
                Seconds = 0,
            };
            InvertedFace face = new(Cut(work, frame, picture), result, false, _renderer.Render(own));
            Put(work, frame, face, wanted?.Face, fused, (wanted is null ? 1 : strength) * work.Weights[frame]);
            putting.Report(new("", ++done, work.Left.Count));
        }

        return Finish(work, FilmReader.Read(work.Film), progress, cancellation);
    }

    private float[] Source(float[] own, InvertedFace wanted)
        => StyleFusion.Source(model, own, wanted.Inversion.Styles, settings.Transfer.Exchange);

    private Work Begin(string film, string to, string? photo)
    {
        settings.Check();
        if (!FilmWriter.CanWrite(to))
        {
            throw new ArgumentException($"{to}: films are written as .mp4, .mov, .mkv or .webm");
        }

        FilmInfo info = FilmInfo.Read(film);
        string folder = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(to))!, "." + Path.GetFileName(to) + ".parts");
        return OnDisk(to, () =>
        {
            Directory.CreateDirectory(folder);
            return new Work(info, to, FilmFolder.Open(folder, to, settings.Shard, Identity(film, photo), _patience));
        });
    }

    private static T OnDisk<T>(string to, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw new IOException($"{to}: the disk is full; make room, and the same command goes on from there", e);
        }
    }

    private string Identity(string film, string? photo)
    {
        StringBuilder text = new();
        foreach (string? path in new[] { film, photo })
        {
            using FileStream? file = path is null ? null : File.OpenRead(path);
            text.Append(file is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(file))).Append('\n');
        }

        FilmSettings s = settings;
        return text.Append(CultureInfo.InvariantCulture,
            $"5\n{model.Id}\n{s.Transfer.Inversion.ToJson()}\n{Mask} {s.Transfer.Exchange} {s.Transfer.Mouth}\n{s.Transfer.Strength}\n{s.FrameSteps} {s.FrameRate} {s.Neutral} {s.StyleSmoothing} {s.CropSmoothing} {s.Fade} {s.ChunkFrames} {s.Face} {s.PhotoFace}\n").ToString();
    }

    private InvertedFace Invert(string photo, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        AlignedFace face = AlignedFace.Cut(
            photo, model.Generator.Resolution, detector, settings.PhotoFace, model.Frame);
        using Tensor crop = Pixels.ToTensor(face.Crop);
        progress?.Report(new("inverting the photo", 0, 1));
        (InversionResult result, bool known) = cache.Invert(
            model, crop, settings.Transfer.Inversion, null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new(face, result with { Crop = face.Geometry!.ToJson() }, known, _renderer.Render(result.Styles));
    }

    // Follows the face, chooses the neutral frame, finds the style vectors that the frames need which are left.
    private void Follow(
        Work work, bool isRelative, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        StageProgress tracking = new(work.Pace, "following the face", progress);
        FaceTrack track = work.Folder.Track(
            path => FaceTrack.Of(work.Film, detector, settings.Face, path, tracking, notice, cancellation));
        work.Crops = track.Steadied(settings.CropSmoothing * work.Film.Rate);
        work.Weights = track.Weights((int)Math.Round(settings.Fade * work.Film.Rate));
        work.Parts = track.Parts;
        work.Neutral = settings.Neutral ?? track.Neutral();
        if (work.Neutral >= work.Frames || work.Crops[work.Neutral] is null)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"frame {work.Neutral} cannot be the neutral one: {(work.Neutral >= work.Frames ? $"the film has {work.Frames} frames" : "no face is seen from the front in it")}"));
        }

        work.Styles = new(model, cache, settings, work.Folder.Styles) { Rate = work.Film.Rate };
        work.Styles.Restore();
        int reach = TimeSmoothing.Reach(settings.StyleSmoothing * work.Film.Rate);
        FilmChunk[] chunks = FilmChunk.Of(work.Parts, settings.ChunkFrames, reach);
        work.Chunks = [.. chunks.Where(chunk => settings.Shard is not { } shard || chunk.IsIn(shard, chunks))];
        work.ChunkOfNeutral = FilmChunk.OfFrame(chunks.Length, work.Parts, work.Neutral, reach);
        FilmChunk[] needed = [.. work.Left.Select(left => left.Chunk).Distinct()];
        Invert(
            work, isRelative && needed.Length > 0 ? [.. needed, work.ChunkOfNeutral] : needed, progress, cancellation);
    }

    private void Invert(
        Work work, IReadOnlyList<FilmChunk> chunks, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ILookup<int, FilmChunk> missing = chunks
            .SelectMany(chunk => work.Styles.Missing(chunk).Select(frame => (Frame: frame, Chunk: chunk)))
            .ToLookup(pair => pair.Frame, pair => pair.Chunk);
        if (missing.Count == 0)
        {
            return;
        }

        StageProgress inverting = new(work.Pace, "inverting the frames", progress);
        double sum = 0;
        int at = missing.Min(frame => frame.Key), count = 0;
        foreach (Image picture in FilmReader.Read(work.Film, at).Take(missing.Max(frame => frame.Key) + 1 - at))
        {
            if (missing.Contains(at))
            {
                using Tensor crop = Pixels.ToTensor(
                    AlignedCrop.Of(picture, work.Crops[at]!, model.Generator.Resolution, model.Frame).Cut(picture));
                float distance = 0;
                foreach (FilmChunk chunk in missing[at].Where(chunk => !work.Styles.Has(chunk, at)))
                {
                    cancellation.ThrowIfCancellationRequested();
                    distance = work.Styles.Find(chunk, at, crop, cancellation);
                }

                sum += distance;
                inverting.Report(new("", ++count, missing.Count) { Values = [("D", distance)] });
            }

            at++;
        }

        work.Distance = sum / count;
    }

    // s + strength · (a − b) on the layers of the expression.
    private float[] Add(float[] s, float[] a, float[] b, float strength)
    {
        int length = model.Generator.StyleLength;
        float[] sum = [.. s];
        for (int i = 0; i < sum.Length; i++)
        {
            if (Mask[(i / length) + 1])
            {
                sum[i] += strength * (a[i] - b[i]);
            }
        }

        return sum;
    }

    private AlignedFace Cut(Work work, int frame, Image picture)
    {
        AlignedCrop crop = AlignedCrop.Of(picture, work.Crops[frame]!, model.Generator.Resolution, model.Frame);
        return new(work.Film.Path, picture, crop.Cut(picture), crop);
    }

    private void Put(
        Work work, int frame, InvertedFace face, AlignedFace? expression, float[] fused, double strength)
    {
        AlignedFace? mouth = settings.Transfer.Mouth == MouthSource.Expression ? expression : null;
        Image picture = _transfer.Move(face, _renderer.Render(fused), mouth).At((float)strength).Picture;
        new Image(picture.Width, picture.Height, picture.Pixels.ToArray()).Write(
            work.Folder.Frame(frame));
    }

    private FilmResult Finish(
        Work work, IEnumerable<Image> unchanged, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        int frame = 0;
        FilmResult result = new(work.Frames, work.Changed.Count(), work.Parts, work.Neutral, work.Distance);
        if (settings.Shard is not null)
        {
            return result;
        }

        FilmWriter? writer = null;
        try
        {
            foreach (Image picture in unchanged.Take(work.Frames))
            {
                cancellation.ThrowIfCancellationRequested();
                Image shown = work.Weights[frame] > 0 ? Image.Read(work.Folder.Frame(frame)) : picture;
                writer ??= new(work.To, shown.Width, shown.Height, work.Film);
                writer.Add(shown, work.Film.Times[frame] - work.Film.Times[0]);
                new StageProgress(work.Pace, "writing", progress).Report(new("", ++frame, work.Frames));
            }

            writer!.Finish();
        }
        finally
        {
            writer?.Dispose();
        }

        work.Folder.Remove();
        return result;
    }

    private sealed class Work(FilmInfo film, string to, FilmFolder folder) : IDisposable
    {
        private (FilmChunk Chunk, int Frame)[]? _left;

        public void Dispose() => folder.Dispose();

        public FilmInfo Film => film;

        public string To => to;

        public FilmFolder Folder => folder;

        public int Frames => Crops.Count; // of a film that is cut short, those that there are

        public IReadOnlyList<IReadOnlyList<Point>?> Crops { get; set; } = [];

        public double[] Weights { get; set; } = [];

        public IReadOnlyList<(int From, int To)> Parts { get; set; } = [];

        public IReadOnlyList<FilmChunk> Chunks { get; set; } = []; // of the share

        public FrameStyles Styles { get; set; } = null!;

        public int Neutral { get; set; }

        public FilmChunk ChunkOfNeutral { get; set; } = null!;

        public float[] AtRest => Styles.Of(ChunkOfNeutral, Neutral);

        public double Distance { get; set; }

        public Pace Pace { get; } = new();

        /// <summary>The frames of the share that change.</summary>
        public IEnumerable<(FilmChunk Chunk, int Frame)> Changed
            => from chunk in Chunks
               from frame in Enumerable.Range(chunk.Frames.From, chunk.Frames.To - chunk.Frames.From)
               where Weights[frame] > 0
               select (chunk, frame);

        /// <summary>Those of them that were not finished when the work began.</summary>
        public IReadOnlyList<(FilmChunk Chunk, int Frame)> Left
            => _left ??= [.. Changed.Where(one => !File.Exists(folder.Frame(one.Frame)))];

        /// <summary>The same with their pictures.</summary>
        public IEnumerable<(FilmChunk Chunk, int Frame, Image Picture)> LeftPictures()
        {
            if (Left.Count == 0)
            {
                yield break;
            }

            int next = 0, at = Left[0].Frame;
            foreach (Image picture in FilmReader.Read(film, at).Take(Left[^1].Frame + 1 - at))
            {
                if (Left[next].Frame == at)
                {
                    yield return (Left[next].Chunk, at, picture);
                    next++;
                }

                at++;
            }
        }
    }

    // How long a stage takes.
    private sealed class Pace
    {
        private string _stage = "";
        private int _first;
        private readonly System.Diagnostics.Stopwatch _clock = new();

        public TimeSpan? Left(string stage, int done, int of)
        {
            if (stage != _stage)
            {
                (_stage, _first) = (stage, done);
                _clock.Restart();
                return null;
            }

            return done > _first ? _clock.Elapsed * ((double)(of - done) / (done - _first)) : null;
        }
    }

    private sealed class StageProgress(Pace pace, string stage, IProgress<WorkProgress>? progress)
        : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
            => progress?.Report(value with { Stage = stage, Left = pace.Left(stage, value.Done, value.Of) });
    }
}
