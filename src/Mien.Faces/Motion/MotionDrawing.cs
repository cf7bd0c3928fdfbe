using System.Runtime.Intrinsics;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>Motion as colours: the hue says where to, the strength of the colour how far.</summary>
internal static class MotionDrawing
{
    private const float Least = 0.02f; // of the picture's side: the shortest way that has the full colour
    private const float Ground = 0.5f; // how much of the picture beneath is seen

    public static Image Draw(ColourField back, Image beneath)
    {
        float most = Least * back.Width;
        foreach (Vector128<float> way in back.Values)
        {
            most = MathF.Max(most, Length(way));
        }

        ColourField ground = ColourField.Of(beneath);
        byte[] pixels = new byte[beneath.Width * beneath.Height * 3];
        double scale = (double)back.Width / beneath.Width;
        for (int y = 0; y < beneath.Height; y++)
        {
            for (int x = 0; x < beneath.Width; x++)
            {
                Vector128<float> way = back.At(((x + 0.5) * scale) - 0.5, ((y + 0.5) * scale) - 0.5);
                int at = (y * beneath.Width) + x;
                Vector128<float> under = ground.Values[at];
                float grey = (ColourField.Brightness(under) * Ground) + (255 * (1 - Ground));
                float turn = MathF.Atan2(-way[1], -way[0]), strength = MathF.Min(Length(way) / most, 1);
                for (int channel = 0; channel < 3; channel++)
                {
                    float wave = 0.5f + (0.5f * MathF.Cos(turn - (channel * 2 * MathF.PI / 3)));
                    pixels[(at * 3) + channel] = Lanczos.ToByte(grey * (1 - (strength * (1 - wave))));
                }
            }
        }

        return new(beneath.Width, beneath.Height, pixels);
    }

    private static float Length(Vector128<float> way) => MathF.Sqrt((way[0] * way[0]) + (way[1] * way[1]));
}
