using System;
using System.Linq;
using AccelEmu.Compiler;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>A written model reads back as the same function.</summary>
public sealed class OnnxWriterTests
{
    [Theory]
    [InlineData("mlp-fp32")]
    [InlineData("mobilenetv2-fp32")]
    [InlineData("resnet50-fp32")]
    public void Float_networks_come_back_layer_by_layer(string name)
    {
        Graph graph = Zoo.Build(name);
        Graph back = OnnxReader.Read(OnnxWriter.Write(graph), name);
        Assert.Equal(GraphText.Shape(graph.Inputs[0]), GraphText.Shape(back.Inputs[0]));
        Assert.Equal((graph.Outputs[0].Name, GraphText.Shape(graph.Outputs[0])), (back.Outputs[0].Name, GraphText.Shape(back.Outputs[0])));
        // Bounds come back as nodes of their own, nothing else is added: no transpose is left.
        Node[] layers = [.. back.Nodes.Where(n => n.Operation is not ClampOperation)];
        Assert.Equal(graph.Nodes.Count, layers.Length);
        foreach ((Node wanted, Node found) in graph.Nodes.Zip(layers))
        {
            Assert.Equal((wanted.Name, wanted.Operation.GetType()), (found.Name, found.Operation.GetType()));
            Assert.Equal(GraphText.Shape(wanted.Outputs[0]), GraphText.Shape(found.Outputs[0]));
            foreach ((Value before, Value after) in wanted.Inputs.Zip(found.Inputs).Where(p => p.First.Constant is not null))
            {
                Assert.True(before.Constant.AsSpan().SequenceEqual(after.Constant), $"{wanted.Name}: {before}");
            }
        }
    }

    [Fact]
    public void Integer_networks_become_quantised_pairs()
    {
        Graph graph = Zoo.Build("mlp-int8");
        Graph back = OnnxReader.Read(OnnxWriter.Write(graph), "mlp");
        Node layer = graph.Nodes.First(n => n.Operation is MatMulOperation), found = back.Nodes.First(n => n.Operation is MatMulOperation);
        Value raw = back.Nodes.Single(n => n.Outputs[0] == found.Inputs[1]).Inputs[0];
        Assert.Equal(layer.Inputs[1].Constant!, raw.Constant!);
        Assert.Equal(layer.Inputs[1].Quantization!.Scales, raw.Quantization!.Scales);
        Assert.Equal(layer.Inputs[1].Quantization!.Axis, raw.Quantization.Axis);
        Assert.Equal(graph.Outputs[0].Quantization!.Scales, back.Outputs[0].Quantization!.Scales);
        Assert.Equal(graph.Nodes.Count(n => n.Operation is MatMulOperation), back.Nodes.Count(n => n.Operation is MatMulOperation));
    }

    [Fact]
    public void Networks_with_gates_are_refused_by_name() =>
        Assert.Equal("onnx.export", Assert.Throws<CompileException>(() => OnnxWriter.Write(Zoo.Build("lenet-2exit-fp32"))).Code);
}
