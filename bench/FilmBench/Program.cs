// Films measured against the drawn truth: dotnet run -c Release --project bench/FilmBench -- [FRAMES] [FOLDER]
// [play|half|both] [SMOOTHING] [NEUTRAL FRAME] A drawn person at rest plays the film of another: what should come out
// is that person, drawn with the expressions of the film. Then the film's person has half of its own expression: what
// should come out is the film, drawn with half of each expression.
using System.Diagnostics;
using System.Globalization;
using Mien.Evaluation.Judging;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Faces.Images;
using Mien.Films;
using Mien.Inversion;
using Mien.Models;
using Mien.Portraits;
using Mien.Portraits.Rendering;
using Mien.Transfer;

const int Size = 512, Shown = 8, Tile = 160;
const ulong Person = 2_000_000, Driver = 2_000_001;
int frames = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 250;
string folder = args.Length > 1 ? args[1] : Directory.CreateTempSubdirectory("mien-video-").FullName;
string which = args.Length > 2 ? args[2] : "both";
double? smoothing = args.Length > 3 ? double.Parse(args[3], CultureInfo.InvariantCulture) : null; // seconds
int? neutral = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : null;
Directory.CreateDirectory(folder);
PortraitRenderer renderer = new();
PortraitFilm drawn = new(Driver, frames);
Portrait person = PortraitSampler.Sample(Person) with { Expression = new(), Pose = new() };
Image[] driving = [.. Enumerable.Range(0, frames).Select(t => Draw(drawn.At(t)))];
Image[] played = which == "half" ? [] : [.. Enumerable.Range(0, frames).Select(
    t => Draw(person with { Expression = drawn.At(t).Expression }))];
Image[] halved = which == "play" ? [] : [.. Enumerable.Range(0, frames).Select(
    t => Draw(drawn.At(t) with { Expression = Half(drawn.At(t).Expression) }))];
Image photo = Draw(person);
string photoPath = Path.Combine(folder, "person.png"), film = Path.Combine(folder, "driving.mp4");
photo.Write(photoPath);
Image[] read = Written(driving, film);
using FaceModel model = ModelLoader.Load(BuiltInModel.Open(BuiltInModel.Drawn));
using FaceDetector detector = new();
using ParameterEstimator judge = ParameterEstimator.Read(BuiltInModel.EstimatorPath);
InversionCache cache = new(Path.Combine(folder, "cache"));
FilmTransfer Transfer(float strength)
{
    FilmSettings settings = new()
    {
        Transfer = TransferSettings.For(model) with { Strength = strength },
        Neutral = neutral,
    };
    return new(
        model, detector, cache, smoothing is { } s ? settings with
        {
            StyleSmoothing = s,
        } : settings, Console.Error.WriteLine);
}

Console.WriteLine(
    $"{frames} frames of {Size}×{Size} px, {Environment.ProcessorCount} processors, {DateTime.UtcNow:yyyy-MM-dd}\n");
Console.WriteLine(
    "| film | transferred | kept | PSNR of the face to the truth (unchanged), dB | flicker against the truth, written alike | against the film read | frames a second |");
Console.WriteLine("|---|---|---|---|---|---|---|");
List<Image[]> rows = [driving];
if (which != "half")
{
    rows.AddRange(
        [Run("the photo plays the film", to => Transfer(1).Play(photoPath, film, to), played,
            [.. driving.Select(_ => photo)], read), played]);
}

if (which != "play")
{
    rows.AddRange(
        [Run("the film at half strength", to => Transfer(0.5f).Change(film, null, to), halved, driving, read),
            halved]);
}

int[] times = [.. Enumerable.Range(0, Shown).Select(i => i * (frames - 1) / (Shown - 1))];
ContactSheet.Rows(
    [.. rows.Select(row => (IReadOnlyList<Image?>)[.. times.Select(t => row[t].Resize(Tile, Tile))])],
    empty: 255).Write(Path.Combine(folder, "video.png"));
Console.WriteLine($"\nrows: the film; then each result above its truth: {Path.Combine(folder, "video.png")}");

Image[] Run(string name, Func<string, FilmResult> work, Image[] truth, Image[] before, Image[] input)
{
    string to = Path.Combine(folder, name.Replace(' ', '-') + ".mp4");
    Stopwatch clock = Stopwatch.StartNew();
    FilmResult made = work(to);
    double seconds = clock.Elapsed.TotalSeconds;
    Image[] result = [.. FilmReader.Read(FilmInfo.Read(to))];
    List<double> left = [], asked = [], kept = [], psnr = [], unchanged = [];
    AlignedCrop? last = null;
    for (int t = 0; t < frames; t += 5)
    {
        AlignedCrop crop = last = detector.FindUpright(before[t]) is [var face, ..]
            ? AlignedCrop.Of(before[t], face.Landmarks, 256) : last!;
        float[] r = judge.Estimate(result[t], crop), wanted = judge.Estimate(truth[t], crop),
            was = judge.Estimate(before[t], crop), other = judge.Estimate(driving[t], crop);
        left.Add(Apart(r, wanted, PortraitParameters.OfExpression));
        asked.Add(Apart(was, wanted, PortraitParameters.OfExpression));
        unchanged.Add(Pixels.Psnr(crop.Cut(before[t]), crop.Cut(truth[t])));
        kept.Add(Apart(r, was, PortraitParameters.OfIdentity));
        psnr.Add(Pixels.Psnr(crop.Cut(result[t]), crop.Cut(truth[t])));
    }

    float[] self = judge.Estimate(photo, AlignedCrop.Of(photo, detector.FindUpright(photo)[0].Landmarks, 256)),
        another = judge.Estimate(
            driving[0], AlignedCrop.Of(driving[0], detector.FindUpright(driving[0])[0].Landmarks, 256));
    double people = Apart(self, another, PortraitParameters.OfIdentity);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name}, at rest in frame {made.Neutral} | {1 - (left.Sum() / asked.Sum()):0.00} | {1 - (Median(kept) / people):0.00} | {Median(psnr):0.0} ({Median(unchanged):0.0}) | {Flicker(result) / Flicker(Written(truth, Path.Combine(folder, "truth.mp4"))):0.00} | {Flicker(result) / Flicker(input):0.00} | {frames / seconds:0.00} |"));
    return result;
}

// As a film has them, with what its compression changes: that of a face trembles more than the face.
static Image[] Written(Image[] frames, string path)
{
    using (FilmWriter writer = new(path, Size, Size))
    {
        for (int t = 0; t < frames.Length; t++)
        {
            writer.Add(frames[t], t * 40_000L);
        }

        writer.Finish();
    }

    return [.. FilmReader.Read(FilmInfo.Read(path))];
}

// The mean second difference in time: what moves evenly has none, what trembles has much.
static double Flicker(Image[] film)
{
    double sum = 0;
    for (int t = 1; t + 1 < film.Length; t++)
    {
        ReadOnlySpan<byte> a = film[t - 1].Pixels.Span, b = film[t].Pixels.Span, c = film[t + 1].Pixels.Span;
        long frame = 0;
        for (int i = 0; i < b.Length; i++)
        {
            frame += Math.Abs(a[i] - (2 * b[i]) + c[i]);
        }

        sum += (double)frame / b.Length;
    }

    return sum / (film.Length - 2);
}

static double Apart(float[] a, float[] b, Range of) => Math.Sqrt(a[of].Zip(b[of], (x, y) => (x - y) * (x - y)).Sum());

static double Median(List<double> values)
{
    values.Sort();
    return values.Count > 0 ? values[values.Count / 2] : double.NaN;
}

static Expression Half(Expression e) => Expression.FromVector([.. e.ToVector().Select(v => v / 2)]);

Image Draw(Portrait portrait)
{
    byte[] rgb = new byte[Size * Size * 3];
    renderer.Render(portrait, Size, Framing.Portrait, rgb);
    return new(Size, Size, rgb);
}
