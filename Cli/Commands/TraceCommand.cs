using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using AccelEmu.Isa;
using AccelEmu.Timing;

namespace AccelEmu.Cli;

/// <summary><c>accelemu trace FILE</c>: a recorded trace as text, or its timing.</summary>
internal static class TraceCommand
{
    public static Command Build()
    {
        Argument<string> file = new("file") { Description = "Trace written by run --trace." };
        Option<string?> program = new("--program", "-p") { Description = "Program file the trace belongs to: names instructions and layers." };
        Option<bool> timing = new("--timing") { Description = "Replays the trace through the timing model (needs --program)." };
        Option<string> machine = SharedOptions.Machine();
        Command command = new("trace", "Prints a trace. Example: accelemu trace net.trace --program net.aep") { file, program, timing, machine };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            string path = parsed.GetValue(file)!;
            RetireTrace trace = RetireTrace.Load(File.ReadAllBytes(path));
            MachineProgram? owner = parsed.GetValue(program) is { } p ? ModelSource.Load(p).Program ?? throw new CliException($"'{p}' is not a program; write one with accelemu compile") : null;
            if (!parsed.GetValue(timing))
            {
                trace.WriteText(Console.Out, owner);
                return ExitCodes.Success;
            }
            if (owner is null)
            {
                throw new CliException(ExitCodes.Usage, "--timing needs --program FILE.aep");
            }
            Console.Out.Write(TimingModel.Estimate(owner, MachineCatalog.Load(parsed.GetValue(machine)!), trace));
            return ExitCodes.Success;
        }));
        return command;
    }
}
