using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;
using Mien.Checkpoints;
using Mien.Faces.Alignment;
using Mien.Models;

namespace Mien.Training.Photographs;

/// <summary>
/// Faces of photographs in one frame, in a folder: <c>set.json</c> says which frame, <c>photographs.jsonl</c> has a
/// line for each photograph that was looked at, and <c>faces.crops</c> the faces that are kept, in the order of their
/// lines.
/// </summary>
public sealed class PhotographSet : IDisposable
{
    /// <summary>The file that says which frame.</summary>
    internal const string SettingsFile = "set.json";

    private const string FacesFile = "faces.crops";
    private const int Points = 68;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly SafeFileHandle _faces;
    private readonly string _journal;
    private readonly List<PhotographEntry> _entries = [];
    private readonly List<PhotographEntry> _kept = [];

    private PhotographSet(string folder, PhotographFrame frame, FileAccess access)
    {
        (Folder, Frame, _journal) = (folder, frame, Path.Combine(folder, "photographs.jsonl"));
        bool isWriter = access != FileAccess.Read;
        _faces = File.OpenHandle(
            Path.Combine(folder, FacesFile), isWriter ? FileMode.OpenOrCreate : FileMode.Open, access,
            isWriter ? FileShare.None : FileShare.Read);
        if (File.Exists(_journal))
        {
            foreach (string line in File.ReadLines(_journal))
            {
                Remember(JsonSerializer.Deserialize<PhotographEntry>(line, _json)!);
            }
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The frame and size of the faces.</summary>
    public PhotographFrame Frame { get; }

    /// <summary>Width and height of the faces, pixels.</summary>
    public int Size => Frame.Size;

    /// <summary>Every photograph that was looked at.</summary>
    public IReadOnlyList<PhotographEntry> Entries => _entries;

    /// <summary>Those whose faces are kept, in the order of their numbers.</summary>
    public IReadOnlyList<PhotographEntry> Kept => _kept;

    /// <summary>Opens a set to read.</summary>
    /// <exception cref="IOException">The folder holds no set.</exception>
    public static PhotographSet Open(string folder)
        => new(folder, FrameIn(folder) ?? throw new FileNotFoundException(
            $"{folder} holds no set of photographs: make one first"), FileAccess.Read);

    /// <summary>Opens a set to add to, or makes one. While it is open nobody else can open it.</summary>
    /// <exception cref="ArgumentException">The folder holds a set of another frame or size.</exception>
    internal static PhotographSet Continue(string folder, PhotographFrame frame)
    {
        Directory.CreateDirectory(folder);
        if (FrameIn(folder) is { } old && old != frame)
        {
            throw new ArgumentException(
                $"{folder} holds faces of {old.Size} px in the frame '{old.Frame}', not of {frame.Size} px in '{frame.Frame}'");
        }

        PhotographSet set = new(folder, frame, FileAccess.ReadWrite);
        AtomicFile.Write(Path.Combine(folder, SettingsFile), JsonSerializer.Serialize(frame, _json) + "\n");
        // a face whose line was not written does not count
        RandomAccess.SetLength(set._faces, set._kept.Count * (long)set.Place);
        return set;
    }

    /// <summary>Reads a face.</summary>
    /// <param name="number">Its number among <see cref="Kept"/>.</param>
    /// <param name="pixels">[S, S, 3], in [−1, 1].</param>
    /// <param name="inside">[S, S]: 1 where the photograph is, 0 where the crop reaches beyond it.</param>
    /// <param name="landmarks">[136]: how far each of the 68 lies to the right, then how far each lies down, −1 to 1
    /// over the crop.</param>
    public void Read(int number, Span<float> pixels, Span<float> inside, Span<float> landmarks)
    {
        byte[] place = new byte[Place];
        if (RandomAccess.Read(_faces, place, (long)number * Place) != Place)
        {
            throw new IOException($"{Path.Combine(Folder, FacesFile)} is cut short: make the set anew");
        }

        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Pixels.FromLevel(place[i]);
        }

        for (int i = 0; i < inside.Length; i++)
        {
            inside[i] = place[pixels.Length + i] / 255f;
        }

        MemoryMarshal.Cast<byte, float>(place.AsSpan(pixels.Length + inside.Length)).CopyTo(landmarks);
    }

    /// <inheritdoc/>
    public void Dispose() => _faces.Dispose();

    /// <summary>Adds what became of a photograph.</summary>
    /// <param name="entry">What.</param>
    /// <param name="face">The face, if it is kept.</param>
    internal void Add(PhotographEntry entry, FaceCrop? face)
    {
        if (face is not null)
        {
            byte[] place = new byte[Place];
            face.Pixels.Span.CopyTo(place);
            face.Inside.CopyTo(place.AsSpan(face.Pixels.Length));
            MemoryMarshal.AsBytes(face.Landmarks.AsSpan()).CopyTo(
                place.AsSpan(face.Pixels.Length + face.Inside.Length));
            RandomAccess.Write(_faces, place, _kept.Count * (long)Place);
        }

        File.AppendAllText(_journal, JsonSerializer.Serialize(entry, _json) + "\n");
        Remember(entry);
    }

    private int Place => (Size * Size * 4) + (2 * Points * sizeof(float));

    private static PhotographFrame? FrameIn(string folder)
        => Path.Combine(folder, SettingsFile) is var path && File.Exists(path)
            ? JsonSerializer.Deserialize<PhotographFrame>(File.ReadAllText(path), _json) : null;

    private void Remember(PhotographEntry entry)
    {
        _entries.Add(entry);
        if (entry.Verdict == PhotographVerdict.Kept)
        {
            _kept.Add(entry);
        }
    }
}

/// <summary>In which square, and how large, the faces of a set are.</summary>
/// <param name="Frame">The square.</param>
/// <param name="Size">Width and height, pixels.</param>
public sealed record PhotographFrame(FaceFrame Frame, int Size);
