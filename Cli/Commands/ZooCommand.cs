using System;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using AccelEmu.Compiler;
using AccelEmu.Frontends;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary><c>accelemu zoo [NAME] [--export FILE.onnx]</c>: the built-in models.</summary>
internal static class ZooCommand
{
    public static Command Build()
    {
        Argument<string?> name = new("name") { HelpName = "name", Description = "Model to describe or export.", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => Zoo.Names.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        Option<string?> export = new("--export") { Description = "ONNX file to write." };
        Option<bool> clear = new("--clear-cache") { Description = "Deletes the compiled models that earlier runs have kept." };
        Option<bool> json = SharedOptions.Json();
        Command command = new("zoo", "Lists the built-in models, or exports one as ONNX. Example: accelemu zoo mlp-int8 --export mlp.onnx") { name, export, clear, json };
        command.SetAction(parsed => CommandLine.Guard(() =>
        {
            if (parsed.GetValue(clear))
            {
                ClearCache();
            }
            else if (parsed.GetValue(name) is { } one)
            {
                Graph graph = Zoo.Build(one);
                if (parsed.GetValue(export) is { } path)
                {
                    AtomicFile.WriteAll(path, OnnxWriter.Write(graph));
                    Console.WriteLine(path);
                }
                else
                {
                    Describe(graph, parsed.GetValue(json));
                }
            }
            else if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { schema = "accelemu.zoo/1", models = Zoo.Names }, Json.Options));
            }
            else
            {
                foreach (string model in Zoo.Names)
                {
                    Console.WriteLine($"zoo:{model}");
                }
            }
            return ExitCodes.Success;
        }));
        return command;
    }

    private static void ClearCache()
    {
        if (CacheFolder.OfUser() is not { } cache)
        {
            throw new CliException($"no cache: {CacheFolder.Variable} switches it off");
        }
        (int files, long bytes) = cache.Clear();
        Console.WriteLine(FormattableString.Invariant($"{cache.Root}: {files} compiled models, {bytes / 1048576.0:0.0} MiB deleted"));
    }

    private static void Describe(Graph graph, bool json)
    {
        var nodes = graph.Nodes.Select(n => new { n.Name, operation = n.Operation.GetType().Name, outputs = n.Outputs.Select(o => o.ToString()) });
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { schema = "accelemu.graph/1", graph.Name, inputs = graph.Inputs.Select(v => v.ToString()), outputs = graph.Outputs.Select(v => v.ToString()), nodes }, Json.Options));
            return;
        }
        Table table = new Table().Border(TableBorder.Simple).AddColumns("node", "operation", "output");
        foreach (var node in nodes)
        {
            table.AddRow(Markup.Escape(node.Name), node.operation, Markup.Escape(string.Join(", ", node.outputs)));
        }
        AnsiConsole.Write(table);
    }
}
