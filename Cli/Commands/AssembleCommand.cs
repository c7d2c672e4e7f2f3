using System;
using System.CommandLine;
using System.IO;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary><c>accelemu asm FILE.s -o FILE.aep</c>.</summary>
internal static class AssembleCommand
{
    public static Command Build()
    {
        Argument<string> file = new("file") { Description = "Assembly text; docs/isa.md is the manual." };
        Option<string?> output = new("--output", "-o") { Description = "Program file to write; default: the same name with suffix .aep." };
        Command command = new("asm", "Assembles a program. Example: accelemu asm kernel.s -o kernel.aep") { file, output };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            string source = parsed.GetValue(file)!;
            MachineProgram program = AssemblyFile.Assemble(source);
            string path = parsed.GetValue(output) ?? Path.ChangeExtension(source, ModelSource.ProgramSuffix);
            AtomicFile.WriteAll(path, ProgramFile.Save(program));
            Console.WriteLine(path);
            return ExitCodes.Success;
        }));
        return command;
    }
}
