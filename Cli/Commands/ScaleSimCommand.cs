using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using AccelEmu.Timing;

namespace AccelEmu.Cli;

/// <summary><c>accelemu scalesim -c CFG -t CSV</c>: SCALE-Sim's reports.</summary>
internal static class ScaleSimCommand
{
    private static readonly string[] Compats = ["v2", "v3", "fixed"];
    private static readonly string[] Inputs = ["conv", "gemm"];

    public static Command Build()
    {
        Option<string> config = new("--config", "-c") { Description = "SCALE-Sim cfg file.", Required = true };
        Option<string> topology = new("--topology", "-t") { Description = "SCALE-Sim topology csv file.", Required = true };
        Option<string?> input = new("--input-type", "-i") { Description = "Rows of the topology: conv or gemm. Default: what its header says." };
        input.CompletionSources.Add(Inputs);
        Option<string?> output = new("--output", "-p") { Description = "Folder for the reports; they go into a folder in it, named after the run." };
        Option<string> compat = new("--compat") { Description = "Whose numbers: v2, v3, or fixed (v3 with its counting errors put right).", DefaultValueFactory = _ => "v3" };
        compat.CompletionSources.Add(Compats);
        Option<bool> json = SharedOptions.Json();
        Command command = new("scalesim", "Systolic timing as SCALE-Sim reports it. Example: accelemu scalesim -c google.cfg -t resnet50.csv --compat v2 -p reports")
        {
            config, topology, input, output, compat, json,
        };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            ScaleSimCompat mode = Compat(parsed.GetValue(compat)!);
            string configFile = parsed.GetValue(config)!;
            string topologyFile = parsed.GetValue(topology)!;
            ScaleSimConfig array = ScaleSimConfigFile.Parse(configFile, File.ReadAllText(configFile));
            IReadOnlyList<ScaleSimLayer> layers = ScaleSimTopology.Parse(topologyFile, File.ReadAllText(topologyFile), IsGemm(parsed.GetValue(input)));
            using SlowProgress progress = new(layers.Count, "layers");
            ScaleSimReport report = ScaleSimModel.Run(array, layers, mode, progress);
            string? folder = parsed.GetValue(output) is { } root ? Save(report, root) : null;
            progress.Clear();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(Document(report, folder), Json.Options));
            }
            else
            {
                ScaleSimTables.Write(report, folder);
            }
            return ExitCodes.Success;
        }));
        return command;
    }

    private static ScaleSimCompat Compat(string name) => name switch
    {
        "v2" => ScaleSimCompat.V2,
        "v3" => ScaleSimCompat.V3,
        "fixed" => ScaleSimCompat.Fixed,
        _ => throw new CliException(ExitCodes.Usage, $"--compat {name}: legal are {string.Join(", ", Compats)}"),
    };

    private static bool? IsGemm(string? name) => name switch
    {
        null => null,
        "gemm" => true,
        "conv" => false,
        _ => throw new CliException(ExitCodes.Usage, $"--input-type {name}: legal are {string.Join(", ", Inputs)}"),
    };

    private static string Save(ScaleSimReport report, string root)
    {
        // The run's name comes from a file: it names one folder, never a path.
        string name = report.Config.RunName;
        if (name.Length == 0 || name is "." or ".." || name.IndexOfAny(['/', '\\', '\0']) >= 0)
        {
            throw new CliException($"[general] run_name = '{name}' of the cfg file cannot name a folder; legal: a name without / and \\");
        }
        string folder = Path.Combine(root, name);
        foreach ((string file, string text) in ScaleSimReportFiles.Write(report))
        {
            AtomicFile.WriteText(Path.Combine(folder, file), text);
        }
        return folder;
    }

    private static object Document(ScaleSimReport report, string? folder) => new
    {
        schema = "accelemu.scalesim/1",
        compat = report.Compat,
        run_name = report.Config.RunName,
        dataflow = report.Config.Dataflow,
        rows = report.Config.Rows,
        columns = report.Config.Columns,
        total_cycles = report.TotalCycles,
        folder,
        repaired = report.Compat == ScaleSimCompat.Fixed ? ScaleSimQuirks.All : [],
        layers = report.Layers,
    };
}
