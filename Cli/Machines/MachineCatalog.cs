using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
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

    /// <summary>The YAML text of a built-in machine.</summary>
    public static string Source(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.yaml")
            ?? throw new CliException($"machine '{name}' is not built in; built in are {string.Join(", ", Names)}; or give a .yaml file");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A machine by built-in name or by the path of a YAML file.</summary>
    /// <param name="nameOrFile">Such as <c>cloud</c> or <c>my/part.yaml</c>.</param>
    /// <param name="cores">Replaces the number of cores when given.</param>
    public static MachineConfig Load(string nameOrFile, int? cores = null)
    {
        MachineConfig machine = Names.Contains(nameOrFile)
            ? MachineFile.Parse($"{nameOrFile}.yaml", Source(nameOrFile))
            : MachineFile.Parse(nameOrFile, ReadFile(nameOrFile));
        return cores is { } n ? machine with { Cores = n } : machine;
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
