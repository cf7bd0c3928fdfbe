using System.Globalization;
using System.Runtime.InteropServices;
using EngineBench;
using Mien.Tensors;

if (args is ["neighbours", string order, string threads])
{
    if (order == "late")
    {
        // as another library of the process may have, before anything of the engine ran
        NativeLibrary.Load("libgomp.so.1");
    }

    NeighbourBench.Child(int.Parse(threads, CultureInfo.InvariantCulture));
    return;
}

Console.WriteLine($"# The engine against what it is built on");
Console.WriteLine();
Console.WriteLine(Machine.Describe());
Console.WriteLine();
if (args is [] or ["passes", ..])
{
    PassBench.Run(args.ElementAtOrDefault(1) ?? "");
}

if (args is [] or ["filters"])
{
    FilterBench.Run();
}

if (args is [] or ["convolutions"])
{
    ConvolutionBench.Run(DType.Float32);
    if (Engine.HasFastBFloat16)
    {
        ConvolutionBench.Run(DType.BFloat16);
    }
    else
    {
        Console.WriteLine(
            "bfloat16: oneDNN has no bfloat16 convolution for this processor, so there is nothing to compare with.");
    }
}

if (args is [] or ["neighbours"])
{
    NeighbourBench.Run();
}
