#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true

// Says what is inside of that which ./pack makes, from the files that are there:
//   dotnet run packaging/contents.cs -- licences LIBRARIES OUT          licences of the native libraries
//   dotnet run packaging/contents.cs -- bill PROGRAM OUT VERSION DATE   bill of materials, CycloneDX 1.6
//   dotnet run packaging/contents.cs -- notices PROGRAM OUT             notices of third parties
// LIBRARIES is a table (file, name, version, licence, address, path of the licence's text), which ./pack writes;
// PROGRAM is the folder of a published program, with that table, libraries.tsv, in it.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

string nuget = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
JsonSerializerOptions readable = new() { WriteIndented = true };
const string Rule = "\n--------------------------------------------------------------------------------\n";

switch (args)
{
    case ["licences", string libraries, string to]:
        File.WriteAllText(to, Licences(Native(libraries)));
        return 0;
    case ["bill", string program, string to, string version, string date]:
        File.WriteAllText(to, Bill(program, version, Date(date)));
        return 0;
    case ["notices", string program, string to]:
        File.WriteAllText(to, Notices(program));
        return 0;
    default:
        Console.Error.WriteLine("usage: contents.cs licences | bill | notices (see the head of the file)");
        return 2;
}

static DateTimeOffset Date(string seconds)
    => DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));

static List<Component> Native(string table)
    => [.. File.ReadLines(table).Where(line => line.Length > 0).Select(line => line.Split('\t'))
        .Select(c => new Component(c[1], c[2], c[3], c[4], [c[0]], File.ReadAllText(c[5]), IsNuGet: false))];

// What the program consists of: the packages of its dependency file, the runtime beside it, the native libraries.
List<Component> Inside(string program)
{
    string deps = Directory.GetFiles(program, "*.deps.json").Single();
    JsonNode root = JsonNode.Parse(File.ReadAllText(deps))!;
    List<Component> all = [];
    foreach ((string key, JsonNode? library) in root["libraries"]!.AsObject())
    {
        string[] name = key.Split('/');
        string type = (string)library!["type"]!;
        if (type == "project" || name[0].StartsWith("Mien", StringComparison.Ordinal))
        {
            continue; // our own
        }

        string id = name[0].StartsWith("runtimepack.", StringComparison.Ordinal)
            ? name[0]["runtimepack.".Length..] : name[0];
        string folder = Path.Combine(nuget, id.ToLowerInvariant(), name[1].ToLowerInvariant());
        XElement? about = Directory.Exists(folder)
            ? XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root!.Elements()
                .Single(e => e.Name.LocalName == "metadata") : null;
        string Of(string what) => about?.Elements().FirstOrDefault(e => e.Name.LocalName == what)?.Value.Trim() ?? "";
        XElement? licence = about?.Elements().FirstOrDefault(e => e.Name.LocalName == "license");
        StringBuilder text = new();
        text.AppendLine(
            string.Join('\n', new[] { Of("copyright"), $"Authors: {Of("authors")}" }.Where(line => line.Length > 0)));
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            string title = Path.GetFileNameWithoutExtension(file).ToUpperInvariant();
            if (title.Contains("LICENSE", StringComparison.Ordinal)
                || title.Contains("NOTICE", StringComparison.Ordinal))
            {
                text.AppendLine().AppendLine(File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal));
            }
        }

        string expression = licence is { } l && (string?)l.Attribute("type") == "expression"
            ? l.Value.Trim() : Known(id);
        all.Add(new(id, name[1], expression, Of("projectUrl"), [], text.ToString(), IsNuGet: true));
    }

    return [.. all.OrderBy(c => c.Name, StringComparer.Ordinal), .. Native(Path.Combine(program, "libraries.tsv"))];

    // Those that give a file or an address in place of an expression.
    static string Known(string id) => id switch
    {
        "MathNet.Numerics" => "MIT",
        "SQLitePCLRaw.core" or "SQLitePCLRaw.bundle_e_sqlite3" or "SQLitePCLRaw.lib.e_sqlite3" or "SQLitePCLRaw.provider.e_sqlite3" => "Apache-2.0",
        _ => throw new InvalidDataException($"{id}: its package names no licence: look it up, and add it here"),
    };
}

string Licences(List<Component> libraries)
{
    StringBuilder text = new(
        "The package has the native code of others as they publish it, and Mien's own over dlib.\n\n");
    foreach (Component c in libraries)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", c.Files)}: {c.Name} {c.Version}, {c.Licence}, {c.Address}\n");
    }

    foreach (IGrouping<string, Component> same in libraries.GroupBy(c => c.Text))
    {
        text.Append(Rule).AppendJoin(", ", same.Select(c => c.Name).Distinct()).Append(Rule).Append('\n')
            .Append(same.Key.TrimEnd()).Append('\n');
    }

    return text.ToString();
}

string Notices(string program)
{
    List<Component> all = Inside(program);
    StringBuilder text = new("Mien contains work of others, under their licences:\n\n");
    foreach (Component c in all)
    {
        text.Append($"{c.Name} {c.Version}: {c.Licence} {c.Address}".TrimEnd()).Append('\n');
    }

    foreach (IGrouping<string, Component> same in all.GroupBy(c => c.Text))
    {
        text.Append(Rule).AppendJoin(", ", same.Select(c => c.Name).Distinct()).Append(Rule).Append('\n')
            .Append(same.Key.TrimEnd()).Append('\n');
    }

    // Packages under an expression have its text nowhere inside.
    string apache = "/usr/share/common-licenses/Apache-2.0",
        here = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? "packaging";
    text.Append(Rule).Append(
        "The MIT licence, in the words of which the packages above are given, each with its own copyright").Append(Rule)
            .Append('\n');
    text.Append(
        string.Join(
            '\n', File.ReadLines(Path.Combine(here, "..", "LICENSE"))
                .SkipWhile(line => !line.StartsWith("Permission", StringComparison.Ordinal))));
    text.Append('\n').Append(Rule).Append("The Apache licence").Append(Rule).Append('\n')
        .Append(File.ReadAllText(apache));
    return text.ToString();
}

string Bill(string program, string version, DateTimeOffset date)
{
    List<Component> all = Inside(program);
    byte[] seed = SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', all.Select(c => $"{c.Name} {c.Version}")) + version));
    JsonArray components = [];
    foreach (Component c in all)
    {
        JsonObject component = new()
        {
            ["type"] = c.Name.EndsWith("landmarks", StringComparison.Ordinal) ? "machine-learning-model" : "library",
            ["bom-ref"] = c.Reference,
            ["name"] = c.Name,
            ["version"] = c.Version,
            ["licenses"] = new JsonArray(new JsonObject { ["expression"] = c.Licence }),
            ["purl"] = c.Reference,
        };
        JsonArray hashes = [.. c.Files.Select(file => Path.Combine(program, file)).Where(File.Exists).Select(file
            => (JsonNode)new JsonObject
            {
                ["alg"] = "SHA-256",
                ["content"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            })];
        if (hashes.Count > 0)
        {
            component["hashes"] = hashes;
        }

        if (c.Address.Length > 0)
        {
            component["externalReferences"] = new JsonArray(
                new JsonObject { ["type"] = "website", ["url"] = c.Address });
        }

        components.Add(component);
    }

    string itself = $"pkg:nuget/Mien.Tool@{version}";
    JsonObject bill = new()
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["serialNumber"] = $"urn:uuid:{new Guid(seed.AsSpan(0, 16))}",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["timestamp"] = date.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["component"] = new JsonObject
            {
                ["type"] = "application",
                ["bom-ref"] = itself,
                ["name"] = "mien",
                ["version"] = version,
                ["licenses"] = new JsonArray(new JsonObject { ["expression"] = "MIT" }),
            },
        },
        ["components"] = components,
        ["dependencies"] = new JsonArray(
            new JsonObject { ["ref"] = itself, ["dependsOn"] = new JsonArray(
                [.. all.Select(c => (JsonNode)c.Reference)]) }),
    };
    return bill.ToJsonString(readable) + "\n";
}

/// <summary>Something that is inside.</summary>
internal sealed record Component(
    string Name, string Version, string Licence, string Address, string[] Files, string Text, bool IsNuGet)
{
    public string Reference
        => IsNuGet ? $"pkg:nuget/{Name}@{Version}" : $"pkg:generic/{Name}@{Uri.EscapeDataString(Version)}";
}
