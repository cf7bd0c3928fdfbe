namespace Mien.Checkpoints.Tests;

public class AttackTests
{
    public static TheoryData<string> Names => [.. AttackFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_AFileThatLies_IsRefusedAtOnce(string name)
    {
        byte[] content = AttackFiles.All[name]();
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        string path = folder.Write("attack", content);
        long before = GC.GetAllocatedBytesForCurrentThread();

        CheckpointException exception = Should.Throw<CheckpointException>(() => ReadAll(path));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(FuzzTests.AllocationBound(content));
        FuzzTests.TimeOf(() => Should.Throw<CheckpointException>(() => ReadAll(path))).ShouldBeLessThan(1000d);
        exception.Path.ShouldBe(path);
        exception.Message.ShouldContain(exception.Reason);
        exception.Message.ShouldContain(exception.Place);
        File.Exists("/tmp/mien-was-here").ShouldBeFalse();
    }

    /// <summary>A file may hold objects of classes that nobody knows; what is known in it is still read.</summary>
    [Fact]
    public void Open_UnknownClassesBesideTensors_ReadsTheTensors()
    {
        byte[] pickle = new PickleScript().Op("}")
            .Text("args").Global("argparse", "Namespace").Op(")").Op(0x81).Op("}").Text("lr").Op("G\0\0\0\0\0\0\0\0")
            .Op("sbs")
            .Text("when").Global("datetime", "datetime").Data(1, 2, 3).Op(0x85).Op("Rs")
            .Text("w").Array([2], 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40).Op("s").Bytes;

        using Checkpoint checkpoint = Checkpoint.FromMemory("memory", pickle);

        checkpoint.Tensors.ShouldHaveSingleItem().Name.ShouldBe("w");
        checkpoint["w"].ToArray().ShouldBe([1f, 2f]);
    }

    private static void ReadAll(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        foreach (CheckpointTensor tensor in checkpoint.Tensors)
        {
            _ = tensor.ToArray();
        }
    }
}
