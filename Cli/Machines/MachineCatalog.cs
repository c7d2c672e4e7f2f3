using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary>The machines that come with the program, and machines from files.</summary>
public static class MachineCatalog
{
    private const string Prefix = "machines/";

    /// <summary>Names of the built-in machines.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(MachineCatalog).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => Path.GetFileNameWithoutExtension(n))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The JSON schema of machine files, for editors and other tools.</summary>
    public static string Schema => Resource("machine.schema.json")!;

    /// <summary>The YAML text of a built-in machine.</summary>
    public static string Source(string name) => Resource($"{Prefix}{name}.yaml")
        ?? throw new CliException($"machine '{name}' is not built in; built in are {string.Join(", ", Names)}; or give a .yaml file");

    /// <summary>A machine by built-in name or by the path of a YAML file.</summary>
    /// <param name="nameOrFile">Such as <c>cloud</c> or <c>my/part.yaml</c>.</param>
    /// <param name="cores">Replaces the number of cores when given.</param>
    public static MachineConfig Load(string nameOrFile, int? cores = null)
    {
        MachineConfig machine = MachineFile.Parse(Names.Contains(nameOrFile) ? $"{nameOrFile}.yaml" : nameOrFile, Text(nameOrFile));
        return cores switch
        {
            null => machine,
            >= 1 and <= 1024 => machine with { Cores = cores.Value },
            _ => throw new CliException(ExitCodes.Usage, $"--cores {cores}: legal are 1..1024"),
        };
    }

    /// <summary>The YAML text of a machine by built-in name or path.</summary>
    internal static string Text(string nameOrFile) => Names.Contains(nameOrFile) ? Source(nameOrFile) : ReadFile(nameOrFile);

    private static string? Resource(string name)
    {
        using Stream? stream = typeof(MachineCatalog).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CliException($"machine '{path}': {e.Message} Built in are {string.Join(", ", Names)}.", e);
        }
    }
}
