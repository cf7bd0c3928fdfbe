using System.Globalization;
using Mien.Directions;
using Mien.Models;
using Mien.Studio.Models;
using Mien.Transfer;

namespace Mien.Studio.Desks;

/// <summary>
/// The directions of a desk's model, and the person's face moved along them. May be used from several threads.
/// </summary>
public sealed class FaceDirections
{
    /// <summary>The picture on the desk that shows it.</summary>
    public const string PictureName = "edit";

    private const int FirstLookSide = 640; // pixels of the longer side
    private const float UnknownRange = 3; // standard deviations, mostly

    private readonly Desk _desk;
    private readonly Workbench _bench;
    private readonly Redrawing _redrawing;
    private readonly Lock _lock = new();
    private string? _modelId; // whose directions these are
    private Basis? _drawn; // what the result was made from
    private (InvertedFace Of, InvertedFace Small)? _small; // in a small copy of the photo

    internal FaceDirections(Desk desk, Workbench bench)
    {
        (_desk, _bench) = (desk, bench);
        _redrawing = new(bench.Drawing, Draw, () => { });
    }

    // What a result depends on beside the directions.
    private sealed record Basis(InvertedFace Face, PasteMode Paste, int Tuned);

    /// <summary>The directions; null while they are not read, or the model has none.</summary>
    public DirectionSet? Set { get; private set; }

    /// <summary>What is wrong with the directions; null if nothing is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>How far to go along each; those that are not named are at 0.</summary>
    public IReadOnlyDictionary<string, float> Amounts { get; private set; } = new Dictionary<string, float>();

    /// <summary>The face moved along the directions; null while none is.</summary>
    public EditResult? Result { get; private set; }

    /// <summary>Whether there is a face to move.</summary>
    public bool HasFace => Now is not null;

    /// <summary>The command that makes the same picture.</summary>
    public string CommandLine
    {
        get
        {
            Place place = _desk[Side.Appearance];
            CommandText line = new CommandText("edit").File(null, place.Photo?.Name);
            foreach (DirectionStep step in Steps)
            {
                line.Pair("--direction", step.Name, step.Amount.ToString(CultureInfo.InvariantCulture));
            }

            return line.Value("--face", place.Chosen, 0).Value("--out", "edited.png")
                .Value("--model", _desk.Settings.Model, BuiltInModel.Name)
                .Value("--paste", _desk.Settings.Paste.ToString().ToLowerInvariant(), "motion")
                .Value("--tune", Now?.Tuned ?? 0, 0).ToString();
        }
    }

    private DirectionStep[] Steps
        => [.. Set?.Directions.Select(d => new DirectionStep(d.Name, Amounts.GetValueOrDefault(d.Name)))
            .Where(step => step.Amount != 0) ?? []];

    private Basis? Now => _desk.Person is var (face, tuned) ? new(face, _desk.Settings.Paste, tuned) : null;

    /// <summary>How far a slider goes to either side, in units of its direction.</summary>
    public static float RangeOf(StyleDirection direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        return direction.Range ?? UnknownRange;
    }

    /// <summary>Moves the face: a first look at once, the full picture after it.</summary>
    /// <param name="name">A direction of the set.</param>
    /// <param name="amount">How far, in its unit; held to its range.</param>
    public void Move(string name, float amount)
    {
        lock (_lock)
        {
            if (Set?.Directions.FirstOrDefault(d => d.Name == name) is not { } direction || !float.IsFinite(amount))
            {
                return;
            }

            float range = RangeOf(direction);
            Amounts = new Dictionary<string, float>(Amounts) { [name] = Math.Clamp(amount, -range, range) };
        }

        _redrawing.Ask();
        _desk.Tell();
    }

    /// <summary>Moves the face back to where it was.</summary>
    public void Reset()
    {
        Forget();
        _desk.Tell();
    }

    // The directions of a model that is in memory.
    internal void Read(FaceModel model, string path)
    {
        if (_modelId == model.Id && (Set is not null || !File.Exists(path)))
        {
            return; // those of another model with the same generator are read again
        }

        DirectionSet? set = null;
        string? trouble = null;
        try
        {
            if (File.Exists(path))
            {
                set = DirectionFile.Read(path, model.Generator);
                set.MustFit(model);
            }
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            (set, trouble) = (null, Desk.Words(e));
        }

        lock (_lock)
        {
            (Set, Trouble, _modelId) = (set, trouble, model.Id);
        }
    }

    // The face, its generator or the way back has changed.
    internal void Follow()
    {
        if (Amounts.Count > 0 && Now != _drawn)
        {
            _redrawing.Ask();
        }
    }

    internal void Forget()
    {
        lock (_lock)
        {
            (Amounts, Result, _drawn, _small) = (new Dictionary<string, float>(), null, null, null);
        }

        _desk.Forget(PictureName);
    }

    private void Draw(Func<bool> isOld)
    {
        DirectionSet? set;
        DirectionStep[] steps;
        lock (_lock)
        {
            (set, steps) = (Set, Steps);
        }

        if (set is null || Now is not { } now)
        {
            return;
        }

        if (steps.Length == 0)
        {
            Forget();
            _desk.Tell();
            return;
        }

        try
        {
            using ModelLease lease = _bench.Models.Use(now.Face.Inversion.ModelName);
            Trouble = null;
            TransferSettings settings = TransferSettings.For(lease.Model);
            // finding the motion takes most of the time
            Put(Reduced(now.Face), now.Paste == PasteMode.Motion ? PasteMode.Difference : now.Paste, isFirstLook: true);
            if (!isOld())
            {
                Put(now.Face, now.Paste, isFirstLook: false);
            }

            void Put(InvertedFace face, PasteMode paste, bool isFirstLook)
            {
                EditResult result = new FaceEdit(lease.Model, _bench.Cache).Move(
                    face, set, steps, settings with { Paste = paste });
                lock (_lock)
                {
                    if (Amounts.Count == 0 || Now != now)
                    {
                        return; // forgotten meanwhile
                    }

                    (Result, _drawn) = isFirstLook ? (Result, _drawn) : (result, now);
                    _desk.Publish(PictureName, Desk.Shown(result.Picture));
                }

                _desk.Tell();
            }
        }
        catch (Exception e)
        {
            Trouble = Desk.Words(e);
            _desk.Tell();
        }
    }

    private InvertedFace Reduced(InvertedFace face)
    {
        if (_small?.Of != face)
        {
            AlignedFace small = face.Face.Reduced(FirstLookSide);
            _small = (face, small == face.Face ? face : face with { Face = small });
        }

        return _small.Value.Small;
    }
}
