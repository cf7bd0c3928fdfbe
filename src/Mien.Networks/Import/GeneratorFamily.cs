using Mien.Checkpoints;
using Mien.Networks.StyleGan1;
using Mien.Networks.StyleGan2;
using Mien.Networks.StyleGan3;

namespace Mien.Networks.Import;

/// <summary>A family of generators: what it is called, and how one of it is found in a weight file.</summary>
/// <param name="Name">What people call it: StyleGAN2.</param>
/// <param name="Kind">What files call it: <c>styleGan2</c>.</param>
/// <param name="Sizes">The type of its architecture, a <see cref="StyleArchitecture"/>.</param>
/// <param name="Find">The generator in a file; null where there is none of this family.</param>
public sealed record GeneratorFamily(string Name, string Kind, Type Sizes, Func<Checkpoint, GeneratorWeights?> Find)
{
    /// <summary>All that this library knows, in the order in which files are searched for them.</summary>
    public static IReadOnlyList<GeneratorFamily> All { get; } =
    [
        new("StyleGAN3", "styleGan3", typeof(StyleGan3Architecture), StyleGan3Map.Find),
        new("StyleGAN", "styleGan1", typeof(StyleGan1Architecture), StyleGan1Map.Find),
        new("StyleGAN2", "styleGan2", typeof(StyleGan2Architecture), StyleGan2Map.Find),
    ];

    /// <summary>The family of an architecture.</summary>
    public static GeneratorFamily Of(StyleArchitecture architecture)
        => All.First(family => family.Sizes.IsInstanceOfType(architecture));
}
