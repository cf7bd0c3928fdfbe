using InversionBench;
using Mien.Tensors;

// dotnet run -c Release --project bench/InversionBench -- [known-styles | coarse-to-fine | whole-transfer]
Console.WriteLine("# Inversion");
Console.WriteLine();
Console.WriteLine(
    $"{Environment.ProcessorCount} processors, oneDNN {Engine.Version} ({Engine.InstructionSet}), .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}");
Console.WriteLine();
if (args is [] or ["known-styles"])
{
    KnownStyles.Run();
}

if (args is [] or ["coarse-to-fine"])
{
    CoarseToFineBench.Run();
}

if (args is [] or ["whole-transfer"])
{
    WholeTransfer.Run();
}
