namespace Mien.Films;

/// <summary>A Gaussian over time that looks ahead as far as back, so that nothing comes late.</summary>
internal static class TimeSmoothing
{
    /// <summary>Frames that it looks ahead, and back.</summary>
    /// <param name="deviation">Standard deviation, frames.</param>
    public static int Reach(double deviation) => (int)Math.Ceiling(3 * deviation);

    /// <summary>Series of vectors, smoothed number by number; at the ends, what is missing does not count.</summary>
    /// <param name="values">[frames][numbers].</param>
    /// <param name="deviation">Standard deviation, frames; 0 to change nothing.</param>
    public static double[][] Of(double[][] values, double deviation)
    {
        if (deviation == 0)
        {
            return values;
        }

        int radius = Reach(deviation);
        double[] kernel = [.. Enumerable.Range(-radius, (2 * radius) + 1)
            .Select(i => Math.Exp(-i * i / (2 * deviation * deviation)))];
        double[][] smooth = new double[values.Length][];
        for (int t = 0; t < values.Length; t++)
        {
            double[] sum = new double[values[t].Length];
            double weights = 0;
            // As far back as ahead: a slope stays where it is.
            int reach = Math.Min(radius, Math.Min(t, values.Length - 1 - t));
            for (int offset = -reach; offset <= reach; offset++)
            {
                double weight = kernel[offset + radius];
                weights += weight;
                double[] other = values[t + offset];
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += weight * other[i];
                }
            }

            smooth[t] = [.. sum.Select(value => value / weights)];
        }

        return smooth;
    }
}
