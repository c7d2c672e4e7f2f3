using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using AccelEmu.Cli;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Architecture.Tests;

/// <summary>Every error code of the sources is documented and reached, and its message says what was wrong and what would be right.</summary>
public sealed class ErrorCodeTests
{
    private static readonly string[] Libraries = ["Numerics", "Isa", "Kernels", "Emulator", "Timing", "Compiler", "Frontends", "Compression", "Scheduling", "Cli"];

    private static readonly ErrorCase[] Cases = [.. IsaCases.All, .. CompileCases.All, .. ModelCases.All, .. DataCases.All, .. ScaleSimCases.All];

    public static TheoryData<string> Codes => [.. Cases.Select(c => c.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_IsRaised_WithAMessageThatHelps(string code)
    {
        ErrorCase one = Cases.Single(c => c.Code == code);
        Exception exception = Assert.ThrowsAny<Exception>(one.Raise);
        Assert.Equal(code, ErrorCase.CodeOf(exception));
        Assert.All(one.Says, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void SourcesAndCases_HaveTheSameCodes()
    {
        string[] sources = [.. InSources().Order(StringComparer.Ordinal)];
        Assert.True(sources.Length > 90, $"only {sources.Length} codes found in the sources");
        Assert.Equal(sources, Cases.Select(c => c.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SourcesAndPage_HaveTheSameCodes() => Assert.Equal(InSources().Order(StringComparer.Ordinal), InPage("error codes").Order(StringComparer.Ordinal));

    [Fact]
    public void PageHasEveryTrapAndExitCode()
    {
        Assert.Equal(Enum.GetNames<TrapKind>(), InPage("traps"));
        Assert.Equal(typeof(ExitCodes).GetFields().Select(f => $"{f.GetRawConstantValue()}"), InPage("exit codes"));
    }

    /// <summary>First arguments of error constructors, literals with the prefix of a code, and the short codes of model readers.</summary>
    private static HashSet<string> InSources()
    {
        HashSet<string> codes = [];
        foreach (string library in Libraries)
        {
            string root = Path.Combine(SharedData.RepositoryRoot, library);
            foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
            {
                string text = File.ReadAllText(file);
                codes.UnionWith(Regex.Matches(text, """(?:(?:IsaException|CompileException|TimingException|ScaleSimException|AssemblyFault)\(|IsaException\.At\()"([^" ]+)",""").Select(m => m.Groups[1].Value));
                codes.UnionWith(Regex.Matches(text, @"""((?:isa|asm|file|machine|trace|compile|compress|tflite|onnx|npy|npz|zoo|timing|scalesim)\.[a-z_]+)""").Select(m => m.Groups[1].Value));
                codes.UnionWith(Regex.Matches(text, @": (yaml\.[a-z]+): ").Select(m => m.Groups[1].Value));
                string folder = Path.GetFileName(Path.GetDirectoryName(file))!;
                if (folder is "TfLite" or "Onnx")
                {
                    codes.UnionWith(Regex.Matches(text, """\bFail\("([a-z]+)",""").Select(m => $"{folder.ToLowerInvariant()}.{m.Groups[1].Value}"));
                }
            }
        }
        return codes;
    }

    /// <summary>First cells of the table under a heading of <c>docs/errors.md</c>.</summary>
    private static List<string> InPage(string heading)
    {
        List<string> cells = [];
        bool inside = false;
        foreach (string line in File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "docs", "errors.md")))
        {
            inside = line.StartsWith("## ", StringComparison.Ordinal) ? line[3..].Contains(heading, StringComparison.OrdinalIgnoreCase) : inside;
            if (inside && Regex.Match(line, @"^\| `([^`]+)` \|") is { Success: true } row)
            {
                cells.Add(row.Groups[1].Value);
            }
        }
        return cells;
    }
}
