using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>The hair as one sheet from the crown to the tips.</summary>
internal static class Hair
{
    public const int Rows = 34;
    public const int Columns = 145;
    private const float Widest = 4f;
    private const float Dome = 7.5f;

    /// <summary>Adds the sheet. Coordinates: angle in radians, crown 0 to tips 1, then set in each portrait.</summary>
    public static int Add(MeshBuilder mesh)
    {
        int first = mesh.Sheet(
            Rows, Columns, (_, _) => default, (r, c) => new(Angle(c), r / (Rows - 1f), 0f, 0f), Attachment.Free,
            Material.Hair);
        for (int r = 0; r < Rows; r++) mesh.Welds.Add((first + (r * Columns), first + (r * Columns) + Columns - 1));
        return first;
    }

    /// <summary>Places the sheet on the head of a portrait.</summary>
    public static void Place(Portrait portrait, Span<Vector3> positions)
    {
        Identity id = portrait.Identity;
        Hairline hairline = new(id);
        Span<float> amounts = stackalloc float[IdentityDisplacements.Global.Length];
        for (int i = 0; i < amounts.Length; i++) amounts[i] = IdentityDisplacements.Global[i].Amount(portrait);
        float cropped = Step(0f, 0.12f, id.HairLength);
        float volume = (0.10f + (0.25f * cropped) + (id.HairVolume * (0.25f + (0.85f * cropped))))
            * (1f + (0.25f * id.HairWave));
        for (int c = 0; c < Columns; c++)
        {
            float angle = Angle(c), degrees = angle * 180f / MathF.PI;
            float loose = hairline.LongSides(Math.Abs(degrees));
            float front = Step(85f, 60f, Math.Abs(degrees));
            float ragged = (Hash(c) - 0.5f) * (0.25f + (0.7f * loose) + (0.35f * id.Fringe * front));
            float tips = hairline.Tips(degrees) + ragged;
            float end = tips >= Widest
                ? MathF.Acos(Math.Min(1f, (tips - Widest) / Dome)) : (MathF.PI / 2f) + ((Widest - tips) / Dome);
            for (int r = 0; r < Rows; r++)
            {
                float t = r / (Rows - 1f), turn = t * end;
                float y = turn < MathF.PI / 2f
                    ? Widest + (Dome * MathF.Cos(turn)) : Widest - (Dome * (turn - (MathF.PI / 2f)));
                Vector3 p = Skull(y, angle, loose, out Vector3 outward);
                float thick = volume * Lerp(0.45f, 1f, Math.Max(loose, Step(1f, 7f, y)));
                float lift = Math.Max(loose, 0.3f * id.Fringe * front);
                thick *= Lerp(
                    MathF.Pow(Math.Max(0f, 1f - MathF.Pow(t, Lerp(6f, 3f, front))), 0.8f), 1f - (0.35f * loose * t * t),
                    lift);
                thick *= 1f - (0.45f * Bell((p.X / 3.4f) - id.Parting, 0.16f) * Step(-4f, 3f, p.Z) * Step(4f, 8f, y));
                float wave = id.HairWave * (0.12f + (0.3f * t)) * MathF.Sin(
                    (2.1f * y) + (7f * angle) + (1.7f * MathF.Sin(3f * angle)));
                p += outward * (thick + 0.03f + (wave * cropped * (0.4f + loose))
                    + (0.32f * front * id.Fringe * Step(4.5f, 3f, y)));
                RestPoint rest = new(p, p, false, false, 0f);
                Vector3 moved = p;
                for (int i = 0; i < amounts.Length; i++)
                {
                    moved += amounts[i] * IdentityDisplacements.Global[i].Delta(rest);
                }

                positions[(r * Columns) + c] = moved;
            }
        }
    }

    private static float Angle(int column) => ((column / (Columns - 1f)) - 0.5f) * MathF.Tau;

    private static float Hash(int c)
    {
        // The last column is the first one.
        uint h = (uint)(c % (Columns - 1)) * 2654435761u;
        h ^= h >> 15;
        h *= 2246822519u;
        h ^= h >> 13;
        return (h & 0xFFFF) / 65536f;
    }

    /// <summary>The skull above the ears; below, hair hangs down from there.</summary>
    private static Vector3 Skull(float y, float angle, float loose, out Vector3 outward)
    {
        float cos = MathF.Cos(angle), sin = MathF.Sin(angle);
        (float w, float d) = SkullSections.Section(Math.Max(y, Lerp(-20f, 1f, loose)), cos >= 0f);
        if (y < 1f)
        {
            float down = Step(1f, -9f, y);
            w += ((0.35f * Step(-1f, -7f, y)) - (0.3f * Step(1f, -3f, y))) * loose;
            d -= cos < 0f ? 2.2f * down : 2.5f * down * loose;
        }

        float depth = cos >= 0f ? MathF.Pow(cos, 0.9f) : -MathF.Pow(-cos, 0.9f);
        outward = Vector3.Normalize(
            new(sin * Math.Max(w, 0.5f) / 7.3f, y > Widest ? (y - Widest) / Dome : 0f, cos * Math.Max(d, 0.5f) / 9f));
        return new(w * sin, y, d * depth);
    }
}
