namespace Mien.Evaluation;

/// <summary>The middle of some numbers, and how far they spread.</summary>
/// <param name="Lower">A quarter is below.</param>
/// <param name="Median">Half is below.</param>
/// <param name="Upper">Three quarters are below.</param>
public sealed record Quartiles(double Lower, double Median, double Upper)
{
    /// <summary>The quartiles of numbers, interpolated between neighbours; NaN of none.</summary>
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double At(double share)
        {
            if (sorted.Length == 0)
            {
                return double.NaN;
            }

            double place = share * (sorted.Length - 1);
            int below = (int)place;
            return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
        }

        return new(At(0.25), At(0.5), At(0.75));
    }
}
