using System.Security.Cryptography;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Faces.Alignment;
using Mien.Models;
using Mien.Networks.Import;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;

namespace Mien.Tests.Models;

public sealed class ModelStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-store-");
    private readonly ModelStore _store;

    public ModelStoreTests() => _store = new(Path.Combine(_folder.FullName, "store"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Into_AnEmptyStore_KeepsWeightsPerceptualNetworkAndCard()
    {
        StoredModel model = Import("stylegan2-tensorflow-p2.pkl", "tiny", "vgg16-zip.pth");

        Directory.GetFiles(model.Folder).Select(f => Path.GetFileName(f)!).Order()
            .ShouldBe(["model.json", "perceptual.safetensors", "weights.safetensors"]);
        ModelCard card = ModelCard.Read(Path.Combine(model.Folder, "model.json"));
        StyleGan2Architecture sizes = card.Generator.Architecture.ShouldBeOfType<StyleGan2Architecture>();
        sizes.Resolution.ShouldBe(16);
        sizes.Channels.ShouldBe([6, 6, 4]);
        sizes.Layers.ShouldBe(6);
        (card.Generator.MeanStyle, card.Generator.Noise).ShouldBe((Provenance.File, Provenance.File));
        card.Frame.ShouldBe(FaceFrame.Ffhq);
        card.Perceptual.ShouldNotBeNull().Widths.ShouldBe([2, 3, 4, 4, 4]);
        card.Licence.ShouldNotBeNull().ShouldContain("non-commercial");
        card.Sources.Select(s => s.File).ShouldBe(["stylegan2-tensorflow-p2.pkl", "vgg16-zip.pth"]);
        card.Sources[0].Sha256.ShouldBe(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Golden("stylegan2-tensorflow-p2.pkl")))));
        card.Sources[0].Network.ShouldBe("Gs/");

        using Checkpoint weights = Checkpoint.Open(model.WeightsPath);
        using Checkpoint original = Checkpoint.Open(Golden("stylegan2-tensorflow-p2.pkl"));
        NetworkImport.Generator(weights).Tensors["mapping.w_avg"].ToArray()
            .ShouldBe(original["Gs/dlatent_avg"].ToArray());
        NetworkImport.Licence(weights).ShouldBe(card.Licence);
    }

    [Fact]
    public void Into_TwiceTheSameFile_GivesTheSameBytes()
    {
        StoredModel one = Import("stylegan2-rosinality.pt", "one");
        StoredModel two = Import("stylegan2-rosinality.pt", "two");

        File.ReadAllBytes(one.WeightsPath).ShouldBe(File.ReadAllBytes(two.WeightsPath));
        File.ReadAllText(Path.Combine(one.Folder, "model.json"))
            .ShouldBe(File.ReadAllText(Path.Combine(two.Folder, "model.json")));
    }

    [Fact]
    public void Into_ANameThatIsTaken_ChangesNothing()
    {
        StoredModel model = Import("stylegan2-rosinality.pt", "tiny");
        byte[] before = File.ReadAllBytes(model.WeightsPath);

        Should.Throw<ArgumentException>(() => Import("stylegan1-tensorflow-p2.pkl", "tiny")).Message.ShouldContain(
            "a model 'tiny' already");

        File.ReadAllBytes(model.WeightsPath).ShouldBe(before);
        Entries().ShouldBe(["tiny"]);
    }

    [Theory]
    [InlineData("mixed.safetensors", null)]
    [InlineData("stylegan2-rosinality.pt", "latents.npz")]
    public void Into_FilesWithoutTheNetwork_LeavesNothing(string generator, string? perceptual)
    {
        Should.Throw<CheckpointException>(() => Import(generator, "tiny", perceptual is null ? [] : [perceptual]));

        Entries().ShouldBeEmpty();
        _store.List().ShouldBeEmpty();
    }

    [Fact]
    public void Into_WhenStopped_LeavesNothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(
            () => new ModelImport { GeneratorFile = Golden("stylegan2-rosinality.pt") }.Into(_store, stop.Token));

        Entries().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void Into_ANameThatIsNoFolder_IsRefused(string name)
    {
        Should.Throw<ArgumentException>(() => Import("stylegan2-rosinality.pt", name));
        Directory.Exists(_store.Folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/somewhere/StyleGAN2 FFHQ (1024).pkl", "stylegan2-ffhq-1024")]
    [InlineData("550000.pt", "550000")]
    [InlineData("___.pt", "model")]
    public void NameFor_AFile_CanBeAName(string file, string name) => ModelStore.NameFor(file).ShouldBe(name);

    [Fact]
    public void Remove_OneOfTwo_LeavesTheOther()
    {
        Import("stylegan2-rosinality.pt", "one");
        Import("stylegan1-tensorflow-p2.pkl", "two");
        _store.List().Select(m => m.Name).ShouldBe(["one", "two"]);

        _store.Remove("one");

        Entries().ShouldBe(["two"]);
        Should.Throw<ArgumentException>(() => _store["one"]).Message.ShouldContain("two");
        Should.Throw<ArgumentException>(() => _store.Remove("one"));
    }

    /// <summary>Cards written before sizes were kept as the architecture has them.</summary>
    [Theory]
    [InlineData("styleGan1", typeof(Mien.Networks.StyleGan1.StyleGan1Architecture))]
    [InlineData("styleGan2", typeof(StyleGan2Architecture))]
    public void Read_AnOlderCard_GivesTheSizes(string kind, Type sizes)
    {
        string path = Path.Combine(_folder.FullName, "model.json");
        File.WriteAllText(path, $$"""
            {"format":1,"generator":{"kind":"{{kind}}","resolution":16,"channels":[6,6,4],"zDim":8,"wDim":10,"labelDim":0,"mappingLayers":3,"layers":6,"meanStyle":"made","noise":"file"},"sources":[]}
            """);

        GeneratorCard card = ModelCard.Read(path).Generator;

        card.Architecture.ShouldBeOfType(sizes);
        (card.Architecture.Resolution, card.Architecture.ZDim, card.Architecture.WDim, card.Architecture.MappingLayers,
            card.Architecture.Layers).ShouldBe((16, 8, 10, 3, 6));
        card.Architecture.Channels.ShouldBe([6, 6, 4]);
        (card.Architecture.MappingRate, card.Architecture.ConvClamp).ShouldBe((0.01f, null));
        (card.MeanStyle, card.Noise).ShouldBe((Provenance.Made, Provenance.File));
    }

    [Theory]
    [InlineData("\"kind\":\"styleGan9\"")]
    [InlineData("\"kind\":3")]
    [InlineData("\"kind\":\"styleGan2\",\"channels\":null")]
    [InlineData("\"kind\":\"styleGan2\",\"wDim\":\"x\"")]
    public void Read_ACardOfAnImpossibleGenerator_SaysThatItIsDamaged(string generator)
    {
        string path = Path.Combine(_folder.FullName, "model.json");
        File.WriteAllText(
            path, $$"""{"format":1,"generator":{ {{generator}},"meanStyle":"file","noise":"file"},"sources":[]}""");
        Should.Throw<CheckpointException>(() => ModelCard.Read(path)).Message.ShouldContain("damaged");
    }

    [Fact]
    public void Open_ADamagedCard_SaysWhatToDo()
    {
        StoredModel model = Import("stylegan2-rosinality.pt", "tiny");
        File.WriteAllText(Path.Combine(model.Folder, "model.json"), "{\"format\":1}");

        Should.Throw<CheckpointException>(() => _store["tiny"]).Message.ShouldContain("import the model again");
    }

    // The kind: a card that cannot be read, whatever the reason, is seen, hinders no other model, and has two ways out.
    [Theory]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("other json")]
    [InlineData("null")]
    [InlineData("another version")]
    [InlineData("missing")]
    [InlineData("folder")]
    public void List_WithADamagedCard_SaysSo_AndRemoveAndReplaceWork(string damage)
    {
        Import("stylegan2-rosinality.pt", "sound");
        StoredModel model = Import("stylegan2-rosinality.pt", "tiny");
        Break(Path.Combine(model.Folder, StoredModel.CardFile), damage);

        _store.List().Select(m => m.Name).ShouldBe(["sound"]);
        (string name, string fault) = _store.Damaged().Single();
        name.ShouldBe("tiny");
        fault.Length.ShouldBeGreaterThan(5);
        Should.Throw<IOException>(() => _store["tiny"]);
        Should.Throw<ArgumentException>(
            () => Import("stylegan2-rosinality.pt", "tiny")).Message.ShouldContain("replace");

        new ModelImport
        {
            GeneratorFile = Golden("stylegan2-rosinality.pt"),
            Name = "tiny",
            Replace = true,
        }.Into(_store).Fault().ShouldBeNull();
        _store.Damaged().ShouldBeEmpty();
        _store.List().Select(m => m.Name).ShouldBe(["sound", "tiny"]);

        Break(Path.Combine(model.Folder, StoredModel.CardFile), damage);
        _store.Remove("tiny");
        Entries().ShouldBe(["sound"]);
    }

    [Fact]
    public void Into_WithReplace_WhenTheImportFails_LeavesWhatWasThere()
    {
        StoredModel model = Import("stylegan2-rosinality.pt", "tiny");
        byte[] before = File.ReadAllBytes(model.WeightsPath);
        Should.Throw<CheckpointException>(
            () => new ModelImport
            {
                GeneratorFile = Golden("mixed.safetensors"),
                Name = "tiny",
                Replace = true,
            }.Into(_store));
        File.ReadAllBytes(_store["tiny"].WeightsPath).ShouldBe(before);
        Entries().ShouldBe(["tiny"]);
    }

    [Fact]
    public void Fault_OfAModelWhoseWeightsAreCut_NamesTheFile()
    {
        StoredModel model = Import("stylegan2-rosinality.pt", "tiny", "vgg16-zip.pth");
        model.Fault().ShouldBeNull();
        File.WriteAllBytes(model.WeightsPath, File.ReadAllBytes(model.WeightsPath)[..1000]);
        model.Fault().ShouldNotBeNull().ShouldContain("weights.safetensors");
        File.Delete(model.PerceptualPath!);
        Import("stylegan2-rosinality.pt", "other", "vgg16-zip.pth");
        File.Delete(_store["other"].PerceptualPath!);
        _store["other"].Fault().ShouldNotBeNull().ShouldContain("perceptual.safetensors");
    }

    // The kind: weights that hold what is no number, in any tensor, are refused at the import under the file's own
    // name, and at use.
    [Theory]
    [InlineData("g_ema/style.3.weight", float.NaN)]
    [InlineData("g_ema/convs.1.conv.weight", float.PositiveInfinity)]
    [InlineData("g_ema/to_rgb1.bias", float.NegativeInfinity)]
    public void Into_WeightsThatAreNoNumbers_NamesTheTensor(string tensor, float value)
    {
        string file = Path.Combine(_folder.FullName, "broken.safetensors");
        using (Checkpoint checkpoint = Checkpoint.Open(Golden("stylegan2-rosinality.pt")))
        {
            SafetensorsWriter.Write(
                file, checkpoint.Tensors.Select(
                    t => t.Name == tensor ? CheckpointTensor.From(t.Name, t.Shape, With(t.ToArray(), value)) : t));
        }

        string message = Should.Throw<CheckpointException>(
            () => new ModelImport { GeneratorFile = file, Name = "broken" }.Into(_store)).Message;
        message.ShouldContain(tensor);
        Entries().ShouldBeEmpty();
    }

    [Fact]
    public void Load_WeightsThatAreNoNumbers_NamesTheTensor()
    {
        StoredModel model = Import("stylegan2-rosinality.pt", "tiny");
        byte[] bytes = File.ReadAllBytes(model.WeightsPath);
        bytes.AsSpan(bytes.Length - 4).Fill(0xFF);
        File.WriteAllBytes(model.WeightsPath, bytes);
        Should.Throw<CheckpointException>(() => ModelLoader.LoadGenerator(model)).Message.ShouldContain("tensor '");
    }

    private static float[] With(float[] values, float value)
    {
        values[^1] = value;
        return values;
    }

    private static void Break(string card, string damage)
    {
        File.Delete(card);
        switch (damage)
        {
            case "folder":
                Directory.CreateDirectory(card);
                break;
            case not "missing":
                File.WriteAllText(
                    card, damage switch
                    {
                        "empty" => "",
                        "text" => "no json",
                        "other json" => "{\"format\":1}",
                        "null"
                        => "null",
                        _ => "{\"format\":2}"
                    });
                break;
        }
    }

    /// <summary>
    /// The mean of w over 10,000 latents against that over other 10,000: the difference shrinks as 1/√10,000.
    /// </summary>
    [Fact]
    public void Into_AFileWithoutMeanStyle_EstimatesIt()
    {
        string file = Path.Combine(_folder.FullName, "without.safetensors");
        using (Checkpoint checkpoint = Checkpoint.Open(Golden("stylegan2-nvidia-p4.pkl")))
        {
            SafetensorsWriter.Write(
                file, NetworkImport.Generator(checkpoint).Tensors.Values.Where(t => t.Name != "mapping.w_avg"));
        }

        StoredModel model = new ModelImport { GeneratorFile = file, Name = "tiny" }.Into(_store);

        model.Card.Generator.MeanStyle.ShouldBe(Provenance.Made);
        using Checkpoint weights = Checkpoint.Open(model.WeightsPath);
        float[] mean = weights["mapping.w_avg"].ToArray();
        (float[] expected, float deviation) = MeanOfOtherLatents(weights);
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i].ShouldBe(expected[i], 6 * deviation / 100); // √2 · 4 standard errors
        }
    }

    [Fact]
    public void Into_LpipsApartFromVgg_KeepsBoth()
    {
        string vgg = Path.Combine(_folder.FullName, "vgg.safetensors");
        string linear = Path.Combine(_folder.FullName, "linear.safetensors");
        using (Checkpoint checkpoint = Checkpoint.Open(
            Path.Combine(AppContext.BaseDirectory, "Golden", "lpips-narrow.safetensors")))
        {
            PerceptualWeights both = NetworkImport.Perceptual(checkpoint);
            SafetensorsWriter.Write(
                vgg, both.Tensors.Values.Where(t => t.Name.StartsWith("features", StringComparison.Ordinal)));
            SafetensorsWriter.Write(
                linear, both.Tensors.Values.Where(t => t.Name.StartsWith("lin", StringComparison.Ordinal)));
        }

        StoredModel model = new ModelImport
        {
            GeneratorFile = Golden("stylegan2-rosinality.pt"),
            PerceptualFiles = [vgg, linear],
            Input = VggInput.Caffe,
            Name = "a",
        }.Into(_store);

        PerceptualCard card = model.Card.Perceptual.ShouldNotBeNull();
        (card.Input, card.Lpips).ShouldBe((VggInput.Caffe, true));
        using Checkpoint stored = Checkpoint.Open(model.PerceptualPath.ShouldNotBeNull());
        PerceptualWeights read = NetworkImport.Perceptual(stored);
        read.Architecture.Input.ShouldBe(VggInput.Caffe);
        (read.HasVgg, read.HasLinear).ShouldBe((true, true));
        Should.Throw<ArgumentException>(
            () => new ModelImport
            {
                GeneratorFile = Golden("stylegan2-rosinality.pt"),
                PerceptualFiles = [linear],
                Name = "b",
            }.Into(_store))
            .Message.ShouldContain("VGG16");
    }

    private static (float[] Mean, float Deviation) MeanOfOtherLatents(Checkpoint weights)
    {
        GeneratorWeights network = NetworkImport.Generator(weights);
        using Mien.Networks.StyleGenerator generator = network.Build();
        using Mien.Tensors.Tape tape = new();
        using Mien.Tensors.Tensor z = Mien.Tensors.Tensor.Normal([10_000, network.Architecture.ZDim], 4711);
        float[] ws = generator.Map(z).ToArray();
        int dim = network.Architecture.WDim;
        int item = dim * network.Architecture.Layers;
        float[] mean = [.. Enumerable.Range(0, dim).Select(
            j => (float)Enumerable.Range(0, 10_000).Average(i => (double)ws[(i * item) + j]))];
        double variance = Enumerable.Range(0, dim).Max(
            j => Enumerable.Range(0, 10_000).Average(i => Math.Pow(ws[(i * item) + j] - mean[j], 2)));
        return (mean, (float)Math.Sqrt(variance));
    }

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "formats", file);

    private StoredModel Import(string file, string name, params string[] perceptual) =>
        new ModelImport
        {
            GeneratorFile = Golden(file),
            Name = name,
            PerceptualFiles = [.. perceptual.Select(Golden)],
        }.Into(_store);

    private IEnumerable<string> Entries() =>
        Directory.Exists(_store.Folder)
            ? Directory.GetFileSystemEntries(_store.Folder).Select(f => Path.GetFileName(f)!).Order() : [];
}
