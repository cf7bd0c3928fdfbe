using Mien.Settings;

namespace Mien.Batches;

/// <summary>What holds for all jobs of a batch.</summary>
public sealed record BatchSettings
{
    /// <summary>Settings of transfers where a job says nothing else; over what the model's card advises.</summary>
    public SettingValues Values { get; init; } = [];

    /// <summary>The pictures are aligned crops already.</summary>
    public bool Aligned { get; init; }

    /// <summary>The share of the list.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Faces that are inverted in one batch of the engine, 1 to 64.</summary>
    public int Together { get; init; } = 1;

    /// <summary>Bytes of photos and faces that are kept in memory, 0 or more.</summary>
    public long Memory { get; init; } = 512L << 20;
}
