using Mien.Tensors.Compute;

namespace Mien.Tensors;

/// <summary>Where the gradient with respect to one tensor of a tape is summed up.</summary>
internal sealed class GradientNode(Tape tape, Tensor tensor)
{
    private readonly Shape _shape = tensor.Shape;
    private readonly DType _type = tensor.DType;

    public Tape Tape { get; } = tape;

    /// <summary>Keep the gradient after the backward pass has used it.</summary>
    public bool Keep { get; set; }

    public Tensor? Gradient { get; private set; }

    /// <summary>Adds a contribution, and takes it over.</summary>
    public void Add(Tensor contribution)
    {
        if (contribution.Shape != _shape || contribution.DType != _type)
        {
            throw new InvalidOperationException($"a gradient {contribution} does not fit its tensor {_type} {_shape}");
        }

        if (Gradient is null)
        {
            Gradient = contribution;
            return;
        }

        Tensor sum = Gradient;
        if (Gradient.Storage.IsShared)
        {
            sum = new(_shape, _type);
        }

        Elementwise.Add(Gradient, contribution, sum);
        contribution.Dispose();
        if (sum != Gradient)
        {
            Gradient.Dispose();
            Gradient = sum;
        }
    }

    /// <summary>Says that the backward pass has used the gradient.</summary>
    public void Done()
    {
        if (!Keep)
        {
            Free();
        }
    }

    /// <summary>Gives the gradient memory of its own, so that writing to it changes no other gradient.</summary>
    public void OwnMemory()
    {
        if (Gradient is { } shared && shared.Storage.IsShared)
        {
            Gradient = shared.Clone();
            shared.Dispose();
        }
    }

    public void Free()
    {
        Gradient?.Dispose();
        Gradient = null;
    }
}
