using System;
using System.IO;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>What the readers make of real models is valid, and stays so through the passes, which find nothing to do a second time.</summary>
public sealed class PassesOnModelsTests
{
    [Theory]
    [InlineData("models")]
    [InlineData("onnx/light")]
    public void Models_AreValid_AndPassesSettle(string folder)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        int read = 0;
        foreach (string path in Directory.EnumerateFiles(SharedData.PathOf(folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Read(path) is { } graph)
            {
                Graph once = GraphPasses.Run(graph);
                Graph again = GraphPasses.Run(once);
                Assert.Equal(once.Nodes.Select(n => $"{n.Operation} {n.Outputs[0]}"), again.Nodes.Select(n => $"{n.Operation} {n.Outputs[0]}"));
                read++;
            }
        }
        Assert.True(read >= 4, $"{read} models read");
    }

    /// <summary>The graph; null for other files and for models that the readers refuse by name.</summary>
    private static Graph? Read(string path)
    {
        try
        {
            return Path.GetExtension(path) switch
            {
                ".onnx" => OnnxReader.Read(File.ReadAllBytes(path), path),
                ".tflite" => TfLiteReader.Read(File.ReadAllBytes(path), path),
                _ => null,
            };
        }
        catch (CompileException)
        {
            return null;
        }
    }
}
