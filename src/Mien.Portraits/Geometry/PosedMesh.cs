using System.Numerics;

namespace Mien.Portraits.Geometry;

/// <summary>The mesh of one portrait after identity, expression and pose, with normals and its projection.</summary>
internal sealed class PosedMesh
{
    private const float CameraDistance = 105f;
    private const float FacePlane = 8f;
    private static readonly Vector3 _neck = new(0f, -6f, -0.5f);
    private static readonly HeadTemplate _template = HeadTemplate.Shared;

    private readonly Vector2[] _landmarks = new Vector2[68];
    private readonly Vector2[] _irises = new Vector2[2];
    private Matrix4x4 _turn;
    private Vector2 _across;

    public Vector3[] Positions { get; } = new Vector3[_template.Rest.Length];

    public Vector3[] Normals { get; } = new Vector3[_template.Rest.Length];

    /// <summary>Projection on the plane of the face, cm, y down.</summary>
    public Vector2[] Projected { get; } = new Vector2[_template.Rest.Length];

    public ReadOnlySpan<Vector2> Landmarks => _landmarks;

    /// <summary>Projection of the middles of the irises: of the eye at the picture's left, then of the other.</summary>
    public ReadOnlySpan<Vector2> Irises => _irises;

    public static Vector3 Camera { get; } = new(0f, 0f, CameraDistance);

    /// <summary>The turn of the head.</summary>
    public Matrix4x4 Turn => _turn;

    /// <summary>Shape and pose; enough for the landmarks.</summary>
    public void Shape(Portrait portrait)
    {
        Vector3[] at = Positions;
        _template.Move(portrait, at);
        PlaceEyes(portrait);
        PlaceEars(portrait.Identity);
        Pose pose = portrait.Pose;
        const float Degree = MathF.PI / 180f;
        _turn = Matrix4x4.CreateRotationY(pose.Yaw * Degree) * Matrix4x4.CreateRotationX(
            -pose.Pitch * Degree) * Matrix4x4.CreateRotationZ(-pose.Roll * Degree);
        _across = new(MathF.Cos(pose.Roll * Degree), MathF.Sin(pose.Roll * Degree));
        Hair.Place(portrait, at.AsSpan(_template.HairFirst));
        float temple = MathF.Abs(at[_template.Ears[1].First].X) + 0.1f;
        Glasses.Place(
            portrait.Identity, at[_template.EyeCentres[0]], at[_template.EyeCentres[1]], temple,
            at.AsSpan(_template.GlassesFirst));
        TurnHead(at.AsSpan(0, _template.BustFirst));
        TurnHead(at.AsSpan(_template.HairFirst));
        Bust.Place(portrait, Turned, at.AsSpan(_template.BustFirst));
        for (int i = 0; i < at.Length; i++) Projected[i] = Project(at[i]);

        for (int k = 0; k < 68; k++)
        {
            int vertex = _template.Landmarks.Vertex(k, v => Vector2.Dot(Projected[v], _across));
            _landmarks[k] = Projected[vertex];
        }

        Vector3 look = EyeBall.Radius(portrait.Identity) * Vector3.TransformNormal(
            EyeBall.Gaze(portrait.Expression), _turn);
        for (int eye = 0; eye < 2; eye++) _irises[eye] = Project(at[_template.EyeCentres[eye]] + look);
    }

    /// <summary>Smooth normals, needed for drawing only.</summary>
    public void Smooth()
    {
        Vector3[] at = Positions, n = Normals;
        int[] t = _template.Triangles;
        Array.Clear(n);
        for (int i = 0; i < t.Length; i += 3)
        {
            int a = t[i], b = t[i + 1], c = t[i + 2];
            Vector3 face = Vector3.Cross(at[b] - at[a], at[c] - at[a]);
            n[a] += face;
            n[b] += face;
            n[c] += face;
        }

        foreach ((int a, int b) in _template.Welds) n[a] = n[b] = n[a] + n[b];
        for (int i = 0; i < n.Length; i++)
        {
            float length = n[i].Length();
            n[i] = length > 1e-12f ? n[i] / length : Vector3.UnitZ;
        }
    }

    private static Vector2 Project(Vector3 p)
    {
        float s = (CameraDistance - FacePlane) / (CameraDistance - p.Z);
        return new(p.X * s, -p.Y * s);
    }

    private Vector3 Turned(Vector3 p) => Vector3.TransformNormal(p - _neck, _turn) + _neck;

    private void TurnHead(Span<Vector3> points)
    {
        foreach (ref Vector3 p in points) p = Turned(p);
    }

    private void PlaceEyes(Portrait portrait)
    {
        float radius = EyeBall.Radius(portrait.Identity);
        foreach ((int v, int eye, float behind) in _template.LidPoints)
        {
            Positions[v].Z = EyeBall.Lay(
                Positions[v], _template.Points[v], Positions[_template.EyeCentres[eye]], radius, behind);
        }

        for (int eye = 0; eye < 2; eye++)
        {
            Vector3 centre = Positions[_template.EyeCentres[eye]];
            int first = _template.EyeBalls[eye];
            for (int i = 0; i < HeadParts.EyeRows * HeadParts.EyeColumns; i++)
            {
                Vector4 d = _template.Coordinates[first + i];
                Positions[first + i] = centre + (radius * new Vector3(d.X, d.Y, d.Z));
            }
        }
    }

    private void PlaceEars(Identity identity)
    {
        float covered = Curves.Step(0.2f, 0.34f, identity.HairLength); // long hair presses the ears down
        float size = 1f + (0.15f * identity.EarSize) - (0.2f * covered);
        for (int e = 0; e < 2; e++)
        {
            (int first, int count) = _template.Ears[e];
            float side = e == 0 ? -1f : 1f;
            Vector3 root = HeadParts.EarRoot * new Vector3(side * (1f + (0.055f * identity.FaceWidth)), 1f, 1f);
            float angle = ((identity.EarAngle - 0.3f) * 0.6f) - (0.25f * covered);
            for (int i = first; i < first + count; i++)
            {
                Vector3 d = (Positions[i] - root) * size;
                d.X += side * angle * -d.Z * Curves.Step(0.5f, -1f, d.Z);
                Positions[i] = root + d;
            }
        }
    }
}
