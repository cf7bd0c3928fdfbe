#:project ../../src/Mien.Faces/Mien.Faces.csproj
#:project ../../src/Mien.Portraits/Mien.Portraits.csproj
#:property PublishAot=false

// Draws docs/pictures/motion.png: dotnet run -c Release docs/pictures/motion.cs
// A drawn person begins to laugh: the photo; the motion that is found between two small crops, as a generator draws
// them; the photo moved; what is painted; the result.
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Portraits;
using Mien.Portraits.Rendering;

const int Size = 256, Crop = 128;
using FaceDetector detector = new();
PortraitRenderer renderer = new();
Portrait person = PortraitSampler.Sample(11) with { Pose = new(), Expression = new() };
Portrait laughing = person with
{
    Expression = new() { Smile = 0.9f, CheekRaise = 0.6f, LipsPart = 0.7f, JawDrop = 0.3f, BrowRaiseOuter = 0.5f },
};
Image photo = Draw(person), other = Draw(laughing);
AlignedCrop frame = AlignedCrop.Of(photo, FaceChoice.Largest.From(detector.Find(photo), "portrait").Landmarks, Crop);
Image before = frame.Cut(photo), after = frame.Cut(other);
MotionPaste paste = MotionPaste.Prepare(photo, frame, before, after);
AlignedCrop large = frame with { Size = Size };
Image[] columns = [large.Cut(photo), paste.Motion.Draw(
    after.Resize(Size, Size)), large.Cut(paste.Moved()), large.Cut(paste.Painted()), large.Cut(paste.At().Picture)];
byte[] sheet = new byte[columns.Length * Size * Size * 3];
for (int y = 0; y < Size; y++)
{
    for (int column = 0; column < columns.Length; column++)
    {
        columns[column].Pixels.Span.Slice(y * Size * 3, Size * 3)
            .CopyTo(sheet.AsSpan(((y * columns.Length) + column) * Size * 3));
    }
}

new Image(columns.Length * Size, Size, sheet).Write(
    Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "docs/pictures", "motion.png"));

Image Draw(Portrait portrait)
{
    byte[] pixels = new byte[768 * 768 * 3];
    renderer.Render(portrait, 768, Framing.Portrait, pixels);
    return new(768, 768, pixels);
}
