namespace Mien.Tensors.Tests;

/// <summary>Tests that measure the process, or fill all its threads, and so run while no other does.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
