using System.Numerics;

namespace Mien.Portraits.Geometry;

/// <summary>Everything about the mesh that no portrait changes; built once.</summary>
internal sealed class HeadTemplate
{
    private static readonly Lazy<HeadTemplate> _shared = new(() => new HeadTemplate());

    private readonly List<Blend> _blends = [];

    private HeadTemplate()
    {
        MeshBuilder mesh = new();
        HeadGrid grid = new(mesh);
        SkinCount = mesh.Points.Count;
        Ears = [HeadParts.AddEar(mesh, -1f), HeadParts.AddEar(mesh, 1f)];
        HeadParts.AddMouth(mesh);
        EyeCentres = [Marker(mesh, -1f), Marker(mesh, 1f)];
        EyeBalls = [HeadParts.AddEye(mesh, -1f), HeadParts.AddEye(mesh, 1f)];
        BustFirst = Geometry.Bust.Add(mesh);
        HairFirst = Hair.Add(mesh);
        GlassesFirst = Glasses.Add(mesh);

        Points = [.. mesh.Points];
        Rest = [.. mesh.Points.Select(p => p.Rest)];
        Coordinates = [.. mesh.Coordinates];
        Tints = [.. Coordinates.Select((c, i) => i < SkinCount ? SkinTint.At(new(c.X, c.Y, c.Z)) : default)];
        Triangles = [.. mesh.Triangles];
        Materials = [.. mesh.Materials];
        Welds = [.. mesh.Welds];
        Landmarks = new LandmarkPlan(grid);
        LidPoints = [.. LidsOf(grid)];

        foreach (Displacement f in IdentityDisplacements.Global) Add(mesh, f, a => a != Attachment.Free);
        foreach (Displacement f in IdentityDisplacements.Local) Add(mesh, f, a => a == Attachment.Skin);
        foreach (Displacement f in IdentityDisplacements.Deep)
        {
            Add(mesh, f, a => a is Attachment.Skull or Attachment.Jaw or Attachment.Skin);
        }

        foreach (Displacement f in ExpressionDisplacements.Skin) Add(mesh, f, a => a == Attachment.Skin);
        foreach (Displacement f in ExpressionDisplacements.Lids) Add(mesh, f, a => a == Attachment.Skin);
        foreach (Displacement f in ExpressionDisplacements.Jaw) Add(mesh, f, a => a == Attachment.Jaw);
    }

    public static HeadTemplate Shared => _shared.Value;

    public RestPoint[] Points { get; }

    public Vector3[] Rest { get; }

    public Vector4[] Coordinates { get; }

    /// <summary><see cref="SkinTint"/> of each vertex.</summary>
    public Vector4[] Tints { get; }

    public int[] Triangles { get; }

    public Material[] Materials { get; }

    public (int A, int B)[] Welds { get; }

    public LandmarkPlan Landmarks { get; }

    public int SkinCount { get; }

    public (int First, int Count)[] Ears { get; }

    public int[] EyeCentres { get; }

    public int[] EyeBalls { get; }

    public int BustFirst { get; }

    public int HairFirst { get; }

    public int GlassesFirst { get; }

    /// <summary>
    /// Vertices that lie on an eyeball, which eye (0 left in the picture), and how far their hem lies behind the lid's
    /// face, cm.
    /// </summary>
    public (int Vertex, int Eye, float Behind)[] LidPoints { get; }

    /// <summary>Moves every attached vertex as the portrait's parameters say.</summary>
    public void Move(Portrait portrait, Span<Vector3> positions)
    {
        Rest.CopyTo(positions);
        foreach (Blend blend in _blends)
        {
            float amount = blend.Amount(portrait);
            if (amount == 0f) continue;
            ReadOnlySpan<int> at = blend.Vertices;
            ReadOnlySpan<Vector3> delta = blend.Deltas;
            for (int i = 0; i < at.Length; i++) positions[at[i]] += amount * delta[i];
        }
    }

    private static int Marker(MeshBuilder mesh, float side)
        => mesh.Add(new Vector3(side * RestPoint.EyeX, 0f, EyeBall.CentreZ), Attachment.Skull, default);

    private void Add(MeshBuilder mesh, Displacement field, Func<Attachment, bool> follows)
    {
        List<int> vertices = [];
        List<Vector3> deltas = [];
        for (int i = 0; i < mesh.Points.Count; i++)
        {
            if (!follows(mesh.Attachments[i])) continue;
            Vector3 delta = field.Delta(mesh.Points[i]);
            if (delta.LengthSquared() < 1e-8f) continue;
            vertices.Add(i);
            deltas.Add(delta);
        }

        _blends.Add(new([.. vertices], [.. deltas], field.Amount));
    }

    private IEnumerable<(int Vertex, int Eye, float Behind)> LidsOf(HeadGrid grid)
    {
        HashSet<int> hem = [.. grid.Hems.Where(h => h.Row == grid.EyeRow).SelectMany(h => h.Inner)];
        for (int i = 0; i < SkinCount; i++)
        {
            RestPoint p = Points[i];
            if (p.Front <= 0f || Math.Abs(p.Y) > 1.9f || Math.Abs(p.AlongEye) > 1.75f) continue;
            yield return (i, p.X < 0f ? 0 : 1, hem.Contains(i) ? 0.13f : 0f);
        }
    }

    private sealed record Blend(int[] Vertices, Vector3[] Deltas, Func<Portrait, float> Amount);
}
