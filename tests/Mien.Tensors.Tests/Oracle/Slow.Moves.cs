namespace Mien.Tensors.Tests.Oracle;

internal static partial class Slow
{
    public static Grid Slice(Grid x, int axis, int start, int length)
    {
        int[] shape = [.. x.Shape];
        shape[axis] = length;
        return Moved(shape, at =>
        {
            at[axis] += start;
            return (x, at);
        });
    }

    public static Grid Concat(Grid[] parts, int axis)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        return Moved(shape, at =>
        {
            int which = 0;
            while (at[axis] >= parts[which].Shape[axis])
            {
                at[axis] -= parts[which++].Shape[axis];
            }

            return (parts[which], at);
        });
    }

    public static Grid Repeat(Grid x, int axis, int times)
    {
        int[] shape = [.. x.Shape];
        shape[axis] = times;
        return Moved(shape, at =>
        {
            at[axis] = 0;
            return (x, at);
        });
    }

    // Every element of the result comes from one place of one source.
    private static Grid Moved(int[] shape, Func<int[], (Grid Source, int[] At)> from) => Grid.Flat(shape, flat =>
    {
        int[] at = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            at[axis] = flat % shape[axis];
            flat /= shape[axis];
        }

        (Grid source, int[] place) = from(at);
        int index = 0;
        for (int axis = 0; axis < place.Length; axis++)
        {
            index = (index * source.Shape[axis]) + place[axis];
        }

        return source.Values[index];
    });
}
