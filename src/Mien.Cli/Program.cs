using Mien.Cli;

return CommandLine.Run(args);
