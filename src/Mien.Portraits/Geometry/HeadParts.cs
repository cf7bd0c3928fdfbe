using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>What the head has besides its skin: ears, teeth, tongue, the hollow of the mouth, eyeballs.</summary>
internal static class HeadParts
{
    public const int EyeRows = 22;
    public const int EyeColumns = 33;

    /// <summary>Where the ears grow from the head, at the picture's right.</summary>
    public static readonly Vector3 EarRoot = new(6.75f, -1.0f, 0.6f);

    /// <summary>Adds one ear. Its coordinates: distance from the middle, 0 to 1; angle; side.</summary>
    public static (int First, int Count) AddEar(MeshBuilder mesh, float side)
    {
        const int Rings = 9;
        const int Around = 29;
        int first = mesh.Sheet(
            Rings, Around, Place, (r, c) => new(r / (Rings - 1f), c * MathF.Tau / (Around - 1f), side, 0f),
            Attachment.Skull, Material.Ear);
        for (int r = 0; r < Rings; r++) mesh.Welds.Add((first + (r * Around), first + (r * Around) + Around - 1));
        return (first, Rings * Around);

        Vector3 Place(int ring, int at)
        {
            float r = Math.Min(1f, ring / (Rings - 2f));
            float a = at * MathF.Tau / (Around - 1f);
            float up = MathF.Cos(a), back = MathF.Sin(a);
            float height = up > 0f ? 2.35f : 3.0f;
            float depth = Lerp(1.75f, 1.05f, Step(0.2f, -1f, up));
            float rim = (0.42f * Bell(r - 0.86f, 0.13f)) - (0.35f * Bell(r - 0.3f, 0.28f))
                + (0.22f * Bell(r - 0.6f, 0.09f) * Step(-0.6f, 0.2f, up));
            float fold = ring == Rings - 1 ? -0.45f : rim;
            float z = -0.9f - (r * depth * back) - (0.25f * r * height * up);
            float y = -1.0f + (r * height * up);
            float x = EarRoot.X + 0.15f + fold + (0.30f * (EarRoot.Z - z));
            return new(side * x, y, z);
        }
    }

    /// <summary>
    /// Adds both rows of teeth, tongue and hollow. Coordinates of teeth: distance along the arch, height, both cm.
    /// </summary>
    public static void AddMouth(MeshBuilder mesh)
    {
        const int Across = 33;
        mesh.Sheet(
            7, Across, (r, c) => Arch(c, 0f, Lerp(-5.75f, -7.02f, r / 6f), r),
            (r, c) => new(Along(c), Lerp(1.27f, 0f, r / 6f), 0f, 0f), Attachment.Skull, Material.UpperTeeth);
        mesh.Sheet(
            7, Across, (r, c) => Arch(c, 0.28f, Lerp(-6.98f, -8.6f, r / 6f), 3),
            (r, c) => new(Along(c), Lerp(0f, 1.62f, r / 6f), 0f, 0f), Attachment.Jaw, Material.LowerTeeth);
        mesh.Sheet(9, 13, Tongue, (r, c) => new(c - 6f, r, 0f, 0f), Attachment.Jaw, Material.Tongue);
        Hollow(mesh);

        static void Hollow(MeshBuilder mesh)
        {
            int[] corners = new int[4];
            for (int i = 0; i < 4; i++)
            {
                bool top = i is 0 or 3;
                corners[i] = mesh.Add(
                    new Vector3((i < 2 ? -1f : 1f) * (top ? 4.4f : 3.0f), top ? -4.4f : -9.0f, 5.6f),
                    top ? Attachment.Skull : Attachment.Jaw, default);
            }

            mesh.Quad(corners[0], corners[1], corners[2], corners[3], Material.Mouth);
        }

        static float Angle(int c) => (c - 16) / 16f * 1.35f;

        static float Along(int c) => 2.9f * Angle(c);

        static Vector3 Arch(int c, float behind, float y, int r)
        {
            float a = Angle(c);
            float round = r == 6 ? 0.06f : 0f;
            return new((2.5f - (0.3f * behind)) * MathF.Sin(a), y, 6.6f + ((3.65f - behind - round) * MathF.Cos(a)));
        }

        static Vector3 Tongue(int r, int c)
        {
            float x = (c - 6) / 6f, t = r / 8f;
            float top = -7.0f - (0.35f * x * x) - (0.12f * Bell(x, 0.15f)) - (1.1f * MathF.Pow(t, 2.5f));
            return new(1.9f * x * MathF.Sqrt(1f - (0.55f * t * t)), top, 7.4f + (2.3f * t * (1f - (0.25f * x * x))));
        }
    }

    /// <summary>Adds the front half of an eyeball, placed later. Coordinates: the direction from its centre.</summary>
    public static int AddEye(MeshBuilder mesh, float side)
    {
        return mesh.Sheet(
            EyeRows, EyeColumns, (_, _) => default, (r, c) => new(Direction(r, c), side), Attachment.Free,
            side < 0f ? Material.EyeLeft : Material.EyeRight);

        static Vector3 Direction(int r, int c)
        {
            float polar = r / (EyeRows - 1f) * 1.5f, around = c * MathF.Tau / (EyeColumns - 1f);
            return new(MathF.Sin(polar) * MathF.Cos(around), MathF.Sin(polar) * MathF.Sin(around), MathF.Cos(polar));
        }
    }
}
