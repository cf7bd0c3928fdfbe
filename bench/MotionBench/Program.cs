using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Portraits;
using Mien.Portraits.Rendering;

// What motion costs, beside putting back by the difference: a drawn person smiles, in photos of two sizes, from crops
// of two sizes.
const int Rounds = 5;
Portrait person = PortraitSampler.Sample(3) with
{
    Expression = new(),
}, smiling = person with { Expression = new() { Smile = 1, LipsPart = 0.6f, BrowRaiseInner = 1 } };
Say($"{Environment.ProcessorCount} processors; the best of {Rounds}, milliseconds; in brackets as a part of putting back by the difference");
Say($"{"photo",-12}{"crop",6}{"flow",8}{"prepare",9}{"apply",8}{"",9}{"difference",12}{"peak MB",10}");
foreach ((int width, int height) in ((int, int)[])[(1350, 1350), (4000, 3000)])
{
    foreach (int size in (int[])[128, 1024])
    {
        Image photo = Photo(person, width, height);
        Vector2 shift = new((width - Math.Min(width, height)) / 2f, 0);
        int drawn = Math.Min(Math.Min(width, height), PortraitRenderer.MaximumSize);
        float scale = (float)Math.Min(width, height) / drawn;
        Point[] landmarks = [.. new PortraitRenderer().Landmarks(person, drawn, Framing.Portrait)
            .Select(p => (p * scale) + shift).Select(p => new Point(MathF.Round(p.X), MathF.Round(p.Y)))];
        AlignedCrop crop = AlignedCrop.Of(photo, landmarks, size);
        Image before = Crop(person, size), after = Crop(smiling, size);
        MotionPaste paste = MotionPaste.Prepare(photo, crop, before, after);
        double flow = Best(() => ExpressionMotion.Between(before, after)),
            prepare = Best(() => MotionPaste.Prepare(photo, crop, before, after));
        double apply = Best(() => paste.At(0.8f)), difference = Best(
            () => Compositor.Paste(photo, crop, after, new PasteOptions { Reconstruction = before }));
        Say($"{$"{width}×{height}",-12}{size,6}{flow,8:0}{prepare,9:0}{apply,8:0}{$"({apply / difference:0.00})",9}{difference,12:0}{Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,10:0}");
    }
}

static double Best(Action work)
{
    double best = double.PositiveInfinity;
    for (int i = 0; i < Rounds; i++)
    {
        Stopwatch clock = Stopwatch.StartNew();
        work();
        best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
    }

    return best;
}

static Image Crop(Portrait portrait, int size)
{
    byte[] pixels = new byte[size * size * 3];
    new PortraitRenderer().Render(portrait, size, Framing.AlignedAtRest, pixels);
    return new(size, size, pixels);
}

// The portrait in the middle of a grey picture.
static Image Photo(Portrait portrait, int width, int height)
{
    int side = Math.Min(width, height), drawn = Math.Min(side, PortraitRenderer.MaximumSize);
    byte[] pixels = new byte[drawn * drawn * 3];
    new PortraitRenderer().Render(portrait, drawn, Framing.Portrait, pixels);
    Image face = new Image(drawn, drawn, pixels).Resize(side, side);
    byte[] whole = new byte[width * height * 3];
    Array.Fill(whole, (byte)128);
    for (int y = 0; y < side; y++)
    {
        face.Pixels.Span.Slice(y * side * 3, side * 3).CopyTo(whole.AsSpan(((y * width) + ((width - side) / 2)) * 3));
    }

    return new(width, height, whole);
}

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
