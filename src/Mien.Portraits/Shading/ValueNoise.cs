namespace Mien.Portraits.Shading;

/// <summary>Value noise on the integer grid.</summary>
internal static class ValueNoise
{
    /// <summary>A number in [0, 1) for a cell.</summary>
    public static float Cell(int x, int y)
    {
        uint h = ((uint)x * 0x8DA6B343u) ^ ((uint)y * 0xD8163841u);
        h = (h ^ (h >> 15)) * 2246822519u;
        h = (h ^ (h >> 13)) * 3266489917u;
        h ^= h >> 16;
        return (h >> 8) * (1f / 16777216f);
    }

    /// <summary>Smooth noise in [0, 1] with cells of size 1.</summary>
    public static float At(float x, float y)
    {
        float fx = MathF.Floor(x), fy = MathF.Floor(y);
        int ix = (int)fx, iy = (int)fy;
        float tx = x - fx, ty = y - fy;
        tx = tx * tx * (3f - (2f * tx));
        ty = ty * ty * (3f - (2f * ty));
        float a = Cell(ix, iy), b = Cell(ix + 1, iy), c = Cell(ix, iy + 1), d = Cell(ix + 1, iy + 1);
        float top = a + ((b - a) * tx), bottom = c + ((d - c) * tx);
        return top + ((bottom - top) * ty);
    }
}
