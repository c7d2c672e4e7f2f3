using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using AccelEmu.Compiler;
using AccelEmu.Compression;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Cli;

/// <summary>The name of a compiled model in the cache: a hash of everything that its program is a function of, our own code included.</summary>
internal static class CompiledKey
{
    /// <summary>Everything that builds or compiles a model. Equal sources build to equal version ids.</summary>
    private static readonly Assembly[] Makers =
    [
        typeof(DType).Assembly,
        typeof(MachineProgram).Assembly,
        typeof(Graph).Assembly,
        typeof(Zoo).Assembly,
        typeof(MagnitudePruner).Assembly,
        typeof(CompiledKey).Assembly,
    ];

    /// <summary>The key of a built-in model compiled for a machine.</summary>
    /// <param name="model">Such as <c>zoo:mlp-int8</c>.</param>
    /// <param name="machine">The text of the machine's file, all of which the compiler may look at.</param>
    /// <param name="options">Of these, what compiling depends on.</param>
    public static string Of(string model, string machine, SessionOptions options)
    {
        StringBuilder text = new();
        text.Append(CompiledEntry.Version).Append('\n').AppendJoin('\n', Makers.Select(a => $"{a.GetName().Name} {a.ManifestModule.ModuleVersionId}"));
        string? mapping = options.MappingFile is { } file && File.Exists(file) ? File.ReadAllText(file) : options.MappingFile;
        // Lengths in front of texts, so that no two lists of choices read the same.
        foreach (string? part in (string?[])[model, machine, $"{options.Cores}", options.Rounding, $"{options.Sparsity:R}", $"{options.KeepIntermediates}", mapping])
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{part?.Length ?? -1} {part}");
        }
        return System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }
}
