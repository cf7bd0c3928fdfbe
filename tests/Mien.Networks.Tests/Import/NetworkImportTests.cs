using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Checkpoints.Tests;
using Mien.Networks.Import;
using Mien.Networks.StyleGan1;
using Mien.Networks.StyleGan2;
using Mien.Networks.StyleGan3;
using Mien.Networks.Vgg;

namespace Mien.Networks.Tests.Import;

public class NetworkImportTests
{
    /// <summary>A style bias is stored less 1 in some files: adding it back rounds to float32.</summary>
    private const float Rounding = 2e-7f;

    [Theory]
    [InlineData("stylegan2-nvidia-p3.pkl", Naming.NvidiaTorch, "G_ema/")]
    [InlineData("stylegan2-nvidia-p4.pkl", Naming.NvidiaTorch, "G_ema/")]
    [InlineData("stylegan2-rosinality.pt", Naming.Rosinality, "g_ema/")]
    [InlineData("stylegan2-rosinality-legacy.pt", Naming.Rosinality, "g_ema/")]
    [InlineData("stylegan2-tensorflow-p2.pkl", Naming.NvidiaTensorFlow, "Gs/")]
    [InlineData("stylegan2-tensorflow-p3.pkl", Naming.NvidiaTensorFlow, "Gs/")]
    [InlineData("stylegan2-tensorflow-p4.pkl", Naming.NvidiaTensorFlow, "Gs/")]
    public void Generator_TheSameStyleGan2UnderAnyNames_GivesTheSameTensors(string file, Naming naming, string prefix)
    {
        using Checkpoint reference = Checkpoint.Open(GoldenFormats.PathOf("stylegan2-nvidia-p4.pkl"));
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));

        GeneratorWeights network = NetworkImport.Generator(checkpoint);
        network.Architecture.ShouldBeOfType<StyleGan2Architecture>();

        network.Naming.ShouldBe(naming);
        network.Prefix.ShouldBe(prefix);
        (network.HasMeanStyle, network.HasNoise).ShouldBe((true, true));
        network.Architecture.Resolution.ShouldBe(16);
        network.Architecture.Channels.ShouldBe([6, 6, 4]);
        (network.Architecture.ZDim, network.Architecture.WDim, network.Architecture.LabelDim,
            network.Architecture.MappingLayers).ShouldBe((8, 8, 0, 8));
        Same(network.Tensors, reference.Tensors.Where(t => t.Name.StartsWith("G_ema/", StringComparison.Ordinal))
            .Select(t => OtherNames.Renamed(t, t.Name[6..])));
    }

    [Theory]
    [InlineData("stylegan1-tensorflow-p2.pkl")]
    [InlineData("stylegan1-tensorflow-p3.pkl")]
    [InlineData("stylegan1-tensorflow-p4.pkl")]
    [InlineData("stylegan1-tensorflow-numpy2.pkl")]
    public void Generator_AStyleGan1OfTensorFlow_KeepsItsNumbers(string file)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));

        GeneratorWeights network = NetworkImport.Generator(checkpoint);
        network.Architecture.ShouldBeOfType<StyleGan1Architecture>();

        network.Prefix.ShouldBe("Gs/");
        network.Architecture.Resolution.ShouldBe(16);
        network.Architecture.Channels.ShouldBe([6, 5, 4]);
        (network.Architecture.ZDim, network.Architecture.WDim, network.Architecture.MappingLayers).ShouldBe((8, 8, 8));
        Same(AsInTensorFlow(network), checkpoint.Tensors
            .Where(t => t.Name.StartsWith("Gs/", StringComparison.Ordinal)
                && !t.Name.Contains("ToRGB_lod1", StringComparison.Ordinal)
                && !t.Name.Contains("ToRGB_lod2", StringComparison.Ordinal))
            .Select(t => OtherNames.Renamed(t, t.Name[3..])).Where(t => t.Name != "G_synthesis/lod"));
    }

    [Theory]
    [InlineData("stylegan2-nvidia-p4.pkl", null)]
    [InlineData("stylegan2-nvidia-sg3-p3.pkl", 256f)]
    [InlineData("stylegan2-nvidia-sg3-p4.pkl", 256f)]
    [InlineData("stylegan3-t-nvidia-p4.pkl", 256f)]
    [InlineData("stylegan2-rosinality.pt", null)]
    public void Generator_OfAnyFile_HasTheClampThatTheFileNames(string file, float? clamp)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));
        NetworkImport.Generator(checkpoint).Architecture.ConvClamp.ShouldBe(clamp);
    }

    [Theory]
    [InlineData("stylegan3-t-nvidia-p3.pkl", false, 0)]
    [InlineData("stylegan3-t-nvidia-p4.pkl", false, 0)]
    [InlineData("stylegan3-r-nvidia-p3.pkl", true, 2)]
    [InlineData("stylegan3-r-nvidia-p4.pkl", true, 2)]
    public void Generator_AStyleGan3_HasItsOwnNamesAndSizes(string file, bool radial, int labels)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));

        GeneratorWeights network = NetworkImport.Generator(checkpoint);
        StyleGan3Architecture sizes = network.Architecture.ShouldBeOfType<StyleGan3Architecture>();

        network.Prefix.ShouldBe("G_ema/");
        (network.Naming, network.HasMeanStyle, network.HasNoise).ShouldBe((Naming.NvidiaTorch, true, true));
        sizes.LabelDim.ShouldBe(labels);
        sizes.Synthesis.Any(layer => layer.IsRadial).ShouldBe(radial);
        Same(network.Tensors, checkpoint.Tensors.Where(t => t.Name.StartsWith("G_ema/", StringComparison.Ordinal))
            .Select(t => OtherNames.Renamed(t, t.Name[6..])));
    }

    [Fact]
    public void Generator_AStyleGan3ThatLacksALayer_SaysSo()
    {
        using Checkpoint golden = Golden("stylegan3-t-tiny");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(
            folder["x"], Weights(golden).Where(t => !t.Name.StartsWith("synthesis.L3", StringComparison.Ordinal)));
        using Checkpoint broken = Checkpoint.Open(folder["x"]);
        Should.Throw<CheckpointException>(
            () => NetworkImport.Generator(broken)).Message.ShouldContain("not all layers");
    }

    [Fact]
    public void Generator_TheGoldenStyleGan2_HasItsOwnNames()
    {
        using Checkpoint golden = Golden("stylegan2-tiny");

        GeneratorWeights network = NetworkImport.Generator(golden);
        network.Architecture.ShouldBeOfType<StyleGan2Architecture>();

        network.Architecture.Resolution.ShouldBe(32);
        network.Architecture.Channels.ShouldBe([24, 24, 16, 8]);
        network.Architecture.Layers.ShouldBe(8);
        Same(network.Tensors, Weights(golden));
    }

    [Fact]
    public void Generator_TheGoldenStyleGan1_KeepsItsNumbers()
    {
        using Checkpoint golden = Golden("stylegan1-tiny");

        GeneratorWeights network = NetworkImport.Generator(golden);
        network.Architecture.ShouldBeOfType<StyleGan1Architecture>();

        network.Architecture.Resolution.ShouldBe(128);
        network.Architecture.Channels.ShouldBe([12, 12, 12, 10, 8, 6]);
        Same(AsInTensorFlow(network), Weights(golden).Where(t => t.Name != "G_synthesis/lod"));
    }

    [Fact]
    public void Generator_AStyleGan2WithGenforcesNames_GivesTheSameTensors()
    {
        using Checkpoint golden = Golden("stylegan2-tiny");
        GeneratorWeights original = NetworkImport.Generator(golden);
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(
            folder["x"], OtherNames.GenforceStyleGan2(original)
                .Select(t => OtherNames.Renamed(t, "generator_smooth/" + t.Name)));

        using Checkpoint renamed = Checkpoint.Open(folder["x"]);
        GeneratorWeights network = NetworkImport.Generator(renamed);
        network.Architecture.ShouldBeOfType<StyleGan2Architecture>();

        network.Naming.ShouldBe(Naming.Genforce);
        network.Architecture.ShouldBeEquivalentTo(original.Architecture);
        Same(network.Tensors, original.Tensors.Values);
    }

    [Theory]
    [InlineData(Naming.Genforce)]
    [InlineData(Naming.Idinvert)]
    [InlineData(Naming.Lernapparat)]
    public void Generator_AStyleGan1UnderOtherNames_GivesTheSameTensors(Naming naming)
    {
        using Checkpoint golden = Golden("stylegan1-tiny");
        GeneratorWeights original = NetworkImport.Generator(golden);
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(folder["x"], naming switch
        {
            Naming.Genforce => OtherNames.GenforceStyleGan1(original),
            Naming.Idinvert => OtherNames.IdinvertStyleGan1(original),
            _ => OtherNames.LernapparatStyleGan1(original),
        });

        using Checkpoint renamed = Checkpoint.Open(folder["x"]);
        GeneratorWeights network = NetworkImport.Generator(renamed);
        network.Architecture.ShouldBeOfType<StyleGan1Architecture>();

        network.Naming.ShouldBe(naming);
        network.Architecture.ShouldBeEquivalentTo(original.Architecture);
        bool bare = naming == Naming.Lernapparat;
        (network.HasMeanStyle, network.HasNoise).ShouldBe((!bare, !bare));
        Same(
            network.Tensors.Where(t => !bare || !IsNoise(t.Key)).ToDictionary(),
            original.Tensors.Values.Where(t => !bare || (!IsNoise(t.Name) && t.Name != "mapping.w_avg")));

        static bool IsNoise(string name) => name.EndsWith("noise_const", StringComparison.Ordinal);
    }

    [Fact]
    public void Generator_AStyleGan1UnderItsOwnNames_IsTheSame()
    {
        using Checkpoint golden = Golden("stylegan1-tiny");
        GeneratorWeights original = NetworkImport.Generator(golden);
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        original.Save(folder["x"]);

        using Checkpoint stored = Checkpoint.Open(folder["x"]);
        GeneratorWeights network = NetworkImport.Generator(stored);

        network.Naming.ShouldBe(Naming.Mien);
        network.Architecture.ShouldBeEquivalentTo(original.Architecture);
        Same(network.Tensors, original.Tensors.Values);
    }

    /// <summary>
    /// Of 16,384 independent normal numbers, mean and variance lie within 5 standard errors of 0 and 1.
    /// </summary>
    [Fact]
    public void Generator_WithoutNoise_GetsTheSameNormalNoiseEachTime()
    {
        using Checkpoint golden = Golden("stylegan1-tiny");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(folder["x"], OtherNames.LernapparatStyleGan1(NetworkImport.Generator(golden)));
        using Checkpoint bare = Checkpoint.Open(folder["x"]);

        float[] noise = NetworkImport.Generator(bare).Tensors["synthesis.b128.conv1.noise_const"].ToArray();
        float[] again = NetworkImport.Generator(bare).Tensors["synthesis.b128.conv1.noise_const"].ToArray();
        float[] other = NetworkImport.Generator(bare).Tensors["synthesis.b128.conv0.noise_const"].ToArray();

        noise.ShouldBe(again);
        noise.ShouldNotBe(other);
        noise.Average().ShouldBe(0, 5.0 / 128);
        noise.Average(v => v * v).ShouldBe(1, 5 * Math.Sqrt(2.0) / 128);
    }

    [Theory]
    [InlineData("state_dict/decoder.")]
    [InlineData("g_ema/module.")]
    [InlineData("")]
    public void Generator_BelowAnyPrefix_IsFound(string prefix)
    {
        using Checkpoint golden = Checkpoint.Open(GoldenFormats.PathOf("stylegan2-rosinality-legacy.pt"));
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        CheckpointTensor mean = CheckpointTensor.From(
            "latent_avg", [6, 8], [.. Enumerable.Repeat(golden["latent_avg"].ToArray(), 6).SelectMany(v => v)]);
        SafetensorsWriter.Write(
            folder["x"], [mean, .. golden.Tensors.Where(t => t.Name.StartsWith("g_ema/", StringComparison.Ordinal))
                .Select(t => OtherNames.Renamed(t, prefix + t.Name[6..]))]);

        using Checkpoint prefixed = Checkpoint.Open(folder["x"]);
        GeneratorWeights network = NetworkImport.Generator(prefixed);

        network.Prefix.ShouldBe(prefix);
        network.Tensors["mapping.w_avg"].ToArray().ShouldBe(golden["latent_avg"].ToArray());
    }

    [Fact]
    public void Generator_WithoutMeanStyle_SaysSo()
    {
        using Checkpoint golden = Golden("stylegan2-tiny");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(folder["x"], Weights(golden).Where(t => t.Name != "mapping.w_avg"));

        using Checkpoint without = Checkpoint.Open(folder["x"]);

        NetworkImport.Generator(without).HasMeanStyle.ShouldBeFalse();
    }

    [Fact]
    public void Generator_ThatIsIncomplete_SaysWhatIsMissing()
    {
        using Checkpoint golden = Golden("stylegan2-tiny");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(folder["x"], Weights(golden).Where(t => t.Name != "synthesis.b16.torgb.affine.weight"));
        using Checkpoint without = Checkpoint.Open(folder["x"]);

        Should.Throw<CheckpointException>(() => NetworkImport.Generator(without)).Message.ShouldContain(
            "synthesis.b16.torgb.affine.weight");
    }

    [Fact]
    public void Generator_WithAShapeThatDoesNotFit_SaysBothShapes()
    {
        using Checkpoint golden = Golden("stylegan2-tiny");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(
            folder["x"], Weights(golden).Select(
                t => t.Name == "synthesis.b8.conv0.weight" ? OtherNames.Reshaped(t, t.Name, 12, 48, 3, 3) : t));
        using Checkpoint bent = Checkpoint.Open(folder["x"]);

        string message = Should.Throw<CheckpointException>(() => NetworkImport.Generator(bent)).Message;

        message.ShouldContain("[12, 48, 3, 3]");
        message.ShouldContain("[24, 24, 3, 3]");
    }

    [Fact]
    public void Generator_WithAnotherFilter_IsRefused()
    {
        using Checkpoint golden = Golden("stylegan2-tiny");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(folder["x"], Weights(golden).Select(t =>
            t.Name == "synthesis.b8.conv0.resample_filter"
                ? CheckpointTensor.From(t.Name, [4, 4], [.. Enumerable.Repeat(1 / 16f, 16)]) : t));
        using Checkpoint bent = Checkpoint.Open(folder["x"]);

        Should.Throw<CheckpointException>(() => NetworkImport.Generator(bent)).Message.ShouldContain("filter");
    }

    [Theory]
    [InlineData("stylegan2-tiny", 1, "1 channel (grey)")]
    [InlineData("stylegan2-tiny", 4, "4 channels")]
    [InlineData("stylegan1-tiny", 1, "1 channel (grey)")]
    public void Generator_OfOtherThanThreeChannels_SaysHowMany(string file, int channels, string words)
    {
        using Checkpoint golden = Golden(file);
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(folder["x"], Weights(golden).Select(t => t.Shape is [3] && t.Name.Contains("torgb", StringComparison.OrdinalIgnoreCase)
            ? CheckpointTensor.From(t.Name, [channels], new float[channels])
            : t));
        using Checkpoint bent = Checkpoint.Open(folder["x"]);
        Should.Throw<CheckpointException>(() => NetworkImport.Generator(bent)).Message.ShouldContain($"draws {words}");
    }

    [Fact]
    public void Generator_InAFileWithoutOne_NamesWhatIsThere()
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf("vgg16-zip.pth"));

        Should.Throw<CheckpointException>(
            () => NetworkImport.Generator(checkpoint)).Message.ShouldContain("features.0.weight");
    }

    [Theory]
    [InlineData("vgg16-zip.pth")]
    [InlineData("vgg16-legacy.pth")]
    public void Perceptual_TorchvisionsVgg16_LeavesTheClassifierOut(string file)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));

        PerceptualWeights network = NetworkImport.Perceptual(checkpoint);

        network.Architecture.Widths.ShouldBe([2, 3, 4, 4, 4]);
        network.Architecture.Input.ShouldBe(VggInput.Torchvision);
        (network.HasVgg, network.HasLinear).ShouldBe((true, false));
        Same(network.Tensors, checkpoint.Tensors.Where(t => t.Name.StartsWith("features.", StringComparison.Ordinal)));
        NetworkImport.Perceptual(checkpoint, VggInput.Caffe).Architecture.Input.ShouldBe(VggInput.Caffe);
    }

    // The kind: VGG16 under every common naming, as a whole model, as its features alone, and below any prefix.
    [Theory]
    [InlineData("features.{0}", VggInput.Torchvision)]
    [InlineData("vgg16.features.{0}", VggInput.Torchvision)]
    [InlineData("module/features.{0}", VggInput.Torchvision)]
    [InlineData("{0}", VggInput.Torchvision)]
    [InlineData("vgg_layers.{0}", VggInput.Torchvision)]
    [InlineData("loss.net.{0}", VggInput.Torchvision)]
    [InlineData("layers.conv{1}", VggInput.Torchvision)]
    [InlineData("conv{1}", VggInput.Torchvision)]
    [InlineData("net.slice{2}.{0}", VggInput.Torchvision)]
    [InlineData("vgg_net.conv{2}_{3}", VggInput.Torchvision)]
    [InlineData("conv{2}_{3}", VggInput.Caffe)]
    [InlineData("encoder.conv{2}_{3}", VggInput.Caffe)]
    [InlineData("layer{0}", VggInput.Caffe)]
    [InlineData("block{2}_conv{3}", VggInput.Caffe)]
    public void Perceptual_UnderAnyCommonNaming_IsTheSameNetwork(string naming, VggInput input)
    {
        using Checkpoint golden = Golden("vgg16-narrow");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(
            folder["x"], Weights(golden).Select(t => OtherNames.Renamed(t, NameOfVgg(naming, t.Name))));
        using Checkpoint renamed = Checkpoint.Open(folder["x"]);
        PerceptualWeights network = NetworkImport.Perceptual(renamed);
        network.Architecture.Input.ShouldBe(input);
        (network.HasVgg, network.HasLinear).ShouldBe((true, false));
        Same(network.Tensors, Weights(golden).Where(t => t.Name.StartsWith("features.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("lin{0}.model.1.weight", 4)]
    [InlineData("net.lin{0}.model.1.weight", 4)]
    [InlineData("lins.{0}.model.1.weight", 4)]
    [InlineData("lpips{0}", 3)] // NVIDIA's
    [InlineData("lpips{0}", 1)]
    public void Perceptual_WithLpipsUnderAnyNaming_HasItsWeights(string naming, int rank)
    {
        using Checkpoint golden = Golden("vgg16-narrow");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        int[] widths = NetworkImport.Perceptual(golden).Architecture.Widths.ToArray();
        int[] Shape(int width) => rank switch { 1 => [width], 3 => [width, 1, 1], _ => [1, width, 1, 1] };
        SafetensorsWriter.Write(folder["x"], [
            .. Weights(golden).Select(t => OtherNames.Renamed(t, NameOfVgg("layers.conv{1}", t.Name))),
            .. widths.Select(
                (width, i) => CheckpointTensor.From(
                    string.Format(System.Globalization.CultureInfo.InvariantCulture, naming, i), Shape(width),
                    [.. Enumerable.Range(0, width).Select(c => c + (10f * i))])),
        ]);
        using Checkpoint file = Checkpoint.Open(folder["x"]);
        PerceptualWeights network = NetworkImport.Perceptual(file);
        (network.HasVgg, network.HasLinear).ShouldBe((true, true));
        network.Tensors["lin2.model.1.weight"].ToArray().ShouldBe(Enumerable.Range(0, widths[2]).Select(c => c + 20f));
        network.Tensors["lin2.model.1.weight"].Shape.ShouldBe([1, widths[2], 1, 1]);
    }

    [Theory]
    [InlineData("features.1.running_mean", 1, "batch normalisation")]
    [InlineData("vgg.features.1.running_mean", 1, "batch normalisation")]
    [InlineData("features.30.weight", 4, "more than 13 convolutions")]
    [InlineData("features.16.weight", 4, "more than 13 convolutions")] // VGG19
    public void Perceptual_OfAnotherVgg_SaysWhich(string tensor, int rank, string words)
    {
        using Checkpoint golden = Golden("vgg16-narrow");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        string prefix = tensor[..tensor.IndexOf("features", StringComparison.Ordinal)];
        SafetensorsWriter.Write(folder["x"], [
            .. Weights(golden).Select(t => OtherNames.Renamed(t, prefix + t.Name)),
            CheckpointTensor.From(tensor, rank == 1 ? [4] : [1, 4, 1, 1], new float[4]),
        ]);
        using Checkpoint file = Checkpoint.Open(folder["x"]);
        Should.Throw<CheckpointException>(() => NetworkImport.Perceptual(file)).Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("{0}/kernel:0", "{0}/bias:0")]
    [InlineData("{0}/{0}/kernel:0", "{0}/{0}/bias:0")]
    [InlineData("{0}/{0}_W_1:0", "{0}/{0}_b_1:0")]
    [InlineData("{0}.kernel", "{0}.bias")]
    public void Perceptual_AVgg16OfKeras_IsTransposedAndInTheCaffeConvention(string kernel, string bias)
    {
        using Checkpoint golden = Golden("vgg16-narrow");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        Mien.Checkpoints.Numpy.NpyWriter.WriteArchive(folder["x"], Weights(golden).Select(t =>
        {
            int index = Array.IndexOf(
                ["0", "2", "5", "7", "10", "12", "14", "17", "19", "21", "24", "26", "28"], t.Name.Split('.')[1]);
            string layer = ((VggLayer)index).ToString();
            string name = $"block{layer[5]}_conv{layer[10]}";
            return t.Shape.Count == 4
                ? OtherNames.Permuted(
                    t, string.Format(System.Globalization.CultureInfo.InvariantCulture, kernel, name), 2, 3, 1, 0)
                : OtherNames.Renamed(t, string.Format(System.Globalization.CultureInfo.InvariantCulture, bias, name));
        }));

        using Checkpoint keras = Checkpoint.Open(folder["x"]);
        PerceptualWeights network = NetworkImport.Perceptual(keras);

        network.Naming.ShouldBe(Naming.Keras);
        network.Architecture.Input.ShouldBe(VggInput.Caffe);
        network.Architecture.Widths.ShouldBe([8, 16, 32, 64, 64]);
        Same(network.Tensors, Weights(golden));
    }

    [Fact]
    public void Perceptual_Lpips_HasBothParts()
    {
        using Checkpoint golden = Golden("lpips-narrow");

        PerceptualWeights network = NetworkImport.Perceptual(golden);

        (network.HasVgg, network.HasLinear).ShouldBe((true, true));
        Same(network.Tensors, Weights(golden));
    }

    /// <summary>The published file of LPIPS v0.1 has the linear layers alone.</summary>
    [Fact]
    public void Perceptual_LinearLayersAlone_AreFound()
    {
        using Checkpoint golden = Golden("lpips-narrow");
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(
            folder["x"], Weights(golden).Where(t => t.Name.StartsWith("lin", StringComparison.Ordinal)));
        using Checkpoint linear = Checkpoint.Open(folder["x"]);

        PerceptualWeights network = NetworkImport.Perceptual(linear);

        (network.HasVgg, network.HasLinear).ShouldBe((false, true));
        network.Architecture.Widths.ShouldBe([8, 16, 32, 64, 64]);
        network.Tensors.Count.ShouldBe(5);
    }

    [Fact]
    public void Save_AnImportedNetwork_CanBeImportedAgain()
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf("stylegan2-tensorflow-p2.pkl"));
        GeneratorWeights network = NetworkImport.Generator(checkpoint);
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        network.Save(folder["x"], new Dictionary<string, string> { ["licence"] = "none" });

        using Checkpoint saved = Checkpoint.Open(folder["x"]);
        GeneratorWeights again = NetworkImport.Generator(saved);

        again.Naming.ShouldBe(Naming.NvidiaTorch);
        NetworkImport.Licence(saved).ShouldBe("none");
        Same(again.Tensors, network.Tensors.Values);
    }

    [Fact]
    public void Licence_OfNvidiasPickles_IsNonCommercial()
    {
        using Checkpoint nvidia = Checkpoint.Open(GoldenFormats.PathOf("stylegan1-tensorflow-p4.pkl"));
        using Checkpoint other = Checkpoint.Open(GoldenFormats.PathOf("stylegan2-rosinality.pt"));

        NetworkImport.Licence(nvidia).ShouldNotBeNull().ShouldContain("non-commercial");
        NetworkImport.Licence(other).ShouldBeNull();
    }

    private static Checkpoint Golden(string file)
        => Checkpoint.Open(Path.Combine(AppContext.BaseDirectory, "Golden", file + ".safetensors"));

    private static IEnumerable<CheckpointTensor> Weights(Checkpoint golden) => golden.Tensors
        .Where(t => t.Name.StartsWith("weights/", StringComparison.Ordinal))
        .Select(t => OtherNames.Renamed(t, t.Name["weights/".Length..]));

    private static Dictionary<string, CheckpointTensor> AsInTensorFlow(GeneratorWeights network)
        => OtherNames.TensorFlowStyleGan1(network.Tensors.Values, network.Architecture.Layers)
            .ToDictionary(t => t.Name);

    private static void Same(
        IReadOnlyDictionary<string, CheckpointTensor> actual, IEnumerable<CheckpointTensor> expected)
    {
        CheckpointTensor[] tensors = [.. expected];
        actual.Keys.ShouldBe(tensors.Select(t => t.Name), ignoreOrder: true);
        foreach (CheckpointTensor tensor in tensors)
        {
            actual[tensor.Name].Shape.ShouldBe(tensor.Shape, tensor.Name);
            actual[tensor.Name].Name.ShouldBe(tensor.Name);
            actual[tensor.Name].ToArray().ShouldBe(tensor.ToArray(), Rounding, tensor.Name);
        }
    }

    // {0}: place in torchvision's list, {1}: number of the convolution, {2}: block, {3}: number in the block.
    private static string NameOfVgg(string naming, string ours)
    {
        string[] parts = ours.Split('.');
        int index = Array.IndexOf(["0", "2", "5", "7", "10", "12", "14", "17", "19", "21", "24", "26", "28"], parts[1]);
        string layer = ((VggLayer)index).ToString();
        return string.Format(
            System.Globalization.CultureInfo.InvariantCulture, naming, parts[1], index + 1, layer[5],
            layer[10]) + "." + parts[2];
    }
}
