using System.Globalization;

namespace Mien.Fusion;

/// <summary>
/// Which layers take their style vector from the expression image: α = 1 for the appearance, 0 for the expression, in
/// the paper's letters (Yang and Lim 2019, equation 3); here a layer is in the mask where β = 1 − α is 1. Layers are
/// counted from 1, two at each resolution, so a number means the same resolution in nets of every size.
/// </summary>
public sealed class LayerMask : IEquatable<LayerMask>
{
    private const string Nothing = "none";

    private readonly bool[] _expression;

    private LayerMask(bool[] expression) => _expression = expression;

    /// <summary>No generator has more layers.</summary>
    public const int MaximalLayers = 32;

    /// <summary>Number of layers of the net.</summary>
    public int Layers => _expression.Length;

    /// <summary>The layers in the mask, counted from 1, ascending.</summary>
    public IReadOnlyList<int> Numbers => [.. Enumerable.Range(1, Layers).Where(layer => _expression[layer - 1])];

    /// <summary>True if the layer, counted from 1, comes from the expression image.</summary>
    public bool this[int layer] => _expression[layer - 1];

    /// <summary>The paper's answer: layers 4 and 5 (Yang and Lim 2019, section 4).</summary>
    public static LayerMask Default(int layers) => Range(4, 5, layers);

    /// <summary>No layer: the appearance image alone.</summary>
    public static LayerMask None(int layers) => new(new bool[layers]);

    /// <summary>The layers first to last, counted from 1.</summary>
    /// <exception cref="ArgumentException">There are no such layers.</exception>
    public static LayerMask Range(int first, int last, int layers)
    {
        if (first < 1 || last < first || last > layers)
        {
            throw new ArgumentException($"layers {first}-{last} are not among the model's 1-{layers}");
        }

        bool[] expression = new bool[layers];
        expression.AsSpan(first - 1, last - first + 1).Fill(true);
        return new(expression);
    }

    /// <summary>The layers given by bits, the first layer lowest.</summary>
    public static LayerMask FromBits(uint bits, int layers)
        => new([.. Enumerable.Range(0, layers).Select(i => (bits >> i & 1) != 0)]);

    /// <summary>Reads a list such as <c>4-5</c> or <c>3,5-7</c>, or <c>none</c>.</summary>
    /// <exception cref="ArgumentException">The text is no such list, or names a layer that the model lacks.</exception>
    public static LayerMask Parse(string text, int layers)
        => Read(text, layers, out string? fault) ?? throw new ArgumentException($"layers '{text}' {fault}");

    /// <summary>What is wrong with a text as such a list, to follow the text; null if nothing is.</summary>
    internal static string? Fault(string text, int layers)
    {
        _ = Read(text, layers, out string? fault);
        return fault;
    }

    private static LayerMask? Read(string text, int layers, out string? fault)
    {
        fault = null;
        bool[] expression = new bool[layers];
        foreach (string part in text == Nothing ? [] : text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out int first) || !Number(ends[^1], out int last))
            {
                fault = "is not a list of layers such as 4-5 or 3,5-7";
                return null;
            }

            if (last < first)
            {
                fault = $"has a range that runs backwards: {last}-{first} is meant";
                return null;
            }

            if (first < 1 || last > layers)
            {
                fault = $"names layers that are not among the model's 1-{layers}";
                return null;
            }

            expression.AsSpan(first - 1, last - first + 1).Fill(true);
        }

        return new(expression);
    }

    /// <summary>Every contiguous range of layers, shortest first: layers · (layers + 1) / 2.</summary>
    public static IEnumerable<LayerMask> AllRanges(int layers)
    {
        for (int length = 1; length <= layers; length++)
        {
            for (int first = 1; first + length - 1 <= layers; first++)
            {
                yield return Range(first, first + length - 1, layers);
            }
        }
    }

    /// <summary>The layers of this mask that another does not have.</summary>
    /// <param name="other">A mask for as many layers.</param>
    /// <exception cref="ArgumentException">It is for another number of layers.</exception>
    public LayerMask Except(LayerMask other) => other.Layers == Layers
        ? new([.. _expression.Zip(other._expression, (own, others) => own && !others)])
        : throw new ArgumentException($"the masks are for {Layers} and {other.Layers} layers");

    /// <summary>The mask with one layer, counted from 1, changed over.</summary>
    public LayerMask Flip(int layer)
    {
        bool[] expression = [.. _expression];
        expression[layer - 1] = !expression[layer - 1];
        return new(expression);
    }

    /// <inheritdoc/>
    public bool Equals(LayerMask? other) => other is not null && _expression.AsSpan().SequenceEqual(other._expression);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerMask);

    /// <inheritdoc/>
    public override int GetHashCode() => Numbers.Aggregate(Layers, HashCode.Combine);

    /// <summary>As <c>4-5</c> or <c>3,5-7</c>; <c>none</c> without layers.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        for (int first = 1; first <= Layers; first++)
        {
            if (this[first])
            {
                int last = first;
                while (last < Layers && this[last + 1])
                {
                    last++;
                }

                parts.Add(first == last ? $"{first}" : $"{first}-{last}");
                first = last;
            }
        }

        return parts.Count == 0 ? Nothing : string.Join(',', parts);
    }

    private static bool Number(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
