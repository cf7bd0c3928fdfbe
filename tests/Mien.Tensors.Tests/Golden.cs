using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Mien.Tensors.Tests;

/// <summary>
/// A golden file: named float32 tensors in NCHW order, computed in float64 by an independent implementation.
/// </summary>
internal sealed class Golden
{
    private static readonly JsonDocument _noise = JsonDocument.Parse(File.ReadAllText(PathOf("float32-noise.json")));

    private readonly string _name;
    private readonly byte[] _bytes;
    private readonly int _data;
    private readonly JsonDocument _header;

    public Golden(string name)
    {
        _name = name;
        _bytes = File.ReadAllBytes(PathOf(name + ".safetensors"));
        int length = (int)BitConverter.ToInt64(_bytes);
        _header = JsonDocument.Parse(Encoding.UTF8.GetString(_bytes, 8, length));
        _data = 8 + length;
        Config = JsonDocument.Parse(
            _header.RootElement.GetProperty("__metadata__").GetProperty("config").GetString()!).RootElement;
    }

    public JsonElement Config { get; }

    public IEnumerable<string> Names
        => _header.RootElement.EnumerateObject().Select(p => p.Name).Where(name => name != "__metadata__");

    public bool Has(string tensor) => _header.RootElement.TryGetProperty(tensor, out _);

    public int[] Shape(string tensor)
        => [.. _header.RootElement.GetProperty(tensor).GetProperty("shape").EnumerateArray().Select(l => l.GetInt32())];

    public float[] Values(string tensor)
    {
        JsonElement offsets = _header.RootElement.GetProperty(tensor).GetProperty("data_offsets");
        int from = offsets[0].GetInt32(), to = offsets[1].GetInt32();
        return MemoryMarshal.Cast<byte, float>(_bytes.AsSpan(_data + from, to - from)).ToArray();
    }

    /// <summary>Every tensor below <c>weights/</c>, by the name that the network knows it by.</summary>
    public Dictionary<string, Tensor> Weights()
        => Names.Where(name => name.StartsWith("weights/", StringComparison.Ordinal))
            .ToDictionary(name => name["weights/".Length..], Load);

    /// <summary>The tensor as it stands.</summary>
    public Tensor Load(string tensor) => Tensor.From(Values(tensor), Mien.Tensors.Shape.Of(Shape(tensor)));

    /// <summary>An image tensor, from [N, C, H, W] to the engine's [N, H, W, C].</summary>
    public Tensor LoadImages(string tensor)
    {
        int[] s = Shape(tensor);
        float[] from = Values(tensor), to = new float[from.Length];
        Permute(s, (nchw, nhwc) => to[nhwc] = from[nchw]);
        return Tensor.From(to, [s[0], s[2], s[3], s[1]]);
    }

    /// <summary>
    /// Checks gradients through activations that bend. Where the sum before one lies within rounding of 0, the order in
    /// which a processor adds decides on which side it falls, and the gradient is that of one side or of the other. So
    /// the golden gradients must come out, to the usual tolerance, for inputs that are moved by no more than rounding
    /// moves such sums.
    /// </summary>
    /// <param name="evaluate">From a relative movement of each value of the input (nothing at first, then 2⁻²⁰ at most)
    /// to results by name.</param>
    public void CheckOnOneSideOfKinks(Func<Func<float, float>, IReadOnlyList<(string Tensor, float[] Actual)>> evaluate)
    {
        const int Tries = 12;
        for (int seed = 0; ; seed++)
        {
            Random random = new(seed);
            float width = seed == 0 ? 0 : 1f / (1 << 20);
            IReadOnlyList<(string Tensor, float[] Actual)> results = evaluate(
                value => value * (1 + (width * ((2 * random.NextSingle()) - 1))));
            if (seed == Tries - 1 || results.All(r => Error(r.Tensor, r.Actual) <= Tolerance(r.Tensor)))
            {
                foreach ((string tensor, float[] actual) in results)
                {
                    Check(tensor, actual);
                }

                return;
            }
        }
    }

    /// <summary>|x − expected| ≤ 1e-5 · max|expected| + 4 · (what float32 does to the reference itself).</summary>
    public void Check(string tensor, float[] actual)
    {
        actual.Length.ShouldBe(Shape(tensor).Aggregate(1, (a, b) => a * b), tensor);
        Error(tensor, actual).ShouldBeLessThanOrEqualTo(
            Tolerance(tensor), $"{_name}: {tensor}, largest value {Largest(tensor)}");
    }

    /// <summary>As <see cref="Check"/> for a result in [N, H, W, C].</summary>
    public void CheckImages(string tensor, Tensor actual)
    {
        int[] s = Shape(tensor);
        float[] from = actual.ToArray(), to = new float[from.Length];
        actual.Shape.ToArray().ShouldBe([s[0], s[2], s[3], s[1]], tensor);
        Permute(s, (nchw, nhwc) => to[nchw] = from[nhwc]);
        Check(tensor, to);
    }

    private double Error(string tensor, float[] actual)
        => actual.Zip(Values(tensor), (a, e) => Math.Abs((double)a - e)).Max();

    private double Largest(string tensor) => Values(tensor).Max(v => Math.Abs((double)v));

    private double Tolerance(string tensor)
    {
        double noise = _noise.RootElement.GetProperty(_name).GetProperty(tensor["expected/".Length..])
            .GetProperty("float32_max_abs_diff").GetDouble();
        return (1e-5 * Largest(tensor)) + (4 * noise);
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", file);

    private static void Permute(int[] nchw, Action<int, int> copy)
    {
        (int c, int h, int w) = (nchw[1], nchw[2], nchw[3]);
        for (int i = 0; i < nchw[0] * c * h * w; i++)
        {
            int x = i % w, y = i / w % h, channel = i / w / h % c, n = i / w / h / c;
            copy(i, (((((n * h) + y) * w) + x) * c) + channel);
        }
    }
}
