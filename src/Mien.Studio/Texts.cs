using System.Globalization;
using Mien.Studio.Films;
using Mien.Transfer;

namespace Mien.Studio;

/// <summary>Every text that the page shows, in plain English.</summary>
internal static class Texts
{
    public const string Title = "Mien studio";
    public const string TransferPage = "Transfer";
    public const string FilmPage = "Film";
    public const string BatchPage = "Batch";
    public const string HistoryPage = "History";
    public const string ModelsPage = "Models";
    public const string Pages = "Pages";
    public const string NewDesk = "New transfer";
    public const string SkipToContent = "Skip to the content";

    public const string Tagline = "The expression of one face on another, from two photographs.";
    public const string AppearanceTitle = "Whose face";
    public const string AppearanceHint = "The person to be seen";
    public const string ExpressionTitle = "Whose expression";
    public const string ExpressionHint = "The smile, the frown, the gaze to be seen";
    public const string Drop = "Drop a photo here, paste one, or";
    public const string ChooseFile = "choose a file";
    public const string ChooseOther = "Another photo";
    public const string NotSent = "The file could not be sent. Is the studio still running?";
    public const string Uploading = "Taking it in …";
    public const string LookingForFaces = "Looking for faces …";
    public const string TrySamples = "Or try a sample:";
    public const string Exchange = "Exchange the roles";
    public const string AsTheModelSeesIt = "as the model sees it";
    public const string Reconstruction = "as the model draws it";
    public const string DoubtfulFace = "This face is doubtful: its landmarks disagree. It may be tilted or hidden.";
    public const string NoFace =
        "No face was found, not at twice the size and not turned either. Use a photo in which a face looks at the camera.";
    public const string PhotoGone = "This photo is no longer kept. Choose it again.";

    public const string Model = "Model";
    public const string Run = "Transfer the expression";
    public const string GoOn = "Go on";
    public const string RunAgain = "Try again";
    public const string Stop = "Stop";
    public const string NeedsTwo = "Choose two photos first.";
    public const string NeedsFaces = "A face is needed in each photo.";
    public const string Stopped = "Stopped. What was found is kept.";
    public const string Waiting = "Waiting";
    public const string PuttingBack = "Putting it into the photo …";
    public const string Starting = "Starting …";
    public const string TransferJob = "transfer";
    public const string SheetJob = "sheet of layers";
    public const string ReportJob = "report";
    public const string WarmUpJob = "loading the model";
    public const string ImportJob = "import";
    public const string QueueFull = "Too many jobs are waiting. Try again when some are done.";

    public const string ResultTitle = "Result";
    public const string Before = "before";
    public const string After = "after";
    public const string CompareLabel = "Divide between before and after";
    public const string HoldForBefore = "Hold B for the photo as it was";
    public const string Zoom = "Pixels";
    public const string Fit = "Fit";
    public const string Strength = "Strength";
    public const string LayersShort = "Layers";
    public const string Layers = "Layers from the expression";
    public const string LayersHelp = "Two for each resolution, from coarse to fine. The marked ones are advised.";
    public const string Presets = "Presets";
    public const string PresetAdvised = "advised";
    public const string PresetPaper = "4-5, the paper's";
    public const string PresetWider = "3-5";
    public const string PresetRange = "search: best range";
    public const string PresetLinear = "search: 0-1 programme";
    public const string PresetJoint = "joint objective";
    public const string Tuning = "Tune the generator to this face";
    public const string TuningHelp =
        "Steps by which it learns to paint this very person; 0 for none. A step takes as long as several of the inversion; the tuned generator is kept.";
    public const string TuningNeedsLayers = "Goes with chosen layers, not with a search or the joint objective.";
    public const string Paste = "Back into the photo";
    public const string Redrawing = "drawing …";

    public const string SheetTitle = "Which layers carry what";
    public const string SheetHelp =
        "Every range of layers taken from the expression. Row: the first layer; column: the last. Choose one to see it in the photo.";
    public const string SheetComing = "The sheet is being drawn …";
    public const string MorphTitle = "From one face to the other";
    public const string MorphHelp = "All layers, step by step.";
    public const string Play = "Play";
    public const string Step = "step";
    public const string Distance = "D";
    public const string ScoresTitle = "Figures";
    public const string ScoreDistance = "D, how far the drawn face is from the photo's";
    public const string ScoreTransfer = "The transfer, as the model sees it";
    public const string ScoreExpression = "Expression that came over, 1 for all";
    public const string ScorePerson = "Person kept, 1 for the same photo";
    public const string ScorePose = "Head turned, degrees";
    public const string ScoreDoubt = "Likely a bad result";
    public const string ScoreTime = "Seconds";
    public const string ScoreTried = "What the search tried";
    public const string TakeAwayTitle = "Take it with you";
    public const string DownloadPicture = "Picture (PNG)";
    public const string DownloadStyles = "Style vectors (.npy)";
    public const string MakeReport = "Make the report";
    public const string MakingReport = "Making the report …";
    public const string DownloadReport = "Report (HTML)";
    public const string CommandTitle = "The same on the command line";
    public const string Copy = "Copy";
    public const string Copied = "Copied";

    public const string DirectionsTitle = "Change one thing in the person's face";
    public const string DirectionsHelp = "The photo as it was, moved along the model's directions, without the other expression.";
    public const string DirectionsPicture = "The person's photo, changed";
    public const string Reset = "Reset";
    public const string DownloadEdited = "Changed picture (PNG)";

    public const string FilmTagline = "Expressions between a photo and a film, or more or less of a film's own.";
    public const string FilmPersonHint = "The photo whose person is to be seen";
    public const string FilmExpressionHint = "The photo whose expression the film's person gets";
    public const string KindOfFilm = "What is made";
    public const string DrivingTitle = "Whose expressions";
    public const string DrivingHint = "The film that the photo plays: MP4, MOV, MKV, WebM, AVI";
    public const string ChangedFilmHint = "The film whose person is to be seen: MP4, MOV, MKV, WebM, AVI";
    public const string DropFilm = "Drop a film here, or";
    public const string OtherFilm = "Another film";
    public const string MakeFilm = "Make the film";
    public const string FilmJob = "film";
    public const string NeedsPhotoAndFilm = "Choose a photo and a film first.";
    public const string NeedsFace = "Choose a photo with a face that looks into the camera.";
    public const string StopFirst = "Stop what runs first.";
    public const string MadeOtherwise = "Made from other photos or settings than those above.";
    public const string WorkDone = "Done.";
    public const string NeedsFilm = "Choose a film first.";
    public const string ScaledFilm = "scaled";
    public const string FilmStopped = "Stopped. The frames that are done are kept.";
    public const string FilmTitle = "The film";
    public const string NoFilm = "This is no film that the studio takes: MP4, MOV, MKV, WebM or AVI.";
    public const string FilmPixels = "The pictures of this film are too large. Make it smaller first.";
    public const string LookingAtFilm = "Looking at the film …";
    public const string DownloadFilm = "Download the film (MP4)";
    public const string YourFilms = "Your films";
    public const string NewFilm = "New film";
    public const string FilmGone = "This film is no longer there.";
    public const string WorksOff = "There is no folder to keep films and batches in.";
    public const string DeleteFilm = "Delete this film and what it was made from? It cannot be brought back.";

    public const string BatchTagline = "Every expression on every person.";
    public const string PeopleTitle = "Whose faces";
    public const string PeopleHint = "The people to be seen; the largest face of each photo counts";
    public const string FacesTitle = "Whose expressions";
    public const string FacesHint = "The smiles, frowns and gazes to be seen";
    public const string ChoosePhotos = "choose photos";
    public const string DropPhotos = "or drop them here, several at once";
    public const string TakeAway = "Take away";
    public const string BatchJob = "batch";
    public const string NeedsBoth = "Choose photos of people and of expressions first.";
    public const string BatchStopped = "Stopped. The pairs that are done are kept.";
    public const string BatchTable = "Results";
    public const string DownloadZip = "All results (ZIP)";
    public const string DownloadSheet = "Contact sheet (JPEG)";
    public const string BatchCommand = "The same on the command line, with the photos in two folders";
    public const string YourBatches = "Your batches";
    public const string NewBatch = "New batch";
    public const string BatchGone = "This batch is no longer there.";
    public const string DeleteBatch = "Delete this batch, its photos and its results? They cannot be brought back.";

    public const string HistoryHelp = "Every transfer is kept on this machine until you delete it.";
    public const string HistoryEmpty = "Nothing yet. A transfer appears here as soon as it is done.";
    public const string HistoryOff = "There is no folder to keep transfers in, so none are kept.";
    public const string NothingFound = "No transfer matches.";
    public const string Search = "Search";
    public const string SearchHint = "name, model, layers, date";
    public const string OpenAgain = "Open";
    public const string Compare = "Compare";
    public const string CompareTwo = "Choose a second one to compare.";
    public const string CloseCompare = "Close the comparison";
    public const string Delete = "Delete";
    public const string DeleteQuestion =
        "Delete this transfer, its photos and its style vectors? They cannot be brought back.";
    public const string ReallyDelete = "Delete it";
    public const string Cancel = "Cancel";

    public const string ModelsHelp = "Models live on this machine. Nothing in a weight file is ever run.";
    public const string BuiltIn = "built in";
    public const string InUse = "chosen for new transfers";
    public const string GeneratesOnly =
        "no perceptual network: it can draw faces, but not invert photos. Import it again with VGG16.";
    public const string Licence = "Licence";
    public const string NoLicence = "not known: see where the file comes from";
    public const string Inversion = "Inversion";
    public const string OnDisk = "On the disk";
    public const string Source = "From";
    public const string Damaged = "damaged";
    public const string Remove = "Remove";
    public const string RemoveQuestion = "Remove this model from the disk?";
    public const string ReallyRemove = "Remove it";
    public const string ModelInUse = "the model is in use: wait until its job has ended";
    public const string ImportTitle = "Import weights";
    public const string ImportHelp =
        "StyleGAN, StyleGAN2 or StyleGAN3 as .pkl, .pt, .pth or .safetensors, with a VGG16 beside it to invert photos with.";
    public const string GeneratorFile = "Generator";
    public const string PerceptualFile = "VGG16 or LPIPS (to invert photos)";
    public const string ModelName = "Name";
    public const string ModelNameHint = "made from the file's name if empty";
    public const string PathHint = "path on this machine";
    public const string Import = "Import";
    public const string Importing = "Importing …";
    public const string NeedsGenerator = "Choose the file with the generator first.";
    public const string NameOfBuiltIn = "That is the name of a built-in model: choose another.";
    public const string NoRoom = "There is no room for this file: it is too large, or the disk is nearly full.";
    public const string ImportDone = "Imported.";

    public const string NotFound = "There is no such page.";
    public const string DeskGone = "This transfer is no longer there.";
    public const string Home = "Start a new one";
    public const string Reconnecting = "The connection is lost; trying again …";
    public const string ConnectionFailed =
        "The studio does not answer. Is it still running? Load the page again when it is; your work is kept.";
    public const string PageFailed = "Something went wrong on this page. Load it again; your work is kept.";
    public const string Reload = "Load again";
    public const string NeedsScript = "This page needs JavaScript, which your browser does not run here.";

    public const string ForeignHost = "This address is not the studio's. Open the one that it printed when it started.";
    public const string ForeignOrigin = "Another page asked for this, and other pages may not.";
    public const string WrongToken =
        "The token in this address is not that of the running studio. Open the address that it printed when it started.";
    public const string NoToken = "Open the address that the studio printed when it started: it carries a token.";
    public const string TooSlow = "The file came too slowly. Try again.";
    public const string Busy = "Too many photos come in at once. Try again.";
    public const string NoMemory =
        "There is not enough memory: close other programs, or take a smaller picture or model.";

    /// <summary>A file that is too large.</summary>
    public static string TooManyBytes(long most) => $"The file is larger than {most >> 20} MB. Make it smaller first.";

    /// <summary>A face among others, to be chosen.</summary>
    public static string Face(int number, int count) => $"face {number} of {count}";

    /// <summary>How many faces there are.</summary>
    public static string Faces(int count) => count == 1 ? "1 face" : $"{count} faces: click one";

    /// <summary>The name of a result, without its ending.</summary>
    public static string ResultName(string appearance, string expression) => $"{appearance}-as-{expression}";

    /// <summary>Steps by which a generator was tuned, after other settings; nothing for none.</summary>
    public static string TunedBy(int steps) => steps > 0 ? $", tuned by {steps} steps" : "";

    /// <summary>The word on the button that makes pairs.</summary>
    public static string MakeBatch(int pairs) => pairs == 0 ? "Make the pictures" : pairs == 1 ? "Make 1 picture" : $"Make {pairs} pictures";

    /// <summary>What a batch is called.</summary>
    public static string BatchOf(int appearances, int expressions)
        => $"{appearances} {(appearances == 1 ? "person" : "people")}, {expressions} {(expressions == 1 ? "expression" : "expressions")}";

    /// <summary>A pair of a batch.</summary>
    public static string PairOf(string appearance, string expression) => $"{appearance} with the expression of {expression}";

    /// <summary>A side of a batch is full.</summary>
    public static string TooManyPhotos(int most) => $"No more than {most} photos: take one away first.";

    /// <summary>A batch has too many pairs.</summary>
    public static string TooManyPairs(int most) => $"No more than {most} pictures in one batch: take some photos away.";

    /// <summary>What a film is.</summary>
    public static string FilmOf(int width, int height, int frames, double rate)
        => string.Create(
            CultureInfo.InvariantCulture, $"{width} × {height}, {frames} frames, {frames / rate:0.0} s");

    /// <summary>What became of a batch.</summary>
    public static string BatchDone(int made, int failed)
        => $"Done: {made} made{(failed > 0 ? $", {failed} failed" : "")}.";

    /// <summary>The name of a kind of film, and what it does.</summary>
    public static (string Name, string Help) Of(FilmKind kind) => kind switch
    {
        FilmKind.PhotoPlaysFilm => (
            "The photo plays the film", "The photo's person shows the expressions of the film, as they differ from its face at rest."),
        FilmKind.FilmTakesExpression => (
            "The film gets the photo's expression", "The photo's expression is put on the film's person, in every frame."),
        _ => (
            "More or less expression", "The film's own expressions, scaled by the strength: 0 is the face at rest, 1 the film as it is."),
    };

    /// <summary>What became of a film.</summary>
    public static string FilmDone(int changed, int frames) => $"{changed} of {frames} frames changed";

    /// <summary>What runs, as a list says it.</summary>
    public static string Of(Desks.DeskState state) => state switch
    {
        Desks.DeskState.Waiting => "waits",
        Desks.DeskState.Running => "runs",
        Desks.DeskState.Stopped => "stopped",
        Desks.DeskState.Failed => "failed",
        Desks.DeskState.Done => "done",
        _ => "not begun",
    };

    /// <summary>The name of a photo that was changed, without its ending.</summary>
    public static string EditedName(string photo) => $"{photo}-edited";

    /// <summary>The name of a direction, in words.</summary>
    public static string Words(string direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        return direction.Replace('-', ' ');
    }

    /// <summary>How to get directions for a model that has none.</summary>
    public static string NoDirections(string model)
        => $"This model has no directions to change a face along: mien directions find --model {model} finds some.";

    /// <summary>Steps of an inversion.</summary>
    public static string Steps(int done, int of) => $"step {done} of {of}";

    /// <summary>Time left.</summary>
    public static string Left(TimeSpan left)
        => left < TimeSpan.FromSeconds(1.5) ? "a second left" : left < TimeSpan.FromSeconds(90)
            ? $"{Math.Ceiling(left.TotalSeconds)} s left" : $"{Math.Ceiling(left.TotalMinutes)} min left";

    /// <summary>What a job does, how far it is, and the time left.</summary>
    public static string Doing(WorkProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return $"{progress.Stage}: {progress.Done} / {progress.Of}"
            + (progress.Left is { } left ? $", {Left(left)}" : "");
    }

    /// <summary>Jobs in front.</summary>
    public static string JobsBefore(int count)
        => count == 0 ? Starting : count == 1 ? "1 job is done first" : $"{count} jobs are done first";

    /// <summary>How a model inverts.</summary>
    public static string InversionOf(int steps, bool hasEncoder)
        => hasEncoder ? $"{steps} steps from its encoder's guess" : $"{steps} steps";

    /// <summary>A range of layers.</summary>
    public static string Range(int first, int last) => first == last ? $"layer {first}" : $"layers {first} to {last}";

    /// <summary>D.</summary>
    public static string D(double value) => "D " + value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A number of bytes.</summary>
    public static string Size(long bytes)
        => bytes < 1_000_000 ? $"{bytes / 1000} kB" : bytes < 10_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB") : $"{bytes / 1_000_000} MB";

    /// <summary>A way to put the face back.</summary>
    public static (string Name, string Help) Of(PasteMode mode) => mode switch
    {
        PasteMode.Motion => ("move", "The photo's own pixels move; only what appears is painted."),
        PasteMode.Difference => ("add the change", "What changed in the drawn face is added to the photo."),
        PasteMode.Plain => ("replace", "The drawn face replaces that of the photo."),
        _ => ("crop alone", "The drawn face as it is, without the photo."),
    };
}
