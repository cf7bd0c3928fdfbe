using System.Xml.Linq;

namespace Mien.Faces.Images.Metadata;

/// <summary>
/// What properties of XMP packets are about, in the schemas of Adobe, IPTC, EXIF, Dublin Core, PRISM, Darwin Core, W3C
/// and makers of cameras.
/// </summary>
internal static class XmpProperty
{
    private static readonly XNamespace _rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace _exif = "http://ns.adobe.com/exif/1.0/";

    // In whichever schema: photoshop:City, Iptc4xmpCore:Location, Iptc4xmpExt:LocationCreated, exif:GPSLatitude,
    // xmpDM:shotLocation, dc:coverage, dcterms:spatial, geo:lat, dwc:locality, drone-dji:RelativeAltitude,
    // prism:location and their kin.
    private static readonly string[] _parts =
        ["latitude", "longitude", "longtitude", "altitude", "location", "country", "province", "geotag", "georss"];
    private static readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase)
    {
        "City", "State", "County", "Municipality", "Locality", "VerbatimLocality", "Region", "WorldRegion", "Continent",
        "Island", "IslandGroup", "WaterBody", "HigherGeography", "Coverage", "Spatial", "Place", "Venue", "Landmark",
        "Address", "PostalCode", "Lat", "Long", "Lon", "Lat_Long", "Alt", "Point",
    };

    private static readonly HashSet<string> _oldPixels = new(
        StringComparer.OrdinalIgnoreCase) { "Thumbnails", "HasExtendedXMP" };
    private static readonly string[] _oldSchemas =
        ["http://ns.adobe.com/xap/1.0/g/img/", "http://ns.google.com/photos/1.0/image/",
            "http://ns.google.com/photos/1.0/depthmap/", "http://ns.google.com/photos/1.0/container/"];

    /// <summary>Whether it tells where a photo was taken or what place it shows.</summary>
    public static bool TellsPlace(XName property)
    {
        string name = property.LocalName;
        return property.Namespace != _rdf && property != _exif + "SubjectLocation" // a pixel
            && (name.StartsWith("CiAdr", StringComparison.Ordinal) || name.StartsWith("GPS", StringComparison.OrdinalIgnoreCase) || _names.Contains(name)
                || Array.Exists(_parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whether it holds the picture before it was changed, small or whole.</summary>
    public static bool ShowsOldPixels(XName property)
        => _oldPixels.Contains(property.LocalName) || Array.IndexOf(_oldSchemas, property.NamespaceName) >= 0;
}
