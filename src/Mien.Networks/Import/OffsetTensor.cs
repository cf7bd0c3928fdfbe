using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>A tensor with a number added to every element.</summary>
internal sealed class OffsetTensor(string name, CheckpointTensor original, float offset)
    : CheckpointTensor(name, original.Type, [.. original.Shape])
{
    protected override void Fill(Span<float> destination)
    {
        original.CopyTo(destination);
        foreach (ref float value in destination)
        {
            value += offset;
        }
    }
}
