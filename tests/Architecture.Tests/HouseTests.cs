using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Architecture.Tests;

/// <summary>House rules that a machine can check.</summary>
public sealed class HouseTests
{
    private static readonly string[] Libraries = ["Numerics", "Isa", "Kernels", "Emulator", "Timing", "Compiler", "Frontends", "Compression", "Scheduling", "Measurement", "Cli"];

    [Fact]
    public void PublicTypes_AreFlatInTheirProjectsNamespace()
    {
        foreach (string library in Libraries)
        {
            Assembly assembly = Assembly.Load($"AccelEmu.{library}");
            Assert.All(assembly.GetExportedTypes().Where(t => !t.IsNested), t => Assert.Equal($"AccelEmu.{library}", t.Namespace));
        }
    }

    [Fact]
    public void SourceFiles_StayReadable()
    {
        string[] tooLong = [.. Sources().Where(f => File.ReadLines(f).Count() > 400).Select(f => Path.GetRelativePath(SharedData.RepositoryRoot, f))];
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Sources_HoldNoUnfinishedMarks()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];
        Assert.All(Sources(), f => Assert.DoesNotContain(marks, m => File.ReadAllText(f).Contains(m, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Sources() =>
        Libraries.Append("Bench").Append("tests")
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, p), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
