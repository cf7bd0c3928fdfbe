using System.Runtime.Intrinsics;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>
/// What of a picture is followed at one size: brightness, its slope to the right and downwards, and redness, with the
/// slopes of those four.
/// </summary>
internal sealed record FlowLevel(ColourField Features, ColourField Across, ColourField Down)
{
    public int Width => Features.Width;

    public int Height => Features.Height;
}

/// <summary>A picture in ever smaller sizes, from the finest.</summary>
internal static class FlowPyramid
{
    private const int Coarsest = 16;
    private const float Factor = 0.7071068f;
    private const float SlopeGain = 4; // slopes are small beside brightness, but light does not change them

    /// <param name="picture">Square.</param>
    public static FlowLevel[] Of(Image picture)
    {
        List<FlowLevel> levels = [];
        ColourField field = Blurred(ColourField.Of(picture));
        while (true)
        {
            levels.Add(Level(field));
            int side = (int)MathF.Round(field.Width * Factor);
            if (side < Coarsest)
            {
                return [.. levels];
            }

            field = Reduced(Blurred(field), side);
        }
    }

    private static FlowLevel Level(ColourField colours)
    {
        ColourField grey = new(colours.Width, colours.Height);
        for (int i = 0; i < grey.Values.Length; i++)
        {
            Vector128<float> c = colours.Values[i] / 255;
            float light = ColourField.Brightness(c);
            grey.Values[i] = Vector128.Create(light, 0, 0, c[0] - c[1]);
        }

        ColourField across = Slope(grey, 1, 0), down = Slope(grey, 0, 1), seen = new(grey.Width, grey.Height);
        for (int i = 0; i < seen.Values.Length; i++)
        {
            seen.Values[i] = Vector128.Create(
                grey.Values[i][0], across.Values[i][0] * SlopeGain, down.Values[i][0] * SlopeGain, grey.Values[i][3]);
        }

        return new(seen, Slope(seen, 1, 0), Slope(seen, 0, 1));
    }

    // Central differences, (−1 8 0 −8 1)/12 the other way round.
    private static ColourField Slope(ColourField of, int dx, int dy)
    {
        ColourField slope = new(of.Width, of.Height);
        for (int y = 0; y < of.Height; y++)
        {
            for (int x = 0; x < of.Width; x++)
            {
                slope.Values[(y * of.Width) + x] = ((Next(1) - Next(-1)) * (8f / 12))
                    - ((Next(2) - Next(-2)) * (1f / 12));
                Vector128<float> Next(int n)
                    => of.Row(Math.Clamp(y + (n * dy), 0, of.Height - 1))[Math.Clamp(x + (n * dx), 0, of.Width - 1)];
            }
        }

        return slope;
    }

    // [1 4 6 4 1]/16 both ways.
    private static ColourField Blurred(ColourField from)
    {
        ColourField to = new(from.Width, from.Height), across = new(from.Width, from.Height);
        Smooth(from, across, 1, 0);
        Smooth(across, to, 0, 1);
        return to;
    }

    private static void Smooth(ColourField from, ColourField to, int dx, int dy)
    {
        for (int y = 0; y < from.Height; y++)
        {
            for (int x = 0; x < from.Width; x++)
            {
                to.Values[(y * from.Width) + x] = (Next(-2) + Next(2) + ((Next(-1) + Next(1)) * 4) + (Next(0) * 6))
                    * (1f / 16);
                Vector128<float> Next(int n)
                    => from.Row(
                        Math.Clamp(y + (n * dy), 0, from.Height - 1))[Math.Clamp(x + (n * dx), 0, from.Width - 1)];
            }
        }
    }

    private static ColourField Reduced(ColourField from, int side)
    {
        ColourField to = new(side, side);
        double step = (double)from.Width / side;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                to.Values[(y * side) + x] = from.At(((x + 0.5) * step) - 0.5, ((y + 0.5) * step) - 0.5);
            }
        }

        return to;
    }
}
