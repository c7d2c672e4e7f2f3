using System;
using System.CommandLine;
using AccelEmu.Compiler;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary><c>accelemu compile MODEL -o FILE</c>.</summary>
internal static class CompileCommand
{
    public static Command Build()
    {
        Argument<string> model = SharedOptions.Model();
        Option<string?> output = new("--output", "-o") { Description = "Program file to write; default MODEL.aep." };
        Option<string?> mappingOut = new("--mapping-out") { Description = "Writes the chosen tiling as YAML." };
        Option<string> machine = SharedOptions.Machine();
        Option<int?> cores = SharedOptions.Cores();
        Option<string?> rounding = SharedOptions.Rounding();
        Option<string?> mapping = SharedOptions.Mapping();
        Option<double?> sparsity = SharedOptions.Sparsity();
        Command command = new("compile", "Compiles a model to a program file. Example: accelemu compile net.tflite --machine edge -o net.aep --mapping-out net.yaml")
        {
            model, output, mappingOut, machine, cores, rounding, mapping, sparsity,
        };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            ModelSource source = ModelSource.Load(parsed.GetValue(model)!).Pruned(parsed.GetValue(sparsity));
            if (source.Graph is null)
            {
                throw new CliException($"'{parsed.GetValue(model)}' is a program already; compile takes models");
            }
            SessionOptions options = new()
            {
                Machine = parsed.GetValue(machine)!,
                Cores = parsed.GetValue(cores),
                Rounding = parsed.GetValue(rounding),
                MappingFile = parsed.GetValue(mapping),
            };
            MachineConfig config = MachineCatalog.Load(options.Machine, options.Cores);
            CompiledModel compiled = ModelCompiler.Compile(source.Graph, config, CompileChoices.From(options, config.Cores));
            string path = parsed.GetValue(output) ?? $"{source.Name}{ModelSource.ProgramSuffix}";
            AtomicFile.WriteAll(path, ProgramFile.Save(compiled.Program));
            if (parsed.GetValue(mappingOut) is { } mappingPath)
            {
                AtomicFile.WriteText(mappingPath, MappingFile.Write(compiled.Mapping));
            }
            long words = 0;
            foreach (System.Collections.Immutable.ImmutableArray<MachineWord> code in compiled.Program.Code)
            {
                words += code.Length;
            }
            Console.WriteLine($"{path}: {words} instructions on {compiled.Program.Code.Length} core(s), DRAM {compiled.Program.DramBytes} B, scratchpad {compiled.Program.ScratchpadBytes} B, accumulator {compiled.Program.AccumulatorBytes} B");
            return ExitCodes.Success;
        }));
        return command;
    }
}
