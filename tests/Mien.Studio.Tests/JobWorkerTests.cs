using Mien.Studio.Jobs;

namespace Mien.Studio.Tests;

public sealed class JobWorkerTests
{
    [Fact]
    public void Jobs_AreDoneInTheirOrder_OneAtATime()
    {
        List<int> done = [];
        using CountdownEvent all = new(20);
        using JobWorker worker = new(32);
        int running = 0;
        for (int i = 0; i < 20; i++)
        {
            int number = i;
            worker.TryAdd(new("job", _ =>
            {
                Interlocked.Increment(ref running).ShouldBe(1);
                done.Add(number);
                Interlocked.Decrement(ref running);
                all.Signal();
            })).ShouldBeTrue();
        }

        all.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        done.ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public void Jobs_BeyondTheLimit_AreRefused()
    {
        using ManualResetEventSlim started = new(), goOn = new();
        using JobWorker worker = new(2);
        worker.TryAdd(new("long", _ =>
        {
            started.Set();
            goOn.Wait(CancellationToken.None);
        })).ShouldBeTrue();
        started.Wait();
        Job second = new("second", _ => { });
        worker.TryAdd(second).ShouldBeTrue();
        worker.TryAdd(new("third", _ => { })).ShouldBeTrue();
        worker.TryAdd(new("fourth", _ => { })).ShouldBeFalse();
        worker.Before(second).ShouldBe(1);
        goOn.Set();
    }

    [Fact]
    public void Job_ThatThrows_IsTold_AndTheNextIsDone()
    {
        List<string> notices = [];
        using ManualResetEventSlim done = new();
        using JobWorker worker = new(2, notices.Add);
        worker.TryAdd(new("bad", _ => throw new InvalidOperationException("it broke")));
        worker.TryAdd(new("good", _ => done.Set()));
        done.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        notices.ShouldBe(["bad: it broke"]);
    }

    [Fact]
    public void Dispose_StopsTheJobThatRuns_AndBeginsNoOther()
    {
        using ManualResetEventSlim started = new();
        bool stopped = false, begun = false;
        JobWorker worker = new(2);
        worker.TryAdd(new("long", stop =>
        {
            started.Set();
            stopped = stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(60));
        }));
        worker.TryAdd(new("next", _ => begun = true));
        started.Wait();
        worker.Dispose();
        (stopped, begun).ShouldBe((true, false));
        worker.TryAdd(new("late", _ => { })).ShouldBeFalse();
    }
}
