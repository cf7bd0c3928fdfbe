using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Mien.Faces.Images.Metadata;

/// <summary>
/// The XMP packet of a file: states the digital source type and leaves out the place and pictures within the packet.
/// </summary>
internal static class Xmp
{
    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    private static readonly XNamespace _meta = "adobe:ns:meta/";
    private static readonly XNamespace _rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace _iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    /// <summary>The packet to write, UTF-8; empty if there is nothing to say.</summary>
    /// <param name="packet">That of the photo, or empty; one that is no RDF is dropped, since places cannot be found in
    /// it.</param>
    /// <param name="source">What to state.</param>
    /// <param name="keepLocation">Whether the place of the photo stays.</param>
    public static byte[] For(byte[] packet, DigitalSource source, bool keepLocation)
    {
        XElement? read = Parse(packet);
        if (read is null && source == DigitalSource.Unstated)
        {
            return [];
        }

        XElement root = read ?? new XElement(_meta + "xmpmeta",
            new XAttribute(XNamespace.Xmlns + "x", _meta),
            new XElement(_rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", _rdf)));
        Remove(root, XmpProperty.ShowsOldPixels);
        if (!keepLocation)
        {
            Remove(root, XmpProperty.TellsPlace);
        }

        if (source != DigitalSource.Unstated)
        {
            State(root, source);
        }

        return Encoding.UTF8.GetBytes(
            "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" + root + "\n<?xpacket end=\"w\"?>");
    }

    private static void State(XElement root, DigitalSource source)
    {
        XName name = _iptc + "DigitalSourceType";
        root.Descendants(name).ToList().ForEach(e => e.Remove());
        root.Descendants().Attributes(name).ToList().ForEach(a => a.Remove());
        XElement rdf = root.DescendantsAndSelf(_rdf + "RDF").First();
        XElement? description = rdf.Element(_rdf + "Description");
        if (description is null)
        {
            description = new XElement(_rdf + "Description", new XAttribute(_rdf + "about", ""));
            rdf.Add(description);
        }

        string term = source == DigitalSource.TrainedAlgorithmicMedia
            ? "trainedAlgorithmicMedia" : "compositeWithTrainedAlgorithmicMedia";
        description.SetAttributeValue(XNamespace.Xmlns + "Iptc4xmpExt", _iptc);
        description.SetAttributeValue(name, SourceTypes + term);
    }

    private static void Remove(XElement root, Func<XName, bool> property)
    {
        root.Descendants().Where(e => property(e.Name)).ToList().ForEach(e => e.Remove());
        root.Descendants().Attributes().Where(a => property(a.Name)).ToList().ForEach(a => a.Remove());
    }

    private static XElement? Parse(byte[] packet)
    {
        if (packet.Length == 0)
        {
            return null;
        }

        try
        {
            using XmlReader reader = XmlReader.Create(
                new MemoryStream(packet.AsSpan().TrimEnd((byte)0).ToArray()),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            XElement? root = XDocument.Load(reader).Root;
            return root?.DescendantsAndSelf(_rdf + "RDF").Any() == true ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
