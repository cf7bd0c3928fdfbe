#:project ../../src/Mien.Faces/Mien.Faces.csproj
#:project ../../src/Mien.Portraits/Mien.Portraits.csproj
#:property PublishAot=false

// Draws docs/pictures/paste.png: dotnet run docs/pictures/paste.cs
// A row for each of three drawn persons: the photo; the photo of the other expression; the face of the second, cut out
// in the frame of the first (as a generator draws it) and put back into the first.
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;

const int Size = 320;
(ulong Seed, Expression From, Expression To)[] rows =
[
    (11, new(), new() { Smile = 0.9f, CheekRaise = 0.6f, LipsPart = 0.4f }),
    (25, new() { Smile = 0.8f, LipsPart = 0.5f }, new()),
    (42, new(), new() { BrowRaiseInner = 0.8f, BrowRaiseOuter = 0.8f, JawDrop = 0.6f, LipsPart = 0.6f }),
];
using FaceDetector detector = new();
PortraitRenderer renderer = new();
Image[][] sheet = new Image[rows.Length][];
for (int row = 0; row < rows.Length; row++)
{
    Portrait person = PortraitSampler.Sample(rows[row].Seed) with { Pose = new() };
    Image photo = Draw(person with { Expression = rows[row].From }),
        other = Draw(person with { Expression = rows[row].To });
    AlignedCrop frame = AlignedCrop.Of(photo, FaceChoice.Largest.From(detector.Find(photo), "portrait").Landmarks, 512);
    Image result = Compositor.Paste(photo, frame, frame.Cut(other)).Picture;
    sheet[row] = [.. new[] { photo, other, result }.Select(picture => picture.Resize(Size, Size))];
}

ContactSheet.Rows(sheet).Write(
    Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "docs/pictures", "paste.png"));

Image Draw(Portrait portrait)
{
    byte[] pixels = new byte[768 * 768 * 3];
    renderer.Render(portrait, 768, Framing.Portrait, pixels);
    return new(768, 768, pixels);
}
