using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>Decides what plain data stands for the objects that a pickle asks to build.</summary>
internal interface IPickleBuilder
{
    /// <summary>What a call of <paramref name="function"/> returns.</summary>
    object? Call(PickleGlobal function, PickleTuple arguments, ByteCursor at);

    /// <summary>A new object of class <paramref name="type"/>.</summary>
    object? Make(PickleGlobal type, PickleTuple arguments, ByteCursor at);

    /// <summary>Gives <paramref name="target"/>, which the memo may hold too, its state.</summary>
    void SetState(object? target, object? state, ByteCursor at);

    /// <summary>What lies outside the pickle under an identifier.</summary>
    object? Load(object? identifier, ByteCursor at);
}
