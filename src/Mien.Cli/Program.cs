using Mien.Cli;

StandardOutput.Guard();
return StandardOutput.Code(CommandLine.Run(args));
