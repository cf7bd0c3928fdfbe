namespace Mien.Tensors.Compute;

/// <summary>One argument of a primitive; one without a layout is left out.</summary>
internal readonly unsafe struct Argument(int number, Layout? layout, void* data)
{
    public int Number { get; } = number;

    public Layout? Layout { get; } = layout;

    public void* Data { get; } = data;
}
