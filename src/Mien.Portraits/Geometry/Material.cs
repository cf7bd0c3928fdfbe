namespace Mien.Portraits.Geometry;

/// <summary>What a triangle is made of.</summary>
internal enum Material : byte
{
    Skin,
    Ear,
    EyeLeft,
    EyeRight,
    UpperTeeth,
    LowerTeeth,
    Mouth,
    Tongue,
    Bust,
    Hair,
    Frame,
}
