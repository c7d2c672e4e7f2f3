using System;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary><c>accelemu machines [NAME]</c>: the built-in machines, or one as YAML.</summary>
internal static class MachinesCommand
{
    public static Command Build()
    {
        Argument<string?> name = new("name") { HelpName = "name", Description = "Prints this machine's YAML, a start for your own.", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => MachineCatalog.Names.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        Option<bool> schema = new("--schema") { Description = "Prints the JSON schema of machine files; editors complete and check with it." };
        Option<bool> json = SharedOptions.Json();
        Command command = new("machines", "Lists the machines, or prints one as YAML. Example: accelemu machines edge > my.yaml") { name, schema, json };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            if (parsed.GetValue(name) is { } one)
            {
                Console.Write(MachineCatalog.Source(one));
            }
            else if (parsed.GetValue(schema))
            {
                Console.Write(MachineCatalog.Schema);
            }
            else if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { schema = "accelemu.machines/1", machines = MachineCatalog.Names.Select(n => MachineCatalog.Load(n)) }, Json.Options));
            }
            else
            {
                Print();
            }
            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Print()
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("machine", "array", "flow", "MHz", "scratch KiB", "sums KiB", "DRAM B/cy", "TMAC/s");
        foreach (string name in MachineCatalog.Names)
        {
            MachineConfig m = MachineCatalog.Load(name);
            ArrayConfig array = m.Arrays[0];
            table.AddRow(
                name,
                $"{array.Rows}x{array.Columns}{(array.Reshapeable ? " any" : "")}",
                array.Dataflow switch { Dataflow.WeightStationary => "WS", Dataflow.OutputStationary => "OS", _ => "IS" },
                $"{m.ClockHertz / 1e6:0}",
                $"{m.Scratchpad.Bytes >> 10}",
                $"{m.Accumulator.Bytes >> 10}",
                $"{m.Dram.BytesPerCycle:0}",
                $"{m.Arrays.Sum(a => (double)a.Rows * a.Columns) * m.ClockHertz * m.Cores / 1e12:0.###}");
        }
        AnsiConsole.Write(table);
        Console.WriteLine("flow: what stays in the array: WS weights, OS sums, IS activations; any: the program may reshape it; sizes are of one core");
    }
}
