using System;
using System.CommandLine;
using System.Linq;
using AccelEmu.Measurement;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary><c>accelemu bench [FAMILY…]</c>: how fast kernels, models and the control path run here.</summary>
internal static class BenchCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build() => Build("bench", "Measures how fast this machine emulates, against its processor's peak and naive loops. Example: accelemu bench gemm dispatch --brief", null);

    /// <summary>The command under another name, comparing with <paramref name="runtime"/> where there is one.</summary>
    internal static Command Build(string name, string description, INativeRuntime? runtime)
    {
        Argument<string[]> families = new("family")
        {
            HelpName = "family",
            Description = $"What to measure: {string.Join(", ", BenchFamilies.All.Keys)}. Default: all, which takes about a minute.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        families.AcceptOnlyFromAmong([.. BenchFamilies.All.Keys]);
        Option<bool> allTiers = new("--all-tiers") { Description = "Every kernel tier on every shape, not only the fastest." };
        Option<bool> brief = new("--brief") { Description = "A few shapes, a tenth of the time: for a first look." };
        Option<bool> json = SharedOptions.Json();
        Command command = new(name, description) { families, allTiers, brief, json };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            BenchDocument document = Measure(parsed.GetValue(families) ?? [], runtime, parsed.GetValue(allTiers), parsed.GetValue(brief));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(document.Write());
            }
            else
            {
                BenchTables.Write(document);
            }
            return ExitCodes.Success;
        }));
        return command;
    }

    /// <summary>Measures families, all when none is named, and says on standard error what is being measured.</summary>
    internal static BenchDocument Measure(string[] families, INativeRuntime? runtime, bool allTiers, bool brief)
    {
        IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        string[] chosen = families.Length == 0 ? [.. BenchFamilies.All.Keys] : [.. families.Distinct()];
        return error.Profile.Capabilities.Interactive
            ? error.Status().Start("measuring…", status => Run(what => status.Status(Markup.Escape(what))))
            : Run(_ => { });

        BenchDocument Run(Action<string> progress) => BenchDocument.Measure(
            new BenchSession { Machines = machine => MachineCatalog.Load(machine), Runtime = runtime, AllTiers = allTiers, Brief = brief, Progress = progress },
            chosen);
    }
}
