using System.Formats.Tar;
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;

namespace Mien.Training.Tests.Photographs;

/// <summary>Drawn portraits written as JPEG: what stands in for photographs.</summary>
internal static class DrawnPhotographs
{
    public static Image Draw(ulong seed, int size = 256, Expression? expression = null)
    {
        Portrait portrait = PortraitSampler.Sample(seed);
        portrait = portrait with { Expression = expression ?? portrait.Expression, Pose = new() };
        byte[] pixels = new byte[size * size * 3];
        new PortraitRenderer().Render(portrait, size, Framing.Portrait, pixels);
        return new(size, size, pixels);
    }

    /// <summary>The same picture with other pixels.</summary>
    public static Image Changed(Image image, Func<byte, byte, byte, (byte R, byte G, byte B)> change)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = change(pixels[i], pixels[i + 1], pixels[i + 2]);
        }

        return new(image.Width, image.Height, pixels);
    }

    /// <summary>Writes portraits into a folder: 000.jpg and so on.</summary>
    public static string Folder(string folder, int count, ulong first = 100)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < count; i++)
        {
            Draw(first + (ulong)i).Write(Path.Combine(folder, $"{i:000}.jpg"));
        }

        return folder;
    }

    /// <summary>Packs a folder into an archive beside it.</summary>
    public static string Archive(string folder)
    {
        string path = folder + ".tar";
        TarFile.CreateFromDirectory(folder, path, includeBaseDirectory: true);
        return path;
    }
}
