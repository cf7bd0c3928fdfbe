using System.Numerics;
using Mien.Portraits.Rendering;

namespace Mien.Portraits.Tests;

public class MirroredTests
{
    private const int Size = 128;

    /// <summary>From brows to mouth; hair and freckles are not drawn in pairs.</summary>
    [Fact]
    public void Mirrored_RandomPortraits_ShowTheFaceMirrored()
    {
        const int Left = 45, Right = Size - Left, Top = 55, Bottom = 92;
        for (ulong seed = 0; seed < 12; seed++)
        {
            Portrait portrait = PortraitSampler.Sample(seed);
            portrait = portrait with { Identity = portrait.Identity with { Freckles = 0 } };
            float[] there = new float[Size * Size * 3], back = new float[Size * Size * 3];
            Vector2[] at = new PortraitRenderer().Render(portrait, Size, Framing.Aligned, there);
            Vector2[] mirrored = new PortraitRenderer().Render(portrait.Mirrored(), Size, Framing.Aligned, back);
            double square = 0;
            for (int y = Top; y < Bottom; y++)
            {
                for (int x = Left; x < Right; x++)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        square += Math.Pow(
                            there[(((y * Size) + x) * 3) + c] - back[(((y * Size) + Size - 1 - x) * 3) + c], 2);
                    }
                }
            }

            double psnr = 10 * Math.Log10(4 / (square / ((Bottom - Top) * (Right - Left) * 3)));
            psnr.ShouldBeGreaterThan(33, $"portrait {seed}"); // lines and single hairs of brows differ
            (mirrored[8] - new Vector2(Size - 1 - at[8].X, at[8].Y)).Length().ShouldBeLessThan(0.05f); // chin
            // outer corners of the eyes
            (mirrored[36] - new Vector2(Size - 1 - at[45].X, at[45].Y)).Length().ShouldBeLessThan(0.05f);
            portrait.Mirrored().Mirrored().ShouldBe(portrait);
        }
    }
}
