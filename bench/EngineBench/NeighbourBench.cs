using System.Diagnostics;
using System.Globalization;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace EngineBench;

/// <summary>
/// What other work on the machine costs a step of many small operations, in processes of their own, under what the
/// engine sets by itself and under each way in which waiting threads can be told to wait.
/// </summary>
internal static class NeighbourBench
{
    private const int Steps = 60;

    private static readonly string[] _policies = ["", "GOMP_SPINCOUNT=300000", "GOMP_SPINCOUNT=1000",
        "GOMP_SPINCOUNT=100", "OMP_WAIT_POLICY=passive"];

    public static void Run()
    {
        Console.WriteLine("## Beside other work");
        Console.WriteLine();
        Console.WriteLine(
            "Milliseconds of a step: twelve layers of 64 channels from 4 to 128 px, forward and backward. OpenMP by itself spins 300,000 times.");
        Console.WriteLine();
        Console.WriteLine(
            "| variable set by the user | alone | one busy neighbour | as many as processors | two processes | four threads | OpenMP loaded before |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string policy in _policies)
        {
            double alone = Measure(policy);
            double one = Beside(1, policy), all = Beside(Environment.ProcessorCount, policy);
            double[] two = new double[2];
            Parallel.For(0, 2, i => two[i] = Measure(policy));
            double four = Measure(policy, 4), late = Beside(1, policy, "late");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {(policy == "" ? "none" : policy)} | {alone:F1} | {one:F1} | {all:F1} | {two.Average():F1} | {four:F1} | {late:F1} |"));
        }

        Console.WriteLine();
    }

    /// <summary>Prints the milliseconds of a step; called in a process of its own.</summary>
    public static void Child(int threads)
    {
        double[] times = new double[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => times[i] = Time()))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        Console.WriteLine(times.Average().ToString(CultureInfo.InvariantCulture));
    }

    private static double Time()
    {
        int[] sides = [4, 4, 8, 8, 16, 16, 32, 32, 64, 64, 128, 128];
        using Tensor weight = Tensor.Normal([64, 64, 3, 3], 1), styles = Tensor.Normal([1, 64], 2);
        Tensor[] inputs = [.. sides.Select(side => Tensor.Normal([1, side, side, 64], side))];
        long start = 0;
        for (int step = -5; step < Steps; step++)
        {
            if (step == 0)
            {
                start = Stopwatch.GetTimestamp();
            }

            foreach (Tensor input in inputs)
            {
                using Tape tape = new();
                tape.Watch(styles);
                Tensor y = input.ScaleChannels(styles).Conv2d(weight).Style(slope: 0.2f, gain: MathF.Sqrt(2));
                tape.Backward(y.Square().Sum());
            }
        }

        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Steps;
        Array.ForEach(inputs, input => input.Dispose());
        return milliseconds;
    }

    private static double Beside(int neighbours, string policy, string order = "usual")
    {
        bool stop = false;
        Thread[] busy = [.. Enumerable.Range(0, neighbours).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Thread.SpinWait(100);
            }
        }))];
        Array.ForEach(busy, thread => thread.Start());
        double time = Measure(policy, 1, order);
        Volatile.Write(ref stop, true);
        Array.ForEach(busy, thread => thread.Join());
        return time;
    }

    private static double Measure(string policy, int threads = 1, string order = "usual")
    {
        ProcessStartInfo start = new(
            Environment.ProcessPath!, ["neighbours", order, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("GOMP_SPINCOUNT");
        start.Environment.Remove("OMP_WAIT_POLICY");
        if (policy.Split('=') is [string name, string value])
        {
            start.Environment[name] = value;
        }

        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
