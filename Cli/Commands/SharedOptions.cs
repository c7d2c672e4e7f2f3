using System.CommandLine;
using System.CommandLine.Completions;
using System.Linq;

namespace AccelEmu.Cli;

/// <summary>Options that several commands share, so that they read the same everywhere.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Writes one JSON document instead of tables." };

    public static Option<bool> NoCache() => new("--no-cache") { Description = $"Builds and compiles zoo models afresh and keeps nothing; {CacheFolder.Variable} names another folder to keep them in." };

    public static Option<string> Machine()
    {
        Option<string> option = new("--machine", "-m") { Description = "Built-in machine or YAML file.", DefaultValueFactory = _ => "cloud" };
        option.CompletionSources.Add(_ => MachineCatalog.Names.Select(n => new CompletionItem(n)));
        return option;
    }

    public static Option<int?> Cores() => new("--cores") { Description = "Cores of the machine; replaces the machine file's number." };

    public static Option<string?> Rounding() => new("--rounding")
    {
        Description = "Requantisation of integer sums: single (TFLite's reference) or double (gemmlowp, CMSIS-NN). Default: the model's.",
    };

    public static Option<string?> Mapping() => new("--mapping") { Description = "YAML file with tile sizes for some or all layers." };

    public static Option<double?> Sparsity() => new("--sparsity") { Description = "Prunes this share of every layer's weights by magnitude, [0, 1), and stores them as bitmasks." };

    public static Argument<string> Model()
    {
        Argument<string> argument = new("model") { HelpName = "model", Description = "A .tflite or .onnx file, a program file, or zoo:NAME." };
        argument.CompletionSources.Add(_ => Frontends.Zoo.Names.Select(n => new CompletionItem($"zoo:{n}")));
        return argument;
    }
}
