namespace Mien.Portraits;

/// <summary>One number that describes a portrait.</summary>
/// <param name="Name">The property that holds it.</param>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
/// <param name="Neutral">The value of an average portrait.</param>
/// <param name="Meaning">What it changes, in words.</param>
public sealed record Parameter(string Name, float Minimum, float Maximum, float Neutral, string Meaning)
{
    internal static float[] Clamp(IReadOnlyList<Parameter> parameters, ReadOnlySpan<float> vector)
    {
        if (vector.Length != parameters.Count)
        {
            throw new ArgumentException(
                $"{parameters.Count} parameters expected, {vector.Length} given", nameof(vector));
        }

        float[] clamped = new float[vector.Length];
        for (int i = 0; i < clamped.Length; i++)
        {
            if (float.IsNaN(vector[i]))
            {
                throw new ArgumentException($"{parameters[i].Name} is not a number", nameof(vector));
            }

            clamped[i] = Math.Clamp(vector[i], parameters[i].Minimum, parameters[i].Maximum);
        }

        return clamped;
    }

    internal static void Check(IReadOnlyList<Parameter> parameters, ReadOnlySpan<float> vector)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            Parameter p = parameters[i];
            if (!(vector[i] >= p.Minimum && vector[i] <= p.Maximum))
                throw new ArgumentException($"{p.Name} is {vector[i]}, outside [{p.Minimum}, {p.Maximum}]");
        }
    }
}
