using System;
using System.CommandLine;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary><c>accelemu disasm PROGRAM</c>.</summary>
internal static class DisassembleCommand
{
    public static Command Build()
    {
        Argument<string> file = new("program") { Description = "A program file, or a model to compile first." };
        Option<string?> output = new("--output", "-o") { Description = "File to write instead of standard output." };
        Option<string> machine = SharedOptions.Machine();
        Command command = new("disasm", "Prints a program as assembly that assembles to the same bytes. Example: accelemu disasm net.aep | less") { file, output, machine };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            ModelSource source = ModelSource.Load(parsed.GetValue(file)!);
            MachineProgram program = source.Program
                ?? Compiler.ModelCompiler.Compile(source.Graph!, MachineCatalog.Load(parsed.GetValue(machine)!), new Compiler.CompileOptions()).Program;
            string text = Disassembler.Disassemble(program);
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.WriteText(path, text);
            }
            else
            {
                Console.Out.Write(text);
            }
            return ExitCodes.Success;
        }));
        return command;
    }
}
