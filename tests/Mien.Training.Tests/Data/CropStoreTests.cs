using Mien.Training.Data;

namespace Mien.Training.Tests.Data;

public sealed class CropStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Crops_KeptByAnotherRun_AreReadAndTheSame()
    {
        CropBatch drawn, read;
        using (PortraitCrops one = Crops())
        {
            drawn = one.Draw(0, 4);
        }

        string file = Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
        DateTime written = File.GetLastWriteTimeUtc(file);
        using (PortraitCrops other = Crops())
        {
            read = other.Draw(4, 4);
        }

        File.GetLastWriteTimeUtc(file).ShouldBe(written);
        read.Pixels.ShouldBe(drawn.Pixels);
        read.Points.ShouldBe(drawn.Points);
    }

    [Fact]
    public void Crops_KeptByAProgramThatDrewOtherwise_AreDrawnAnew()
    {
        float[] drawn = Drawn();
        string file = Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
        byte[] kept = File.ReadAllBytes(file), other = [.. kept];
        for (int i = 0; i < 100; i++)
        {
            other[i] ^= 0x40; // the beginning of the first picture
        }

        File.WriteAllBytes(file, other);
        Drawn().ShouldBe(drawn);
        File.ReadAllBytes(file).ShouldBe(kept);
    }

    [Fact]
    public void Crops_HalfWritten_AreDrawnAgain()
    {
        float[] drawn = Drawn();
        string file = Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
        byte[] kept = File.ReadAllBytes(file);
        File.WriteAllBytes(file, kept[..(kept.Length - 100)]);
        Drawn().ShouldBe(drawn);
        File.ReadAllBytes(file).ShouldBe(kept);
    }

    private PortraitCrops Crops() => new() { Size = 16, Jitter = true, Different = 4, KeptIn = _folder.Path };

    private float[] Drawn()
    {
        using PortraitCrops crops = Crops();
        return crops.Draw(0, 4).Pixels;
    }
}
