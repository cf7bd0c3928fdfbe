using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>Frames of glasses: two rims, a bridge and two temples, all of them tubes.</summary>
internal static class Glasses
{
    private const int Around = 9;
    private const int RimSteps = 65;
    private const int BarSteps = 12;

    public const int Count = ((2 * RimSteps) + (3 * BarSteps)) * Around;

    public static int Add(MeshBuilder mesh)
    {
        int first = mesh.Points.Count;
        foreach (int steps in (ReadOnlySpan<int>)[RimSteps, RimSteps, BarSteps, BarSteps, BarSteps])
        {
            int tube = mesh.Sheet(steps, Around, (_, _) => default, (_, _) => default, Attachment.Free, Material.Frame);
            for (int r = 0; r < steps; r++) mesh.Welds.Add((tube + (r * Around), tube + (r * Around) + Around - 1));
            if (steps != RimSteps) continue;
            for (int k = 0; k < Around; k++) mesh.Welds.Add((tube + k, tube + ((RimSteps - 1) * Around) + k));
        }

        return first;
    }

    /// <summary>
    /// Places the frames around the centres of the eyeballs; a portrait without glasses has them shrunk to nothing
    /// inside the head.
    /// </summary>
    public static void Place(
        Identity identity, Vector3 leftEye, Vector3 rightEye, float headWidth, Span<Vector3> positions)
    {
        if (identity.Glasses < 0.5f)
        {
            positions[..Count].Clear();
            return;
        }

        float thick = Lerp(0.09f, 0.24f, (identity.Glasses - 0.5f) * 2f);
        float exponent = Lerp(3.6f, 2f, identity.GlassesShape);
        float half = Lerp(2.35f, 2.2f, identity.GlassesShape), height = Lerp(1.6f, 2.1f, identity.GlassesShape);
        Span<Vector3> path = stackalloc Vector3[RimSteps];
        int at = 0;
        foreach (Vector3 eye in (ReadOnlySpan<Vector3>)[leftEye, rightEye])
        {
            for (int i = 0; i < RimSteps; i++)
            {
                float a = i * MathF.Tau / (RimSteps - 1f);
                path[i] = Rim(eye, Power(MathF.Cos(a), exponent) * half, Power(MathF.Sin(a), exponent) * height);
            }

            at += Tube(path, thick, positions[at..]);
        }

        Vector3 a0 = Rim(leftEye, half, 0.45f), a1 = Rim(rightEye, -half, 0.45f);
        for (int i = 0; i < BarSteps; i++)
        {
            float t = i / (BarSteps - 1f);
            path[i] = Vector3.Lerp(a0, a1, t) + new Vector3(
                0f, 0.35f * MathF.Sin(t * MathF.PI), 0.35f * MathF.Sin(t * MathF.PI));
        }

        at += Tube(path[..BarSteps], thick, positions[at..]);
        foreach (Vector3 eye in (ReadOnlySpan<Vector3>)[leftEye, rightEye])
        {
            float side = MathF.Sign(eye.X);
            Vector3 hinge = Rim(eye, side * half, 0.6f);
            Vector3 ear = new(side * headWidth, 0.9f, 0.2f);
            Vector3 elbow = new(side * (headWidth + 0.1f), hinge.Y, hinge.Z - 1.2f);
            for (int i = 0; i < BarSteps; i++)
            {
                float t = i / (BarSteps - 1f);
                path[i] = Vector3.Lerp(Vector3.Lerp(hinge, elbow, t), Vector3.Lerp(elbow, ear, t), t);
            }

            at += Tube(path[..BarSteps], thick, positions[at..]);
        }
    }

    private static Vector3 Rim(Vector3 eye, float dx, float dy)
    {
        float side = MathF.Sign(eye.X);
        float outward = side * dx;
        return new(
            eye.X + dx + (side * 0.12f), eye.Y - 0.25f + dy,
            eye.Z + 3.25f - (0.05f * outward * Math.Abs(outward)) - (0.12f * outward) + (0.08f * dy));
    }

    private static float Power(float v, float exponent) => MathF.Sign(v) * MathF.Pow(MathF.Abs(v), 2f / exponent);

    private static int Tube(ReadOnlySpan<Vector3> path, float radius, Span<Vector3> positions)
    {
        for (int i = 0; i < path.Length; i++)
        {
            bool closed = path[0] == path[^1] || Vector3.Distance(path[0], path[^1]) < 1e-3f;
            Vector3 before = path[i > 0 ? i - 1 : closed ? path.Length - 2 : 0],
                after = path[i < path.Length - 1 ? i + 1 : closed ? 1 : i];
            Vector3 along = Vector3.Normalize(after - before);
            Vector3 a = Vector3.Normalize(
                Vector3.Cross(along, Math.Abs(along.Z) < 0.8f ? Vector3.UnitZ : Vector3.UnitY));
            Vector3 b = Vector3.Cross(along, a);
            for (int k = 0; k < Around; k++)
            {
                float angle = k * MathF.Tau / (Around - 1f);
                positions[(i * Around) + k] = path[i] + (radius * ((MathF.Cos(angle) * a) + (MathF.Sin(angle) * b)));
            }
        }

        return path.Length * Around;
    }
}
