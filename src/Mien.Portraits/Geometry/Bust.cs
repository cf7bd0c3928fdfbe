using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>Neck and shoulders: one sheet around the vertical axis.</summary>
internal static class Bust
{
    public const int Rows = 40;
    public const int Columns = 65;

    private static readonly Profile _width = new(
        (-45f, 20.5f), (-30f, 20f), (-24.5f, 18.8f), (-21.8f, 17f), (-19.8f, 14f), (-18.2f, 10.2f), (-16.8f, 7.4f),
        (-15.2f, 5.75f), (-13f, 4.95f), (-10f, 4.75f), (-5f, 4.8f));
    private static readonly Profile _depth = new(
        (-45f, 12f), (-24f, 9.5f), (-20f, 8.2f), (-17f, 6.6f), (-14f, 5.5f), (-10.5f, 5.2f), (-7f, 3.6f), (-5f, 2.5f));
    private static readonly Profile _middle = new((-45f, 0f), (-24f, -1.2f), (-17f, -1.8f), (-12f, -1.0f), (-5f, 0.4f));

    /// <summary>Adds the sheet. Coordinates: x, y, z at rest.</summary>
    public static int Add(MeshBuilder mesh)
    {
        int first = mesh.Sheet(Rows, Columns, Rest, (r, c) => new(Rest(r, c), 0f), Attachment.Free, Material.Bust);
        for (int r = 0; r < Rows; r++) mesh.Welds.Add((first + (r * Columns), first + (r * Columns) + Columns - 1));
        return first;
    }

    /// <summary>Places the sheet; <paramref name="turn"/> is how the head is turned, which the neck follows.</summary>
    public static void Place(Portrait portrait, Func<Vector3, Vector3> turn, Span<Vector3> positions)
    {
        float neck = portrait.Identity.NeckWidth;
        float chin = -0.55f * portrait.Identity.FaceLength;
        for (int r = 0; r < Rows; r++)
        {
            for (int c = 0; c < Columns; c++)
            {
                Vector3 p = Rest(r, c);
                float wide = 1f + (neck * Lerp(0.12f, 0.07f, Step(-15f, -20f, p.Y)));
                p = new(p.X * wide, p.Y + chin, p.Z * (1f + (0.06f * neck)));
                positions[(r * Columns) + c] = Vector3.Lerp(p, turn(p), Follow(p.Y));
            }
        }
    }

    /// <summary>1 where the neck turns with the head, 0 where it stays with the shoulders.</summary>
    public static float Follow(float y) => Step(-16.5f, -9f, y);

    private static Vector3 Rest(int row, int column)
    {
        float t = row / (Rows - 1f);
        float y = t < 0.75f ? Lerp(-5f, -22f, t / 0.75f) : Lerp(-22f, -45f, (t - 0.75f) / 0.25f);
        float a = ((column / (Columns - 1f)) - 0.5f) * MathF.Tau;
        float s = MathF.Sin(a), c = MathF.Cos(a);
        float throat = c > 0f ? 0.25f * Bell(s, 0.25f) * Bell(y + 11.5f, 1.3f) : 0f;
        return new(
            _width.At(y) * MathF.Sign(s) * MathF.Pow(MathF.Abs(s), 0.92f), y,
            _middle.At(y) + (_depth.At(y) * MathF.Sign(c) * MathF.Pow(MathF.Abs(c), 0.92f)) + throat);
    }
}
