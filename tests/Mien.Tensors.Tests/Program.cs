using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Mien.Tensors;
using Mien.Tensors.Ops;

// Started by SpinningTests: prints the milliseconds of processor time that 10 ms without work cost after a pass on all
// threads.
if (args is ["late"])
{
    NativeLibrary.Load("libgomp.so.1"); // as libvips does, or any other library of the process
}

if (args is ["set"])
{
    Environment.SetEnvironmentVariable("GOMP_SPINCOUNT", "1000");
}

const int Gaps = 50;
using Tensor x = Tensor.Normal([1, 64, 64, 64], 1);
double busy = 0;
for (int gap = -10; gap < Gaps; gap++)
{
    using (Tape tape = new())
    {
        x.Times(2);
    }

    using Process self = Process.GetCurrentProcess();
    double before = self.TotalProcessorTime.TotalMilliseconds;
    Thread.Sleep(10);
    self.Refresh();
    busy += gap < 0 ? 0 : self.TotalProcessorTime.TotalMilliseconds - before;
}

Console.WriteLine((busy / Gaps).ToString(CultureInfo.InvariantCulture));
