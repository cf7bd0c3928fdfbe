using Mien.Checkpoints;
using Mien.Checkpoints.Tests;
using Mien.Networks.Import;

namespace Mien.Networks.Tests.Import;

public class FuzzTests
{
    private const int Mutations = 20_000;

    /// <summary>
    /// In every mutated file that still opens, a network is found, or it is said in a CheckpointException that there is
    /// none.
    /// </summary>
    [Fact]
    public void Import_TwentyThousandMutatedFiles_FindsOrRefusesEach()
    {
        MutatedFiles files = new(seed: 1912_06253);
        int found = 0;
        for (int i = 0; i < Mutations; i++)
        {
            (string name, byte[] content) = files.Next();
            if (Opened(content) is not Checkpoint checkpoint)
            {
                continue;
            }

            using (checkpoint)
            {
                found += Finds(() => NetworkImport.Generator(checkpoint), $"mutation {i} of {name}") ? 1 : 0;
                found += Finds(() => NetworkImport.Perceptual(checkpoint), $"mutation {i} of {name}") ? 1 : 0;
            }
        }

        // Were nothing found, the mutations would test little.
        found.ShouldBeGreaterThan(Mutations / 100);
    }

    private static Checkpoint? Opened(byte[] content)
    {
        try
        {
            return Checkpoint.FromMemory("mutated", content);
        }
        catch (CheckpointException)
        {
            return null; // Mien.Checkpoints.Tests look at how files are refused.
        }
    }

    private static bool Finds(Func<NetworkWeights> import, string what)
    {
        try
        {
            import().Tensors.ShouldNotBeEmpty(what);
            return true;
        }
        catch (CheckpointException e)
        {
            e.Path.ShouldBe("mutated", what);
            return false;
        }
    }
}
