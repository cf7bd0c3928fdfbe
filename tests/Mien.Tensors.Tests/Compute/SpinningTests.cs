using System.Diagnostics;
using System.Globalization;

namespace Mien.Tensors.Tests.Compute;

/// <summary>
/// In a process that knows nothing of OpenMP's variables, threads without work sleep at once, in whatever order
/// libraries are loaded; what a user sets by those variables holds. Measured as processor time, which a loaded machine
/// does not change.
/// </summary>
public sealed class SpinningTests
{
    // OpenMP by itself spins for about 4 of the 10 ms.
    private const double Little = 1;

    [Theory]
    [InlineData("usual")]
    [InlineData("late")]
    public void WaitingThreads_WithoutAnyVariable_Sleep(string order) => Busy(order).ShouldBeLessThan(Little);

    [Theory]
    [InlineData("GOMP_SPINCOUNT", "10000000")]
    [InlineData("OMP_WAIT_POLICY", "active")]
    public void WaitingThreads_ToldToSpin_Spin(string variable, string value)
    {
        if (Environment.ProcessorCount > 1)
        {
            Busy("usual", variable, value).ShouldBeGreaterThan(Little);
        }
    }

    [Fact]
    public void WaitingThreads_ToldBySetterOfDotNet_Sleep()
    {
        // .NET's setter does not reach OpenMP, which then has to be kept from spinning all the same.
        Busy("set").ShouldBeLessThan(Little);
    }

    private static double Busy(string order, string? variable = null, string? value = null)
    {
        ProcessStartInfo start = new("dotnet", ["exec", typeof(SpinningTests).Assembly.Location, order])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment.Remove("GOMP_SPINCOUNT");
        if (variable is not null)
        {
            start.Environment[variable] = value;
        }

        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
