namespace Mien.Faces.Images;

/// <summary>Files that appear whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the place first, then renames.</summary>
    public static void Write(string path, byte[] content)
    {
        string full = Path.GetFullPath(path);
        string beside = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        if (Directory.Exists(full))
        {
            throw new ImageFileException(path, "is a folder; give the name of a file");
        }

        try
        {
            File.WriteAllBytes(beside, content);
            File.Move(beside, full, overwrite: true);
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
        finally
        {
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }
        }
    }
}
