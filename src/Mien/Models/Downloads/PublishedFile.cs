using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Settings;

namespace Mien.Models.Downloads;

/// <summary>What a published file holds.</summary>
public enum PublishedKind
{
    /// <summary>A generator of faces, which becomes a model.</summary>
    Generator,

    /// <summary>VGG16, or the linear layers of LPIPS, for generators to invert photos with.</summary>
    Perceptual,
}

/// <summary>A weight file that others publish: where it is, which bytes it has, whose it is, and who says so.</summary>
public sealed record PublishedFile
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The files that this version knows, generators first.</summary>
    public static IReadOnlyList<PublishedFile> All { get; } = Read();

    /// <summary>What it is called here.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required PublishedKind Kind { get; init; }

    /// <summary>What it is, in words.</summary>
    public required string Description { get; init; }

    /// <summary>The file's name here and in a mirror.</summary>
    public required string File { get; init; }

    /// <summary>Where it can be fetched from; null where only a person can fetch it, from <see cref="Page"/>.</summary>
    public Uri? Address { get; init; }

    /// <summary>The page that its authors publish it on.</summary>
    public required Uri Page { get; init; }

    /// <summary>Bytes; null where that is not known.</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 in hexadecimal; null where nobody who can be cited says it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Who says <see cref="Sha256"/>; null where it is not known.</summary>
    public Uri? SumFrom { get; init; }

    /// <summary>The licence, in words.</summary>
    public required string Licence { get; init; }

    /// <summary>The licence's text.</summary>
    public required Uri LicenceAddress { get; init; }

    /// <summary>Who made it.</summary>
    public required string Author { get; init; }

    /// <summary>How to cite it.</summary>
    public required string Citation { get; init; }

    /// <summary>The names of those that a generator needs to invert photos.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>The one called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    public static PublishedFile Find(string name)
        => All.FirstOrDefault(file => file.Name == name) ?? throw new ArgumentException(
            $"no published model is known as '{name}'{Spelling.Suggestion(name, All.Select(file => file.Name))}; those that are: {string.Join(", ", All.Select(file => file.Name))}");

    private static PublishedFile[] Read()
    {
        using Stream list = typeof(PublishedFile).Assembly.GetManifestResourceStream("published.json")!;
        return JsonSerializer.Deserialize<PublishedFile[]>(list, _json)!;
    }
}
