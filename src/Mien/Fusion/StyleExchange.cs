using Mien.Models;

namespace Mien.Fusion;

/// <summary>What is exchanged in the layers of a transfer.</summary>
public enum StyleExchange
{
    /// <summary>The style vectors, whole (Yang and Lim 2019).</summary>
    Whole,

    /// <summary>The part of the style vectors that tells the expression: see <see cref="ExpressionSubspace"/>.</summary>
    Expression,
}
