using System.Collections.Concurrent;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Tests.Compute;

/// <summary>Work side by side on the threads of oneDNN.</summary>
public sealed class WorkersTests
{
    private const int Threads = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void For_AnyNumberOfItems_TakesEachOnce(int items)
    {
        int[] taken = new int[items];
        Run(() => Workers.For(items, Workers.Grain, (from, to) =>
        {
            for (long i = from; i < to; i++)
            {
                Interlocked.Increment(ref taken[i]);
            }
        }));
        taken.ShouldAllBe(times => times == 1);
    }

    /// <summary>GNU OpenMP ends what a smaller team leaves over, and starts others for a larger one.</summary>
    [Fact]
    public void For_LittleAndMuchWorkInTurn_StartsNoThreadTwice()
    {
        ConcurrentDictionary<Thread, bool> seen = [];
        Run(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                Workers.For(2 + (i % Threads), Workers.Grain, (_, _) => seen.TryAdd(Thread.CurrentThread, true));
            }
        });
        seen.Count.ShouldBeInRange(2, Threads);
    }

    // On a thread of its own, which has a team of its own.
    private static void Run(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() =>
        {
            Engine.Threads = Threads;
            action();
        }));
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }
}
