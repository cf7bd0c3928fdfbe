#:project ../../src/Mien/Mien.csproj
#:property PublishAot=false

// Makes docs/pictures/transfer.png: dotnet run -c Release docs/pictures/transfer.cs
// Four pairs of the portraits in samples/, as they come out of `mien transfer` with the built-in model: the appearance,
// the expression and the result.
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;

const int Size = 320;
(string Appearance, string Expression)[] rows = [("gus", "cleo"), ("ada", "ben"), ("dan", "eve"), ("eve", "finn")];
string here = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "docs/pictures",
    samples = Path.Combine(here, "..", "..", "samples");
using FaceModel model = FaceModel.Open("portraits-128");
using FaceDetector detector = new();
ExpressionTransfer transfer = new(model, InversionCache.OfUser());
TransferSettings settings = TransferSettings.For(model);
Image[][] sheet = new Image[rows.Length][];
for (int row = 0; row < rows.Length; row++)
{
    AlignedFace a = Face(rows[row].Appearance), e = Face(rows[row].Expression);
    sheet[row] = [.. new[] { a.Photo, e.Photo, transfer.Run(a, e, settings).Picture }.Select(
        picture => picture.Resize(Size, Size))];
}

ContactSheet.Rows(sheet).Write(Path.Combine(here, "transfer.png"));

AlignedFace Face(string name) => AlignedFace.Cut(Path.Combine(samples, name + ".jpg"), model, detector);
