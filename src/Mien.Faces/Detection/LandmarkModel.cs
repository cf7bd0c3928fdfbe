namespace Mien.Faces.Detection;

/// <summary>Where dlib's 68-landmark model is.</summary>
internal static class LandmarkModel
{
    /// <summary>The setting of the runtime that names it, which the build of this repository makes.</summary>
    public const string Setting = "Mien.LandmarkModel";

    private const string Flat = "mien_faces.landmarks";
    private const string OfDebian = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

    private static readonly Lazy<string?> _found = new(() => Candidates().FirstOrDefault(File.Exists));

    /// <summary>
    /// The first that is there: beside the native libraries that came with the program, or of Debian's package; null if
    /// none is.
    /// </summary>
    public static string? Found => _found.Value;

    private static IEnumerable<string> Candidates()
    {
        string folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (string folder in folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory))
        {
            yield return Path.Combine(folder, Flat);
        }

        if (AppContext.GetData(Setting) is string set)
        {
            yield return set;
        }

        yield return OfDebian;
    }
}
