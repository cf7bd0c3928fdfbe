using Mien.Cli;

StandardOutput.Guard();
return StandardOutput.Code(args is ["--version"] ? VersionText.Print() : CommandLine.Run(args));
