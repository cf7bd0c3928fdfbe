using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;

namespace Mien.Models;

/// <summary>
/// What of a generator's style vectors tells the expression: a linear reading of K parameters of the expression, and
/// what each of them changes in a style vector. Whole style vectors also hold the person; what is exchanged through
/// this subspace does not bring the other one's along.
/// </summary>
public sealed class ExpressionSubspace
{
    private const string Format = "mien-expression-1";
    private const string FormatKey = "format";
    private const string ReadKey = "expression.read";
    private const string StylesKey = "expression.styles";
    private const string RestKey = "expression.rest";
    private const string PersonKey = "person.whiten";

    private readonly float[] _read;
    private readonly float[] _styles;
    private readonly float[] _rest;
    private readonly float[] _person;

    /// <param name="read">[W, K]: from a difference of style vectors to differences of the parameters.</param>
    /// <param name="styles">[K, W]: the difference of style vectors that one unit of each parameter makes.</param>
    /// <param name="rest">[K]: the standard deviation of each parameter among people at rest.</param>
    /// <param name="person">[W, W]: from a difference of style vectors to numbers that have standard deviation 1
    /// between photographs of one person with other expressions and poses.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other, or a number is not finite.</exception>
    public ExpressionSubspace(float[] read, float[] styles, float[] rest, float[] person)
    {
        ArgumentNullException.ThrowIfNull(rest);
        ArgumentNullException.ThrowIfNull(person);
        (_read, _styles, _rest, _person) = (read, styles, rest, person);
        Parameters = rest.Length;
        StyleLength = (int)Math.Sqrt(person.Length);
        if (Parameters == 0 || read?.Length != StyleLength * Parameters || styles?.Length != read.Length
            || person.Length != StyleLength * StyleLength)
        {
            throw new ArgumentException(
                $"the arrays of an expression's subspace do not fit each other: {read?.Length}, {styles?.Length}, {rest.Length}, {person.Length} numbers");
        }

        if (read.Concat(styles).Concat(rest).Concat(person).Any(v => !float.IsFinite(v)) || rest.Any(v => v < 0))
        {
            throw new ArgumentException("a number of an expression's subspace is not finite, or a deviation below 0");
        }
    }

    /// <summary>How many parameters of the expression it tells, K.</summary>
    public int Parameters { get; }

    /// <summary>Length of a style vector, W.</summary>
    public int StyleLength { get; }

    /// <summary>The parameters that landmarks of drawn portraits tell, in the order in which they were learnt:
    /// differences between two faces, in standard deviations among photographs.</summary>
    /// <param name="from">[L, W]: the mean of the layers counts.</param>
    /// <param name="to">[L, W]</param>
    /// <returns>[K]</returns>
    /// <exception cref="ArgumentException">They are no style vectors of W numbers, or not of equally many
    /// layers.</exception>
    public float[] Difference(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        float[] between = Between(from, to), told = new float[Parameters];
        for (int i = 0; i < StyleLength; i++)
        {
            for (int k = 0; k < Parameters; k++)
            {
                told[k] += between[i] * _read[(i * Parameters) + k];
            }
        }

        return told;
    }

    /// <summary>
    /// The part of a difference that is the expression's: people at rest differ too, in how high brows lie and how
    /// wide eyes are open. A difference d of a parameter that has the standard deviation σ at rest counts
    /// d·d²/(d² + 2σ²): little where two people at rest differ as much, half at √2 σ, nearly whole far beyond.
    /// </summary>
    /// <param name="difference">[K], of <see cref="Difference"/>.</param>
    /// <returns>[K]</returns>
    public float[] WithoutPerson(ReadOnlySpan<float> difference)
    {
        float[] kept = difference.ToArray();
        for (int k = 0; k < kept.Length; k++)
        {
            float square = kept[k] * kept[k];
            kept[k] = square == 0 ? 0 : kept[k] * square / (square + (2 * _rest[k] * _rest[k]));
        }

        return kept;
    }

    /// <summary>The style vectors of a face with the expression of another: in every layer the same is added.</summary>
    /// <param name="appearance">[L, W]: the face that keeps the rest.</param>
    /// <param name="expression">[L, W]: the face with the expression.</param>
    /// <returns>[L, W]</returns>
    /// <exception cref="ArgumentException">They are no style vectors of W numbers, or not of equally many
    /// layers.</exception>
    public float[] Exchange(ReadOnlySpan<float> appearance, ReadOnlySpan<float> expression)
    {
        float[] change = WithoutPerson(Difference(appearance, expression)), styles = appearance.ToArray();
        for (int i = 0; i < styles.Length; i++)
        {
            for (int k = 0; k < Parameters; k++)
            {
                styles[i] += change[k] * _styles[(k * StyleLength) + (i % StyleLength)];
            }
        }

        return styles;
    }

    /// <summary>
    /// How far two faces are from each other as persons: the distance of their style vectors where each direction
    /// counts the less, the more it changes with a person's expression and pose.
    /// </summary>
    /// <param name="one">[L, W]: the mean of the layers counts.</param>
    /// <param name="other">[L, W]</param>
    /// <returns>0 or more; about √W between two photographs of one person.</returns>
    /// <exception cref="ArgumentException">They are no style vectors of W numbers, or not of equally many
    /// layers.</exception>
    public float PersonDistance(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        float[] between = Between(one, other);
        double sum = 0;
        for (int i = 0; i < StyleLength; i++)
        {
            double number = 0;
            for (int j = 0; j < StyleLength; j++)
            {
                number += between[j] * _person[(i * StyleLength) + j];
            }

            sum += number * number;
        }

        return (float)Math.Sqrt(sum);
    }

    /// <summary>Reads the subspace of a model.</summary>
    /// <param name="path">A file that <see cref="Write"/> wrote.</param>
    /// <exception cref="CheckpointException">It is not, or is damaged.</exception>
    public static ExpressionSubspace Read(string path)
    {
        using Checkpoint file = Checkpoint.Open(path);
        if (file.Metadata.GetValueOrDefault(FormatKey) != Format)
        {
            throw new CheckpointException(path, "", $"it is no {Format}: {FormatKey} is missing or another");
        }

        Checksum.Verify(file);
        try
        {
            return new(
                file[ReadKey].ToArray(), file[StylesKey].ToArray(), file[RestKey].ToArray(),
                file[PersonKey].ToArray());
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(path, "", e.Message, e);
        }
    }

    /// <summary>Writes the subspace as .safetensors, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        CheckpointTensor[] tensors =
        [
            CheckpointTensor.From(ReadKey, [StyleLength, Parameters], _read),
            CheckpointTensor.From(StylesKey, [Parameters, StyleLength], _styles),
            CheckpointTensor.From(RestKey, [Parameters], _rest),
            CheckpointTensor.From(PersonKey, [StyleLength, StyleLength], _person),
        ];
        Dictionary<string, string> metadata = new() { [FormatKey] = Format };
        metadata[Checksum.Key] = Checksum.Of(tensors, metadata);
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    // The mean over the layers of the difference of two faces.
    private float[] Between(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        if (from.Length != to.Length || from.Length == 0 || from.Length % StyleLength != 0)
        {
            throw new ArgumentException(
                $"style vectors of {from.Length} and {to.Length} numbers are not both of layers of {StyleLength}");
        }

        int layers = from.Length / StyleLength;
        float[] mean = new float[StyleLength];
        for (int i = 0; i < from.Length; i++)
        {
            mean[i % StyleLength] += (to[i] - from[i]) / layers;
        }

        return mean;
    }
}
