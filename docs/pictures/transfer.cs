#:project ../../src/Mien/Mien.csproj
#:property PublishAot=false

// Makes docs/pictures/transfer.png: dotnet run -c Release docs/pictures/transfer.cs
// Four pairs of the portraits in samples/, as they come out of `mien transfer` with the built-in model: the appearance, the
// expression and the result.
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;

const int Size = 320;
(string Appearance, string Expression)[] rows = [("gus", "cleo"), ("ada", "ben"), ("dan", "eve"), ("eve", "finn")];
string here = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "docs/pictures", samples = Path.Combine(here, "..", "..", "samples");
using FaceModel model = ModelLoader.Load(BuiltInModel.Open());
using FaceDetector detector = new();
ExpressionTransfer transfer = new(model, new(InversionCache.DefaultFolder));
TransferSettings settings = new() { Inversion = model.Advice.ToSettings() };
byte[] sheet = new byte[3 * Size * rows.Length * Size * 3];
for (int row = 0; row < rows.Length; row++)
{
    AlignedFace a = Face(rows[row].Appearance), e = Face(rows[row].Expression);
    Put(a.Photo, row, 0);
    Put(e.Photo, row, 1);
    Put(transfer.Run(a, e, settings).Picture, row, 2);
}

new Image(3 * Size, rows.Length * Size, sheet).Write(Path.Combine(here, "transfer.png"));

AlignedFace Face(string name) => AlignedFace.Cut(Path.Combine(samples, name + ".jpg"), model.Generator.Resolution, detector, FaceChoice.Largest);

void Put(Image image, int row, int column)
{
    ReadOnlySpan<byte> from = image.Resize(Size, Size).Pixels.Span;
    for (int y = 0; y < Size; y++)
    {
        from.Slice(y * Size * 3, Size * 3).CopyTo(sheet.AsSpan(((((row * Size) + y) * 3) + column) * Size * 3));
    }
}
