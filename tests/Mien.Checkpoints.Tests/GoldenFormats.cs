using System.Text.Json;

namespace Mien.Checkpoints.Tests;

/// <summary>The small weight files under Golden/formats, and what is known to be in them.</summary>
internal static class GoldenFormats
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Golden", "formats");

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly Dictionary<string, Expected> _expected =
        JsonSerializer.Deserialize<Dictionary<string, Expected>>(File.ReadAllText(PathOf("expected.json")), _json)!;

    public static IReadOnlyList<string> Files { get; } = [.. _expected.Keys.Order(StringComparer.Ordinal)];

    public static string PathOf(string file) => Path.Combine(_folder, file);

    public static IReadOnlyDictionary<string, ExpectedTensor> TensorsOf(string file) => _expected[file].Tensors;

    /// <summary>A path in a fresh folder that lasts as long as the test.</summary>
    public static TemporaryFolder Temporary() => new();

    internal sealed record Expected(string Note, Dictionary<string, ExpectedTensor> Tensors);

    internal sealed record ExpectedTensor(string Dtype, int[] Shape, double Sum, double SumSquares, double[] First);

    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-test-");

        public string this[string file] => Path.Combine(_folder.FullName, file);

        public string Write(string file, byte[] content)
        {
            File.WriteAllBytes(this[file], content);
            return this[file];
        }

        public IEnumerable<string> Files => _folder.EnumerateFiles().Select(f => f.Name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
