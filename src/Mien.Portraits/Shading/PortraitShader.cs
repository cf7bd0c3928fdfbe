using System.Numerics;
using Mien.Portraits.Geometry;

namespace Mien.Portraits.Shading;

/// <summary>Colours every surface of one portrait.</summary>
internal sealed class PortraitShader
{
    private readonly Lighting _light;
    private readonly Backdrop _backdrop;
    private readonly SkinShader _skin;
    private readonly EyeShader _eye;
    private readonly MouthShader _mouth;
    private readonly HairShader _hair;
    private readonly BustShader _bust;
    private readonly Vector3 _frame;

    /// <param name="portrait">The portrait.</param>
    /// <param name="turn">The turn of the head.</param>
    /// <param name="density">Samples per centimetre.</param>
    public PortraitShader(Portrait portrait, Matrix4x4 turn, float density)
    {
        _backdrop = new(portrait.Scene);
        _light = new(portrait.Scene, _backdrop.Mean);
        _skin = new(portrait, _light, density);
        _eye = new(portrait, _light, turn);
        _mouth = new(_light);
        _hair = new(portrait, _light, turn, density);
        _bust = new(portrait, _light, _skin);
        _frame = Palette.Srgb(0.13f, 0.10f, 0.09f);
    }

    /// <summary>The colour of the mouth's inner walls.</summary>
    public Vector3 Inside => _mouth.Dark;

    public Vector3 Background(Vector2 p) => _backdrop.At(p);

    public Vector3 Colour(Material material, Surface s) => material switch
    {
        Material.Skin => _skin.Head(s),
        Material.Ear => _skin.Ear(s),
        Material.EyeLeft or Material.EyeRight => _eye.Colour(s),
        Material.UpperTeeth => _mouth.Teeth(s, true),
        Material.LowerTeeth => _mouth.Teeth(s, false),
        Material.Tongue => _mouth.Tongue(s),
        Material.Mouth => _mouth.Dark,
        Material.Bust => _bust.Colour(s),
        Material.Hair => _hair.Colour(s),
        _ => (_frame * _light.Diffuse(s.Normal, new(0.1f), 1f)) + (0.5f * _light.Gloss(s.Normal, s.View, 50f)),
    };
}
