using System.Runtime.ExceptionServices;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Cli;

/// <summary>A photo on the command line, and which of its faces is meant.</summary>
/// <param name="Path">The file.</param>
/// <param name="Choice">Which face; null where the picture is an aligned crop already.</param>
internal sealed record FacePhoto(string Path, FaceChoice? Choice);

/// <summary>A model and the faces of photos, which most commands begin with.</summary>
/// <param name="Model">The model, open.</param>
/// <param name="Faces">The faces, in the order of the photos.</param>
internal sealed record FaceWork(FaceModel Model, IReadOnlyList<AlignedFace> Faces) : IDisposable
{
    /// <summary>
    /// Opens the model and finds the faces, side by side: each is the work of one thread, and together they take most
    /// of the time of a transfer whose faces are known.
    /// </summary>
    /// <param name="stored">The model.</param>
    /// <param name="detector">Finds faces.</param>
    /// <param name="reading">How photos are read.</param>
    /// <param name="photos">The photos.</param>
    /// <exception cref="ImageFileException">A photo cannot be read.</exception>
    /// <exception cref="NoFaceException">A photo has no such face.</exception>
    /// <exception cref="ModelException">The model cannot be opened.</exception>
    public static FaceWork Open(
        StoredModel stored, FaceDetector detector, ReadOptions reading, params IReadOnlyList<FacePhoto> photos)
    {
        Task<FaceModel> model = Task.Run(() => ModelLoader.Load(stored));
        Task<AlignedFace>[] faces = [.. photos.Select(photo => Task.Run(() => Cut(stored, detector, reading, photo)))];
        Task[] all = [model, .. faces];
        try
        {
            Task.WaitAll(all);
        }
        catch (AggregateException)
        {
            if (model.IsCompletedSuccessfully)
            {
                model.Result.Dispose();
            }

            // The first in the order of the command line, whichever failed first.
            ExceptionDispatchInfo.Throw(all.First(task => task.IsFaulted).Exception!.InnerException!);
        }

        foreach (AlignedFace face in faces.Select(task => task.Result))
        {
            FaceOption.NoteHowFound(face.Found, face.Path);
        }

        return new(model.Result, [.. faces.Select(task => task.Result)]);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static AlignedFace Cut(StoredModel stored, FaceDetector detector, ReadOptions reading, FacePhoto photo)
    {
        Image picture = PictureOptions.Read(photo.Path, reading);
        int size = stored.Card.Generator.Architecture.Resolution;
        return photo.Choice is { } choice
            ? AlignedFace.Cut(photo.Path, picture, size, detector, choice, stored.Card.Frame)
            : AlignedFace.Whole(photo.Path, picture, size);
    }
}
