using System.Numerics;
using Mien.Portraits.Geometry;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Shading;

/// <summary>Skin with lips, brows, lash lines, beard, freckles and lines.</summary>
internal sealed class SkinShader
{
    private static readonly Vector3 _wrap = new(0.42f, 0.22f, 0.16f);

    private readonly Identity _id;
    private readonly Expression _expression;
    private readonly Lighting _light;
    private readonly Hairline _hairline;
    private readonly Vector3 _skin;
    private readonly Vector3 _lip;
    private readonly Vector3 _brow;
    private readonly Vector3 _hair;
    private readonly float _density;
    private readonly float _frown;
    private readonly float _lift;

    public SkinShader(Portrait portrait, Lighting light, float density)
    {
        (_id, _expression, _light, _density) = (portrait.Identity, portrait.Expression, light, density);
        _hairline = new(_id);
        _skin = Palette.Skin(_id);
        _hair = Palette.Hair(_id);
        Vector3 rose = Vector3.Lerp(
            _skin * new Vector3(0.86f, 0.60f, 0.60f), Palette.Srgb(0.70f, 0.16f, 0.20f) * (1.1f - (0.5f * _id.Melanin)),
            _id.LipColour * 0.75f);
        _lip = Vector3.Lerp(_skin, rose, 0.9f);
        _brow = Vector3.Lerp(_hair, Palette.Srgb(0.12f, 0.08f, 0.06f), 0.45f);
        _frown = _expression.BrowLower;
        _lift = Math.Max(_expression.BrowRaiseInner, _expression.BrowRaiseOuter);
    }

    /// <summary>Samples per centimetre: detail finer than the picture can hold is left out.</summary>
    private float Fine(float frequency) => Math.Clamp((_density / (2f * frequency)) - 0.25f, 0f, 1f);

    public Vector3 Head(Surface s)
    {
        float x = s.At.X, y = s.At.Y, z = s.At.Z, open = s.At.W;
        float ax = Math.Abs(x);
        Vector3 skin = _skin;
        float gloss = 1f;
        if (z > 1f)
        {
            skin *= Vector3.Lerp(
                Vector3.One, new(1.02f, 0.84f, 0.84f),
                s.Tint.X * (0.3f + (0.9f * _id.Redness)) * (1f - (0.4f * _id.Melanin)));
            skin *= Vector3.Lerp(Vector3.One, new(0.86f, 0.80f, 0.82f), s.Tint.Y * (0.25f + (0.6f * _id.Age)));
            skin = Freckles(skin, s.Tint.Z, x, y);
            skin *= 1f - Lines(ax, x, y);
        }

        Vector3 normal = s.Normal;
        if (y < 1f && _id.Beard > 0.02f) skin = Beard(skin, s.Tint.W, x, y, ref gloss);
        skin = Scalp(skin, x, y, z, ref gloss);
        if (z > 3f)
        {
            if (y > 0.6f) skin = Brow(skin, ax, x, y, ref gloss);
            if (y is > -1.3f and < 1.6f) skin = Lids(skin, ax, y, ref gloss);
            if (y is > -5.3f and < -4.2f)
            {
                skin *= 1f - (0.88f * Step(
                    1.25f, 0.75f, Ellipse(ax - 0.62f + (0.25f * (y + 4.75f)), y + 4.78f, 0.36f, 0.17f)));
            }

            float lip = Lip(ax, y, out float depth);
            if (lip > 0f)
            {
                Vector3 wet = _lip * Lerp(1f, 0.45f, depth)
                    * (0.93f + (0.14f * Fine(6f) * ValueNoise.At(x * 9f, y * 1.2f)));
                skin = Vector3.Lerp(skin, wet, lip);
                gloss += 0.5f * lip * (1f - depth);
            }
        }

        return Lit(skin, normal, s.View, open, gloss);
    }

    public Vector3 Ear(Surface s)
    {
        float r = s.At.X;
        float open = 1f - (0.45f * Bell(r - 0.3f, 0.22f)) - (0.18f * Bell(r - 0.72f, 0.06f));
        return Lit(_skin * new Vector3(1.0f, 0.86f, 0.85f), s.Normal, s.View, open, 0.8f);
    }

    public Vector3 Neck(Surface s, float open)
        => Lit(_skin * new Vector3(0.98f, 0.96f, 0.95f), s.Normal, s.View, open, 0.5f);

    private Vector3 Lit(Vector3 colour, Vector3 n, Vector3 view, float open, float gloss)
    {
        Vector3 lit = colour * _light.Diffuse(n, _wrap, open);
        lit += open * gloss * _light.Sheen(n, view);
        return lit + (0.6f * open * _light.Rim(n, view) * (new Vector3(0.5f) + colour));
    }

    private static float Squared(float v) => v * v;

    private static float Ellipse(float dx, float dy, float rx, float ry)
        => MathF.Sqrt((dx * dx / (rx * rx)) + (dy * dy / (ry * ry)));

    private Vector3 Freckles(Vector3 skin, float where, float x, float y)
    {
        if (_id.Freckles <= 0f || where < 0.05f) return skin;
        float gx = x * 3.2f, gy = y * 3.2f;
        int cx = (int)MathF.Floor(gx), cy = (int)MathF.Floor(gy);
        float dark = 0f;
        for (int j = -1; j <= 1; j++)
        {
            for (int i = -1; i <= 1; i++)
            {
                int qx = cx + i, qy = cy + j;
                if (ValueNoise.Cell(qx + 911, qy) > _id.Freckles * where * 1.1f) continue;
                float px = qx + 0.2f + (0.6f * ValueNoise.Cell(qx, qy + 77)) - gx,
                    py = qy + 0.2f + (0.6f * ValueNoise.Cell(qx + 31, qy)) - gy;
                float size = 0.10f + (0.16f * ValueNoise.Cell(qx + 5, qy + 9));
                dark = Math.Max(dark, Step(size + 0.12f, size - 0.06f, MathF.Sqrt((px * px) + (py * py))));
            }
        }

        return skin * Vector3.Lerp(Vector3.One, new(0.74f, 0.58f, 0.46f), dark * (0.5f + (0.4f * _id.Freckles)));
    }

    /// <summary>How much darker the folds of the skin are.</summary>
    private float Lines(float ax, float x, float y)
    {
        float age = _id.Age;
        float dark = 0f;
        float brow = (0.30f * _lift) + (0.14f * age);
        if (y is > 2.2f and < 7f && brow > 0.004f)
        {
            float wave = y + (0.12f * MathF.Sin(x * 1.1f));
            dark += brow * Bell(ax, 3f) * Bell(y - 4.3f, 1.0f) * Squared(
                Squared(0.5f + (0.5f * MathF.Cos(wave * 7.6f))));
        }

        if (ax < 1.6f && y is > 0.6f and < 3.6f)
        {
            dark += ((0.34f * _frown) + (0.08f * age)) * Bell(ax - 0.55f, 0.13f) * Bell(y - 2.0f, 0.6f);
        }

        if (y is < -3.4f and > -7.6f)
        {
            // From the wing of the nose down past the corner of the mouth.
            float fold = 1.75f + (0.42f * (-3.9f - y)) - (0.035f * (-3.9f - y) * (-3.9f - y));
            dark += ((0.22f * _expression.Smile) + (0.22f * age * age)) * Bell(ax - fold, 0.2f) * Step(-3.5f, -4.4f, y)
                * Step(-7.6f, -6.2f, y);
        }

        if (ax > 4.4f && y is > -1.4f and < 1.2f)
        {
            float ray = MathF.Atan2(y + 0.1f, ax - 4.3f);
            dark += ((0.22f * _expression.CheekRaise) + (0.10f * age)) * Bell(ax - 5.2f, 0.45f) * Squared(
                0.5f + (0.5f * MathF.Cos(ray * 9f)));
        }

        if (y is < -0.6f and > -1.9f)
        {
            dark += ((0.16f * _expression.CheekRaise) + (0.12f * age)) * Bell(ax - 2.9f, 1.1f) * Bell(
                y + 1.05f + (0.09f * (ax - 2.9f) * (ax - 2.9f)) - 0.1f, 0.09f);
        }

        return Math.Min(0.6f, dark);
    }

    private Vector3 Brow(Vector3 skin, float ax, float x, float y, ref float gloss)
    {
        float t = (ax - 1.1f) / 4.3f;
        if (t is < -0.06f or > 1.03f) return skin;
        float middle = 1.9f + (0.52f * MathF.Sin(MathF.PI * Math.Clamp(t, 0f, 1f) * 0.86f)) - (0.15f * t);
        float half = (0.36f + (0.13f * _id.BrowThickness)) * (1f - (0.72f * t * t)) * Step(-0.07f, 0.14f, t);
        float d = (y - middle) / Math.Max(half, 0.02f);
        if (Math.Abs(d) > 1.6f) return skin;
        float along = x - (0.55f * Math.Sign(x) * d * half * (1f - t));
        float strokes = Lerp(0.78f, 0.45f + (0.75f * ValueNoise.At(along * 13f, (y * 1.6f) + 40f)), Fine(6.5f));
        float mask = Step(
            1.35f, 0.45f, Math.Abs(d)) * strokes * Step(1.03f, 0.88f, t) * (0.8f + (0.15f * _id.BrowThickness));
        gloss *= 1f - (0.8f * mask);
        return Vector3.Lerp(skin, _brow, Math.Min(0.95f, mask));
    }

    private Vector3 Lids(Vector3 skin, float ax, float y, ref float gloss)
    {
        float along = (ax - RestPoint.EyeX) / RestPoint.EyeHalfWidth;
        if (Math.Abs(along) > 1.45f) return skin;
        float within = Step(1.12f, 0.9f, Math.Abs(along));
        float dark = 0f;
        if (y >= 0f)
        {
            dark += 0.93f * within * Step(0.2f, 0.05f, y - (0.04f * along));
            float crease = 0.62f - (0.12f * along * along);
            dark += 0.4f * Bell(y - crease, 0.09f) * Step(1.35f, 0.8f, Math.Abs(along));
            skin *= Vector3.Lerp(Vector3.One, new(0.90f, 0.82f, 0.80f), 0.5f * Bell(y - 0.3f, 0.3f) * within);
        }
        else
        {
            skin = Vector3.Lerp(
                skin, _skin * new Vector3(1.05f, 0.80f, 0.78f), 0.6f * within * Step(-0.14f, -0.02f, y));
            dark += 0.42f * within * Bell(y + 0.14f, 0.06f) * Step(-1f, 0.6f, along);
        }

        gloss *= 1f - Math.Min(1f, dark);
        return Vector3.Lerp(skin, _brow * 0.4f, Math.Min(0.95f, dark));
    }

    /// <summary>1 on the lips, 0 beside them; <paramref name="depth"/> rises towards the line between them.</summary>
    private static float Lip(float ax, float y, out float depth)
    {
        depth = 0f;
        float d = y - SkullSections.Mouth;
        float s = ax / (RestPoint.MouthHalfWidth + 0.05f);
        if (s >= 1f || d is > 1.1f or < -1.3f) return 0f;
        float height = d > 0f
            ? (0.76f * MathF.Pow(1f - MathF.Pow(s, 1.7f), 0.8f)) + (0.13f * Bell(ax - 0.5f, 0.28f))
            : 1.0f * MathF.Pow(1f - (s * s), 0.7f);
        float m = Math.Abs(d);
        depth = Step(0.12f, 0f, m) * 0.75f;
        return Step(height + 0.07f, height - 0.07f, m) * (d > 0f ? 0.92f : 1f);
    }

    private Vector3 Beard(Vector3 skin, float where, float x, float y, ref float gloss)
    {
        if (where <= 0.01f) return skin;
        float full = Step(0.35f, 0.8f, _id.Beard);
        float stubble = Lerp(0.55f, 0.2f + (0.8f * ValueNoise.At(x * 11f, y * 6f)), Fine(5f));
        float strands = Lerp(
            0.85f, 0.6f + (0.5f * ValueNoise.At((x * 9f) + (2f * MathF.Sin(y * 3f)), y * 2.2f)), Fine(4.5f));
        float cover = where * Lerp(1.15f * _id.Beard * stubble, 0.97f, full);
        gloss *= 1f - (0.7f * cover);
        return Vector3.Lerp(skin, _hair * strands * 0.9f, Math.Min(0.97f, cover));
    }

    /// <summary>The colour of the hair's roots, also under hair that lies on top.</summary>
    private Vector3 Scalp(Vector3 skin, float x, float y, float z, ref float gloss)
    {
        if (y < -6.5f || (z > 5f && y < 1.6f)) return skin;
        if (z > 6.5f && y < 4.2f && _id.Fringe == 0f) return skin; // no hairline reaches this far down the forehead
        float angle = Math.Abs(MathF.Atan2(x, z)) * 180f / MathF.PI;
        float over = y - _hairline.Roots(angle);
        if (z > 4f) skin *= 1f - (0.45f * _id.Fringe * Step(-1.1f, 0f, y - _hairline.Tips(Math.Sign(x) * angle)));
        if (over < -0.4f) return skin;
        float grain = Lerp(0f, 0.35f * (ValueNoise.At(x * 7f, (y * 3f) + z) - 0.5f), Fine(3.5f));
        float cover = Step(-0.35f, 0.3f, over + grain) * (0.8f + (0.15f * Step(0f, 0.1f, _id.HairLength)));
        gloss *= 1f - cover;
        return Vector3.Lerp(skin, _hair * 0.75f, cover);
    }
}
