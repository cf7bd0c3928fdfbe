namespace Mien.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Run_UnknownCommand_IsTheCallersMistake()
        => CommandLine.Run(["fly"]).ShouldBe(CommandLine.CallersMistake);
}
