#:project ../src/Mien.Faces/Mien.Faces.csproj
#:project ../src/Mien.Portraits/Mien.Portraits.csproj
#:property PublishAot=false

// Draws the eight sample portraits, 768 px each: dotnet run samples/draw.cs
// The persons are PortraitSampler.Sample(2,000,000) and the ones that follow, in this order: nothing was trained on
// them. Their expressions are set here, so that there is something to transfer, and they look at the camera more than
// most: their heads are turned a third as far as they were sampled.
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;

const int Size = 768;
const ulong First = 2_000_000;
(string Name, Expression Face, float Turn)[] people =
[
    ("ada", new(), 0),
    ("ben", new() { Smile = 0.9f, CheekRaise = 0.6f, LipsPart = 0.5f }, 0),
    ("cleo", new() { BrowRaiseInner = 0.8f, BrowRaiseOuter = 0.8f, LidRaise = 0.6f, JawDrop = 0.7f, LipsPart = 0.5f },
        18),
    ("dan", new(), 0),
    ("eve", new() { BrowLower = 0.9f, LipCornerDepress = 0.8f }, 0),
    ("finn", new() { BlinkLeft = 1, BlinkRight = 1, Smile = 0.5f }, 25),
    ("gus", new() { Pucker = 0.9f, BrowRaiseInner = 0.5f }, 0),
    ("hana", new() { Smile = 0.7f, GazeX = 0.6f }, 0),
    ("ines", new() { LipsPart = 0.4f }, 0),
];
string folder = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "samples";
PortraitRenderer renderer = new();
byte[][] drawn = [.. people.Select(
    (person, i) => Draw(Person(First + (ulong)i) with { Expression = person.Face }, person.Turn))];
for (int i = 0; i < people.Length; i++)
{
    if (people[i].Name is not ("hana" or "ines"))
    {
        Write(people[i].Name, drawn[i]);
    }
}

// Two faces in one picture: the middle halves of two portraits.
byte[] both = new byte[Size * Size * 3];
for (int y = 0; y < Size; y++)
{
    for (int half = 0; half < 2; half++)
    {
        drawn[^(2 - half)].AsSpan(((y * Size) + (Size / 4)) * 3, Size / 2 * 3)
            .CopyTo(both.AsSpan(((y * Size) + (half * Size / 2)) * 3));
    }
}

Write("hana-and-ines", both);

static Portrait Person(ulong seed)
{
    Portrait sampled = PortraitSampler.Sample(seed);
    return sampled with
    {
        Pose = new() { Yaw = sampled.Pose.Yaw / 3, Pitch = sampled.Pose.Pitch / 3, Roll = sampled.Pose.Roll / 3 },
    };
}

byte[] Draw(Portrait portrait, float turn)
{
    byte[] pixels = new byte[Size * Size * 3];
    renderer.Render(portrait, Size, Framing.Portrait with { Turn = turn }, pixels);
    return pixels;
}

void Write(string name, byte[] pixels) => new Image(Size, Size, pixels).Write(Path.Combine(folder, name + ".jpg"));
