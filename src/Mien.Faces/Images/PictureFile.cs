using Mien.Checkpoints;

namespace Mien.Faces.Images;

/// <summary>Files of pictures; what goes wrong says what to do.</summary>
internal static class PictureFile
{
    /// <summary>The file appears whole or not at all.</summary>
    public static void Write(string path, byte[] content)
    {
        if (Directory.Exists(path))
        {
            throw new ImageFileException(path, "is a folder; give the name of a file");
        }

        try
        {
            AtomicFile.Write(path, file => file.Write(content));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new ImageFileException(path, "its folder does not exist; make it first", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageFileException(path, "its folder may not be written to; choose another place", e);
        }
        catch (IOException e)
        {
            throw new ImageFileException(path, $"cannot be written ({e.Message})", e);
        }
    }
}
