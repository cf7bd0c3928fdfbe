using System.Text.Json;

namespace Mien.Training.Runs;

/// <summary>Says in what two recipes differ, for an error that names no more than that.</summary>
internal static class RecipeDifference
{
    /// <summary>
    /// Each setting that differs, such as <c>Rate.Height 0.01, now 0.02</c>; one that only one recipe has is
    /// <c>none</c> in the other.
    /// </summary>
    /// <param name="before">JSON.</param>
    /// <param name="now">JSON.</param>
    public static string Of(string before, string now)
    {
        Dictionary<string, string> a = [], b = [];
        Flatten(before, a);
        Flatten(now, b);
        return string.Join("; ", a.Keys.Union(b.Keys).Where(name => a.GetValueOrDefault(name) != b.GetValueOrDefault(name))
            .Select(name => $"{name} {a.GetValueOrDefault(name, "none")}, now {b.GetValueOrDefault(name, "none")}"));
    }

    private static void Flatten(string recipe, Dictionary<string, string> leaves)
    {
        using JsonDocument document = JsonDocument.Parse(recipe);
        Add(document.RootElement, "");

        void Add(JsonElement element, string name)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                leaves[name] = element.GetRawText();
                return;
            }

            foreach (JsonProperty property in element.EnumerateObject())
            {
                Add(property.Value, name is "" or "settings" ? property.Name : $"{name}.{property.Name}");
            }
        }
    }
}
