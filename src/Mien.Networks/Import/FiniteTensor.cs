using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// A tensor of a file under a name of this library, plus a number; read, it is refused if it holds anything but
/// numbers.
/// </summary>
/// <param name="name">The name here.</param>
/// <param name="original">The tensor, under the name that the file has.</param>
/// <param name="offset">Is added to every element.</param>
/// <param name="path">The file.</param>
internal sealed class FiniteTensor(string name, CheckpointTensor original, float offset, string path)
    : CheckpointTensor(name, original.Type, [.. original.Shape])
{
    protected override void Fill(Span<float> destination)
    {
        original.CopyTo(destination);
        for (int i = 0; i < destination.Length; i++)
        {
            if (!float.IsFinite(destination[i]))
            {
                throw new CheckpointException(
                    path, $"tensor '{original.Name}'",
                    $"value {i} of {destination.Length} is {destination[i]}: these weights are damaged, or their training failed");
            }

            destination[i] += offset;
        }
    }
}
