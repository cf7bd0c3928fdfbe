using System.Runtime.CompilerServices;

namespace Mien.Tensors;

/// <summary>
/// The lengths of a tensor's axes, outermost first; the last axis is contiguous. Images are [N, H, W, C], style
/// vectors [N, L, W], a scalar is []. At most five axes.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The most axes that a shape can have.</summary>
    public const int MaximalRank = 5;

    private readonly Lengths _lengths;
    private readonly long _count;

    private Shape(ReadOnlySpan<int> lengths)
    {
        if (lengths.Length > MaximalRank)
        {
            throw new ArgumentException(
                $"a shape has at most {MaximalRank} axes, not {lengths.Length}", nameof(lengths));
        }

        long count = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 1)
            {
                throw new ArgumentException($"axis {i} of [{Join(lengths)}] must be at least 1", nameof(lengths));
            }

            count = checked(count * lengths[i]);
            _lengths[i] = lengths[i];
        }

        Rank = lengths.Length;
        _count = count;
    }

    /// <summary>Number of axes.</summary>
    public int Rank { get; }

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Count => Rank == 0 ? 1 : _count;

    /// <summary>Length of an axis; <c>^1</c> is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[Index axis]
    {
        get
        {
            int i = axis.GetOffset(Rank);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Rank, nameof(axis));
            return _lengths[i];
        }
    }

    /// <summary>Creates a shape; also by a collection expression: <c>Shape s = [1, 64, 64, 3];</c>.</summary>
    /// <exception cref="ArgumentException">A length is below 1, or there are more than five.</exception>
    public static Shape Of(params ReadOnlySpan<int> lengths) => new(lengths);

    /// <summary>The same lengths.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Not the same lengths.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The lengths, outermost first.</summary>
    public int[] ToArray() => ((ReadOnlySpan<int>)_lengths)[..Rank].ToArray();

    /// <summary>Enumerates the lengths.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)ToArray()).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other)
        => Rank == other.Rank && ((ReadOnlySpan<int>)_lengths)[..Rank]
            .SequenceEqual(((ReadOnlySpan<int>)other._lengths)[..Rank]);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int length in ((ReadOnlySpan<int>)_lengths)[..Rank])
        {
            hash.Add(length);
        }

        return hash.ToHashCode();
    }

    /// <summary>As <c>[1, 64, 64, 3]</c>.</summary>
    public override string ToString() => $"[{Join(((ReadOnlySpan<int>)_lengths)[..Rank])}]";

    private static string Join(ReadOnlySpan<int> lengths) => string.Join(", ", lengths.ToArray());

    [InlineArray(MaximalRank)]
    private struct Lengths
    {
        private int _first;
    }
}
