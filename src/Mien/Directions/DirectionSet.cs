using System.Security.Cryptography;
using System.Text;
using Mien.Fusion;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;

namespace Mien.Directions;

/// <summary>Directions in the style space of one generator.</summary>
/// <param name="Directions">The directions; their names differ.</param>
/// <param name="ModelName">The model whose generator they belong to; null where a file does not tell.</param>
/// <param name="GeneratorId">That generator's identity, <see cref="IdentityOf"/>; null where a file does not
/// tell.</param>
public sealed record DirectionSet(IReadOnlyList<StyleDirection> Directions, string? ModelName, string? GeneratorId)
{
    /// <summary>The direction of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    public StyleDirection this[string name] => Directions.FirstOrDefault(direction => direction.Name == name)
        ?? throw new ArgumentException(
            $"there is no direction '{name}'; there are {string.Join(", ", Directions.Select(d => d.Name))}");

    /// <summary>Style vectors moved along directions: s + Σ amount · direction.</summary>
    /// <param name="styles">[L, W], row-major.</param>
    /// <param name="steps">Which directions, and how far.</param>
    /// <param name="layers">The layers that may move; null for all that the directions move.</param>
    /// <returns>[L, W]</returns>
    /// <exception cref="ArgumentException">There is no such direction, or the sizes differ.</exception>
    public float[] Move(ReadOnlySpan<float> styles, IEnumerable<DirectionStep> steps, LayerMask? layers = null)
    {
        float[] moved = styles.ToArray();
        foreach (DirectionStep step in steps)
        {
            float[] values = this[step.Name].Values;
            if (values.Length != moved.Length || (layers is not null && moved.Length % layers.Layers != 0))
            {
                throw new ArgumentException(
                    $"the direction '{step.Name}' has {values.Length} numbers, the style vectors {moved.Length}");
            }

            for (int i = 0; i < moved.Length; i++)
            {
                if (layers is null || layers[(i / (moved.Length / layers.Layers)) + 1])
                {
                    moved[i] += step.Amount * values[i];
                }
            }
        }

        return moved;
    }

    /// <summary>Says so if the directions are known to belong to another generator.</summary>
    /// <param name="model">The model that is to be edited with.</param>
    /// <exception cref="ArgumentException">They do.</exception>
    public void MustFit(FaceModel model)
    {
        if (GeneratorId is { } id && id != IdentityOf(model.Generator))
        {
            throw new ArgumentException(
                $"these directions belong to the generator of the model '{ModelName}', not to that of '{model.Name}': find directions for it, or take their model");
        }
    }

    /// <summary>
    /// The identity of a generator: SHA-256 of its parameters in float32, in hexadecimal. Another perceptual network or
    /// encoder leaves it, other than <see cref="FaceModel.Id"/>.
    /// </summary>
    /// <param name="generator">The generator.</param>
    public static string IdentityOf(StyleGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, Tensor parameter) in generator.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {parameter.Shape}\n"));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(parameter.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
