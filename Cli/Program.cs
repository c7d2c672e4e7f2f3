using AccelEmu.Cli;

return CommandLine.Run(args);
