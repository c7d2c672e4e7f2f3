using System;
using System.CommandLine;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary><c>accelemu isa</c>: the whole declaration of the instruction set.</summary>
internal static class IsaCommand
{
    public static Command Build()
    {
        Option<bool> json = SharedOptions.Json();
        Command command = new("isa", "Prints the instruction set as Markdown, or as JSON for tools. Example: accelemu isa --json > isa.json") { json };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            Console.Out.Write(parsed.GetValue(json) ? InstructionSetExport.ToJson() : InstructionManual.ToMarkdown());
            return ExitCodes.Success;
        }));
        return command;
    }
}
