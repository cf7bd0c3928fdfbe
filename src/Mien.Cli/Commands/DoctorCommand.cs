using System.CommandLine;

namespace Mien.Cli.Commands;

/// <summary><c>mien doctor</c>: what of this machine matters to the program, each line good or with what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        ExampleCommand command = new("doctor", "Check this machine: processor, libraries, memory, models", "mien doctor", "mien doctor --json");
        command.SetAction(_ => CommandLine.Good);
        return command;
    }
}
