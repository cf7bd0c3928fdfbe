using Mien.Generation;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;

namespace Mien.Tests.Generation;

public sealed class LatentsTests
{
    // numpy 1.24: RandomState(seed).randn(1, 8)
    public static TheoryData<uint, double[]> Known => new()
    {
        { 0, [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675,
            -0.977277879876411, 0.9500884175255894, -0.1513572082976979] },
        { 1, [1.6243453636632417, -0.6117564136500754, -0.5281717522634557, -1.0729686221561705, 0.8654076293246785,
            -2.3015386968802827, 1.74481176421648, -0.7612069008951028] },
        { 42, [0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 1.5230298564080254, -0.23415337472333597,
            -0.23413695694918055, 1.5792128155073915, 0.7674347291529088] },
        { 4294967295, [0.6484086742306527, 0.6693235306338161, -1.0805437227474493, 0.2845010447986309,
            0.11388773652167104, 0.8676218937929382, -0.044026015448043285, 0.24877161740907913] },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void FromSeed_OfKnownSeeds_GivesTheNumbersOfNumpy(uint seed, double[] expected)
    {
        using Tensor z = Latents.FromSeed(seed, expected.Length);
        z.Shape.ShouldBe([1, 8]);
        z.ToArray().ShouldBe([.. expected.Select(e => (float)e)]);
    }

    [Fact]
    public void FromSeed_OfAGeneratorOfDrawnAndPhotographedFaces_IsEither()
    {
        using StyleGenerator generator = ModelLoader.LoadGenerator(BuiltInModel.Open(BuiltInModel.Name));
        int domain = generator.Architecture.Domain!.Value;
        HashSet<float> kinds = [];
        for (uint seed = 0; seed < 12; seed++)
        {
            using Tensor z = Latents.FromSeed(seed, generator), plain = Latents.FromSeed(seed, generator.LatentLength);
            kinds.Add(z.Span[domain]);
            (z.Span[domain] * plain.Span[domain]).ShouldBeGreaterThan(0);
            z.WritableSpan[domain] = plain.Span[domain];
            z.ToArray().ShouldBe(plain.ToArray()); // all else is the seed's
        }

        kinds.ShouldBe([-1, 1], ignoreOrder: true);
    }

    [Fact]
    public void FromSeed_BeyondTheFirstTwist_GivesTheNumbersOfNumpy()
    {
        // RandomState(7).randn(1, 513): about 1,300 words, of which the state holds 624.
        using Tensor z = Latents.FromSeed(7, 513);
        z.Span[511].ShouldBe(-1.779308714189156f);
        z.Span[512].ShouldBe(-1.2819581823068567f);
        z.ToArray().Sum(v => (double)v).ShouldBe(-36.476829044921885, 1e-4);
    }
}
