namespace Mien.Checkpoints.Tests;

public class CheckpointTests
{
    public static TheoryData<string> Files => [.. GoldenFormats.Files];

    /// <summary>Values are compared exactly as float32; sums in float64 as far as float32 elements allow.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Open_EveryGoldenFile_GivesTheExactNumbers(string file)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));

        IReadOnlyDictionary<string, GoldenFormats.ExpectedTensor> expected = GoldenFormats.TensorsOf(file);
        checkpoint.Tensors.Select(t => t.Name).ShouldBe(expected.Keys, ignoreOrder: true);
        foreach ((string name, GoldenFormats.ExpectedTensor tensor) in expected)
        {
            CheckpointTensor actual = checkpoint[name];
            actual.Type.ShouldBe(TypeOf(tensor.Dtype), name);
            actual.Shape.ShouldBe(tensor.Shape, name);
            float[] values = actual.ToArray();
            values.Length.ShouldBe(tensor.Shape.Aggregate(1, (a, b) => a * b));
            values.Take(tensor.First.Length).ShouldBe(tensor.First.Select(v => (float)v), name);
            double tolerance = actual.Type == TensorType.F64 ? 1e-6 : 1e-12;
            double scale = values.Sum(v => Math.Abs((double)v)) + 1e-300;
            (Math.Abs(values.Sum(v => (double)v) - tensor.Sum) / scale).ShouldBeLessThan(tolerance, name);
            values.Sum(v => (double)v * v).ShouldBe(tensor.SumSquares, (tensor.SumSquares * tolerance) + 1e-300, name);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Open_ARenamedFile_IsReadByItsContent(string file)
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        string renamed = folder.Write("weights.txt", File.ReadAllBytes(GoldenFormats.PathOf(file)));

        using Checkpoint checkpoint = Checkpoint.Open(renamed);

        checkpoint.Tensors.Count.ShouldBe(GoldenFormats.TensorsOf(file).Count);
    }

    [Theory]
    [InlineData("mixed.safetensors", CheckpointFormat.Safetensors)]
    [InlineData("mixed-zip.pt", CheckpointFormat.TorchZip)]
    [InlineData("mixed-legacy.pt", CheckpointFormat.TorchLegacy)]
    [InlineData("torchscript.pt", CheckpointFormat.TorchScript)]
    [InlineData("stylegan2-nvidia-p4.pkl", CheckpointFormat.Pickle)]
    [InlineData("latent-f16.npy", CheckpointFormat.Npy)]
    [InlineData("latents-deflated.npz", CheckpointFormat.Npz)]
    public void Format_OfAGoldenFile_IsTold(string file, CheckpointFormat format)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));

        checkpoint.Format.ShouldBe(format);
    }

    [Fact]
    public void Metadata_OfNvidiasPickles_NamesTheProducer()
    {
        using Checkpoint torch = Checkpoint.Open(GoldenFormats.PathOf("stylegan2-nvidia-p3.pkl"));
        using Checkpoint tensorFlow = Checkpoint.Open(GoldenFormats.PathOf("stylegan1-tensorflow-p2.pkl"));

        torch.Metadata["producer"].ShouldBe("torch_utils.persistence");
        tensorFlow.Metadata["producer"].ShouldBe("dnnlib.tflib");
    }

    [Fact]
    public void Open_NoFile_SaysSo()
        => Should.Throw<FileNotFoundException>(() => Checkpoint.Open("no-such-file.safetensors"));

    [Fact]
    public void Open_AFolder_IsRefused()
        => Should.Throw<CheckpointException>(
            () => Checkpoint.Open(AppContext.BaseDirectory)).Message.ShouldContain("folder");

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\x89HDF\r\n\x1a\n", "HDF5")]
    [InlineData("<!DOCTYPE html>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "git lfs")]
    [InlineData("\x1f\x8b\x08", "gzip")]
    [InlineData("7z\u00bc\u00af'", "unpack it first")]
    [InlineData("Rar!\x1a", "unpack it first")]
    [InlineData("something else", "no weight file")]
    public void Open_AnotherKindOfFile_SaysWhatItIs(string content, string told)
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        string path = folder.Write("file", System.Text.Encoding.Latin1.GetBytes(content));

        CheckpointException exception = Should.Throw<CheckpointException>(() => Checkpoint.Open(path));

        exception.Message.ShouldContain(told);
        exception.Path.ShouldBe(path);
    }

    // The kind: archives around the weights, as sites pack what they hand out.
    [Theory]
    [InlineData("holds stylegan2-ffhq.pkl: unpack it first", "stylegan2-ffhq.pkl")]
    [InlineData("holds models/a.pt, models/b.pth, c.safetensors, …: unpack it first", "readme.txt", "models/a.pt",
        "models/b.pth", "c.safetensors", "d.ckpt")]
    [InlineData("neither a PyTorch file nor NumPy arrays, but readme.txt", "readme.txt")]
    [InlineData("is empty")]
    public void Open_AZipAroundTheWeights_SaysWhatItHolds(string told, params string[] names)
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        using (System.IO.Compression.ZipArchive zip = new(
            File.Create(folder["download.zip"]), System.IO.Compression.ZipArchiveMode.Create))
        {
            foreach (string name in names)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write([1, 2, 3]);
            }
        }

        Should.Throw<CheckpointException>(() => Checkpoint.Open(folder["download.zip"])).Message.ShouldContain(told);
    }

    [Fact]
    public void Open_ATarArchive_SaysSo()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        using (System.Formats.Tar.TarWriter tar = new(File.Create(folder["old.pth"])))
        {
            tar.WriteEntry(
                new System.Formats.Tar.UstarTarEntry(
                    System.Formats.Tar.TarEntryType.RegularFile,
                    "storages")
                { DataStream = new MemoryStream([1, 2, 3]) });
        }

        Should.Throw<CheckpointException>(
            () => Checkpoint.Open(folder["old.pth"])).Message.ShouldContain("tar archive");
    }

    [Fact]
    public void ToArray_AfterDispose_Throws()
    {
        Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf("mixed.safetensors"));
        CheckpointTensor tensor = checkpoint["f32"];
        checkpoint.Dispose();

        Should.Throw<ObjectDisposedException>(tensor.ToArray);
    }

    [Fact]
    public void CopyTo_TooShortASpan_SaysBothLengths()
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf("mixed.safetensors"));

        ArgumentException exception = Should.Throw<ArgumentException>(() => checkpoint["f32"].CopyTo(new float[23]));

        exception.Message.ShouldContain("24");
        exception.Message.ShouldContain("23");
    }

    private static TensorType TypeOf(string dtype) => dtype switch
    {
        "float64" => TensorType.F64,
        "float32" => TensorType.F32,
        "float16" => TensorType.F16,
        "bfloat16" => TensorType.BF16,
        "int64" => TensorType.I64,
        "int32" => TensorType.I32,
        "int16" => TensorType.I16,
        "int8" => TensorType.I8,
        "uint8" => TensorType.U8,
        "bool" => TensorType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "not in expected.json"),
    };
}
