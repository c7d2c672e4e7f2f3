using System;
using System.IO;
using AccelEmu.Compiler;
using AccelEmu.Compression;
using AccelEmu.Frontends;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary>What a MODEL argument names: a graph to compile, or a finished program.</summary>
/// <param name="Name">Short name for reports.</param>
/// <param name="Graph">The model; null for a program, and for a model whose program comes from the cache.</param>
/// <param name="Program">The program the argument names; null for a model.</param>
internal sealed record ModelSource(string Name, Graph? Graph, MachineProgram? Program)
{
    private const string ZooPrefix = "zoo:";

    /// <summary>True for <c>zoo:NAME</c>, whether there is such a model or not.</summary>
    public static bool IsBuiltIn(string spec) => spec.StartsWith(ZooPrefix, StringComparison.Ordinal);

    /// <summary>NAME of <c>zoo:NAME</c>.</summary>
    public static string BuiltInName(string spec) => spec[ZooPrefix.Length..];

    /// <summary>Reads <c>zoo:NAME</c>, <c>.tflite</c>, <c>.onnx</c>, a program file or assembly text, told by suffix.</summary>
    public static ModelSource Load(string spec)
    {
        if (IsBuiltIn(spec))
        {
            string name = BuiltInName(spec);
            return new ModelSource(name, Zoo.Build(name), null);
        }
        string stem = Path.GetFileNameWithoutExtension(spec);
        return Path.GetExtension(spec).ToLowerInvariant() switch
        {
            ".tflite" => new ModelSource(stem, TfLiteReader.Read(ReadAll(spec), spec), null),
            ".onnx" => new ModelSource(stem, OnnxReader.Read(ReadAll(spec), spec), null),
            ProgramSuffix => new ModelSource(stem, null, ProgramFile.Load(ReadAll(spec))),
            ".s" or ".asm" => new ModelSource(stem, null, AssemblyFile.Assemble(spec)),
            string suffix => throw new CliException($"model '{spec}': suffix '{suffix}' is unknown; give a .tflite, .onnx, {ProgramSuffix} or .s file, or zoo:NAME with NAME one of {string.Join(", ", Zoo.Names)}"),
        };
    }

    /// <summary>The model with a share of its weights pruned by magnitude; itself when no share is given.</summary>
    public ModelSource Pruned(double? sparsity)
    {
        if (sparsity is not { } share)
        {
            return this;
        }
        if (Graph is null || share is not (>= 0 and < 1))
        {
            throw new CliException(ExitCodes.Usage, Graph is null ? "--sparsity takes a model, not a finished program" : $"--sparsity {share}: legal are [0, 1)");
        }
        MagnitudePruner.Prune(Graph, share);
        return this;
    }

    /// <summary>Suffix of program files.</summary>
    public const string ProgramSuffix = ".aep";

    private static byte[] ReadAll(string path) => File.Exists(path)
        ? File.ReadAllBytes(path)
        : throw new CliException($"model '{path}': no such file; built-in models are written zoo:NAME with NAME one of {string.Join(", ", Zoo.Names)}");
}
