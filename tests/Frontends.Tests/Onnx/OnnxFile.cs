using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using Google.Protobuf;

namespace AccelEmu.Frontends.Tests;

/// <summary>Writes small ONNX files for tests.</summary>
internal sealed class OnnxFile
{
    private readonly ModelMessage _model = new() { IrVersion = 8, Graph = new GraphMessage { Name = "test" } };

    public OnnxFile(int opset = 17) => _model.OperatorSets.Add(new OperatorSetMessage { Version = opset });

    public OnnxFile Input(string name, params int[] shape) => Input(name, 1, shape);

    public OnnxFile Input(string name, int type, int[] shape)
    {
        _model.Graph.Inputs.Add(Value(name, type, shape));
        return this;
    }

    public OnnxFile Output(string name)
    {
        _model.Graph.Outputs.Add(new ValueMessage { Name = name });
        return this;
    }

    public OnnxFile Reals(string name, int[] shape, params float[] values) => Tensor(name, 1, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public OnnxFile Longs(string name, params long[] values) => Tensor(name, 7, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public OnnxFile Tensor(string name, int type, int[] shape, byte[] raw)
    {
        TensorMessage tensor = new() { Name = name, ElementType = type, Raw = ByteString.CopyFrom(raw) };
        tensor.Dimensions.AddRange(shape.Select(e => (long)e));
        _model.Graph.Initializers.Add(tensor);
        return this;
    }

    public OnnxFile Node(string operation, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        NodeMessage node = new() { Operator = operation };
        int dot = operation.LastIndexOf('.');
        (node.Domain, node.Operator) = dot < 0 ? ("", operation) : (operation[..dot], operation[(dot + 1)..]);
        node.Inputs.AddRange(inputs.Split(' ').Select(i => i == "-" ? "" : i));
        node.Outputs.AddRange(outputs.Split(' '));
        foreach ((string name, object value) in attributes)
        {
            AttributeMessage attribute = new() { Name = name };
            switch (value)
            {
                case int v:
                    attribute.Integer = v;
                    break;
                case float v:
                    attribute.Real = v;
                    break;
                case string v:
                    attribute.Text = ByteString.CopyFromUtf8(v);
                    break;
                case int[] v:
                    attribute.Integers.AddRange(v.Select(i => (long)i));
                    break;
                default:
                    throw new ArgumentException($"{value.GetType()} is no attribute type");
            }
            node.Attributes.Add(attribute);
        }
        _model.Graph.Nodes.Add(node);
        return this;
    }

    public byte[] Build() => _model.ToByteArray();

    public Graph Read(OnnxOptions? options = null) => OnnxReader.Read(Build(), "test.onnx", options);

    /// <summary>A convolution, pooling, reshape and product: every kind of message once.</summary>
    public static byte[] Sample() => new OnnxFile()
        .Input("x", 1, 2, 6, 6).Reals("w", [3, 2, 3, 3], new float[54]).Reals("b", [3], 1, 2, 3).Longs("shape", 0, -1).Reals("k", [27, 4], new float[108])
        .Node("Conv", "x w b", "c", ("pads", new[] { 1, 1, 1, 1 }), ("kernel_shape", new[] { 3, 3 }))
        .Node("Relu", "c", "r").Node("MaxPool", "r", "p", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))
        .Node("Reshape", "p shape", "f").Node("Gemm", "f k", "g", ("alpha", 0.5f)).Node("Softmax", "g", "y").Output("y").Build();

    private static ValueMessage Value(string name, int type, int[] shape)
    {
        ShapeMessage extents = new();
        extents.Dimensions.AddRange(shape.Select(e => e > 0 ? new DimensionMessage { Value = e } : new DimensionMessage { Symbol = "open" }));
        return new ValueMessage { Name = name, Type = new TypeMessage { Tensor = new TensorTypeMessage { ElementType = type, Shape = extents } } };
    }
}
