using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Cli;

/// <summary>Turns command-line choices into compile options.</summary>
internal static class CompileChoices
{
    public static CompileOptions From(SessionOptions options, int cores) => new()
    {
        Cores = cores,
        Requantization = Rounding(options.Rounding),
        Mapping = options.MappingFile is { } file ? MappingFile.Read(file) : null,
        KeepIntermediates = options.KeepIntermediates,
    };

    private static RequantMode? Rounding(string? name) => name switch
    {
        null => null,
        "single" => RequantMode.FixedSingle,
        "double" => RequantMode.FixedDouble,
        _ => throw new CliException(ExitCodes.Usage, $"--rounding {name}: legal are single, double"),
    };
}
