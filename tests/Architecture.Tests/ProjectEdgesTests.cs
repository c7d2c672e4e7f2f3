using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Architecture.Tests;

/// <summary>The dependency edges of the libraries, read from the project files: any other edge fails.</summary>
public sealed class ProjectEdgesTests
{
    private static readonly Dictionary<string, string[]> Legal = new()
    {
        ["Numerics"] = [],
        ["Isa"] = ["Numerics"],
        ["Kernels"] = ["Numerics"],
        ["Emulator"] = ["Isa", "Kernels"],
        ["Timing"] = ["Isa"],
        ["Compiler"] = ["Isa", "Numerics"],
        ["Frontends"] = ["Compiler"],
        ["Compression"] = ["Compiler", "Kernels"],
        ["Scheduling"] = ["Timing", "Compiler"],
        ["Measurement"] = ["Emulator", "Timing", "Frontends"],
    };

    public static TheoryData<string> Libraries => [.. Legal.Keys];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_ReferencesOnlyItsLegalEdges(string library)
    {
        string[] references = References(Path.Combine(SharedData.RepositoryRoot, library, $"{library}.csproj"));
        Assert.Empty(references.Except(Legal[library]));
    }

    [Fact]
    public void EveryTopLevelProject_IsKnown()
    {
        string[] projects = [.. Directory.GetFiles(SharedData.RepositoryRoot, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
        Assert.Equal([.. Legal.Keys.Append("Cli").Append("Bench").Order(StringComparer.Ordinal)], projects);
    }

    [Theory]
    [InlineData("BenchmarkDotNet", "Bench")]
    [InlineData("ScottPlot", "Bench")]
    [InlineData("Iced", "Kernels")]
    [InlineData("Google.Protobuf", "Frontends")]
    [InlineData("Google.FlatBuffers", "Frontends")]
    [InlineData("Microsoft.Extensions.ObjectPool", "Emulator")]
    [InlineData("YamlDotNet", "Cli")]
    public void Package_IsReferencedInOneLibraryOnly(string package, string owner)
    {
        string[] users = [.. Legal.Keys.Append("Cli").Append("Bench").Where(p =>
            Packages(Path.Combine(SharedData.RepositoryRoot, p, $"{p}.csproj")).Contains(package))];
        Assert.Equal([owner], users);
    }

    [Fact]
    public void OnnxRuntime_IsABaselineOnly()
    {
        Assert.All(Legal.Keys.Append("Cli"), p =>
            Assert.DoesNotContain("Microsoft.ML.OnnxRuntime", Packages(Path.Combine(SharedData.RepositoryRoot, p, $"{p}.csproj"))));
    }

    private static string[] References(string file) =>
        [.. XDocument.Load(file).Descendants("ProjectReference").Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value))];

    private static string[] Packages(string file) =>
        [.. XDocument.Load(file).Descendants("PackageReference").Select(e => e.Attribute("Include")!.Value)];
}
