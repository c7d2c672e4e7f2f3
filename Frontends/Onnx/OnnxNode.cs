using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>One node of the file on its way into the graph: operands, attributes, results, and errors that say where it is.</summary>
/// <remarks>An attribute that nothing asked for is an error: nothing is silently ignored.</remarks>
internal sealed class OnnxNode
{
    private readonly OnnxImporter _importer;
    private readonly NodeMessage _message;
    private readonly Dictionary<string, AttributeMessage> _unread = [];
    private readonly Dictionary<string, AttributeMessage> _attributes = [];
    private readonly string _name;
    private int _nodes;

    public OnnxNode(OnnxImporter importer, NodeMessage message, int index)
    {
        _importer = importer;
        _message = message;
        _name = importer.NodeName(message.Name, $"{message.Operator}_{index}");
        Place = $"{importer.File}: node {index} {Operator} \"{_name}\"";
        foreach (AttributeMessage attribute in message.Attributes)
        {
            _unread[attribute.Name] = attribute;
            _attributes[attribute.Name] = attribute;
        }
    }

    public OnnxImporter Importer => _importer;

    public string Operator => _message.Domain is "" or "ai.onnx" ? _message.Operator : $"{_message.Domain}.{_message.Operator}";

    public string Place { get; }

    public string Name => _name;

    public int Opset => _importer.Opset;

    public int InputCount => _message.Inputs.Count;

    /// <summary>Fails unless there are between <paramref name="least"/> and <paramref name="most"/> inputs, and one output (others unnamed).</summary>
    public void Arity(int least, int most)
    {
        if (InputCount < least || InputCount > most)
        {
            throw Fail("malformed", $"has {InputCount} inputs, legal: {least}..{most}; export the model again");
        }
        if (_message.Outputs.Count == 0 || _message.Outputs[0].Length == 0)
        {
            throw Fail("malformed", "has no output; export the model again");
        }
    }

    public string OutputName => _message.Outputs[0];

    public bool HasInput(int position) => position < InputCount && _message.Inputs[position].Length != 0;

    public OnnxTensor Input(int position) => position < InputCount
        ? _importer.Tensor(_message.Inputs[position], Place)
        : throw Fail("malformed", $"has no input {position}; export the model again");

    /// <summary>Input <paramref name="position"/> when its contents are known.</summary>
    public OnnxTensor ConstantInput(int position, string what)
    {
        OnnxTensor tensor = Input(position);
        return tensor.IsConstant
            ? tensor
            : throw Fail("constant", $"{what} \"{tensor.Name}\" is computed at run time; it must be a constant, fold constants before export");
    }

    /// <summary>A list of integers that is known when reading.</summary>
    public long[] Integers(int position, string what)
    {
        OnnxTensor tensor = ConstantInput(position, what);
        return OnnxFolding.Integers(tensor)
            ?? throw Fail("type", $"{what} \"{tensor.Name}\" is {tensor.Type.Name()}; legal: i32, i64");
    }

    /// <summary>fp32 numbers that are known when reading.</summary>
    public float[] Reals(int position, string what)
    {
        OnnxTensor tensor = ConstantInput(position, what);
        if (tensor.Type != DType.F32 || tensor.Contents is null)
        {
            throw Fail("type", $"{what} \"{tensor.Name}\" is {tensor.Type.Name()}; legal: f32");
        }
        float[] values = new float[tensor.Contents.Length / 4];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(tensor.Contents.AsSpan(i * 4));
        }
        return values;
    }

    public bool HasAttribute(string name) => _attributes.ContainsKey(name);

    public long Integer(string name, long absent) => Read(name) is { } a ? a.HasInteger ? a.Integer : throw Kind(name, "an integer") : absent;

    public float Real(string name, float absent) => Read(name) is { } a ? a.HasReal ? a.Real : throw Kind(name, "a real number") : absent;

    public string Text(string name, string absent) => Read(name) is { } a ? a.HasText ? a.Text.ToStringUtf8() : throw Kind(name, "a text") : absent;

    public long[]? List(string name) => Read(name) is { } a ? [.. a.Integers] : null;

    public float[]? RealList(string name) => Read(name) is { } a ? [.. a.Reals] : null;

    public TensorMessage? TensorAttribute(string name) => Read(name) is { } a ? a.Tensor ?? throw Kind(name, "a tensor") : null;

    /// <summary>Declares attributes that change nothing when running.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _unread.Remove(name);
        }
    }

    /// <summary>Fails unless integer attribute <paramref name="name"/> is absent or <paramref name="legal"/>.</summary>
    public void RequireAttribute(string name, long legal)
    {
        long value = Integer(name, legal);
        if (value != legal)
        {
            throw Fail("attribute", $"{name} is {value}; legal: {legal}");
        }
    }

    public void RequireAllAttributesRead()
    {
        if (_unread.Count != 0)
        {
            throw Fail("attribute", $"attribute \"{_unread.Keys.Order(StringComparer.Ordinal).First()}\" is not supported; legal: {(_attributes.Count == _unread.Count ? "none" : string.Join(", ", _attributes.Keys.Except(_unread.Keys).Order(StringComparer.Ordinal)))}; export the model without it");
        }
    }

    /// <summary>An axis in 0..rank−1; negative ones count from the end.</summary>
    public int Axis(long axis, int rank)
    {
        long wrapped = axis < 0 ? axis + rank : axis;
        return wrapped >= 0 && wrapped < rank
            ? (int)wrapped
            : throw Fail("attribute", $"axis is {axis}; the legal range for rank {rank} is {-rank}..{rank - 1}");
    }

    /// <summary>Fails unless <paramref name="tensor"/> has rank 4, [N, C, H, W].</summary>
    public void RequireImage(OnnxTensor tensor)
    {
        if (tensor.Rank != 4)
        {
            throw Fail("shape", $"input \"{tensor.Name}\" is {Shapes.Text(tensor.Shape)}; legal: rank 4 [N, C, H, W]; reshape it (one- and three-dimensional windows are not supported)");
        }
    }

    /// <summary>Fails unless the shape is one of a computed tensor: extents of 1 or more and at most 2^40 elements.</summary>
    public int[] RequireShape(params int[] shape) => shape.Length <= Shapes.MaxRank && Shapes.Elements(shape) > 0
        ? shape
        : throw Fail("shape", $"the result has shape {Shapes.Text(shape)}; legal: at most {Shapes.MaxRank} extents of 1 or more, 2^40 elements");

    /// <summary>Appends a node; its result is named after the output.</summary>
    public Value Add(Operation operation, string valueName, DType type, int[] shape, Quantization? quantization, params IEnumerable<Value> inputs)
    {
        RequireShape(shape);
        string name = _nodes++ == 0 ? _name : _importer.NodeName($"{_name}.{_nodes}", "node");
        return _importer.Graph.Add(name, operation, _importer.NewValue(valueName, type, shape, quantization), inputs);
    }

    /// <summary>Appends a node whose result is the output, in the file's order.</summary>
    public void Emit(Operation operation, DType type, int[] shape, Quantization? quantization, params IEnumerable<Value> inputs) =>
        Define(new OnnxTensor(OutputName, type, shape) { Quantization = quantization, Plain = Add(operation, OutputName, type, shape, quantization, inputs) });

    /// <summary>Appends a node whose result is the output in NHWC; <paramref name="shape"/> is NHWC too.</summary>
    public void EmitChannelsLast(Operation operation, DType type, int[] shape, Quantization? quantization, params IEnumerable<Value> inputs) =>
        Define(new OnnxTensor(OutputName, type, Shapes.Permute(shape, [0, 3, 1, 2])) { Quantization = quantization, ChannelsLast = Add(operation, OutputName + "/nhwc", type, shape, quantization, inputs) });

    /// <summary>Appends an operation on one operand that keeps its shape, in the order the operand has.</summary>
    public void EmitLike(OnnxTensor x, Operation operation, DType type, Quantization? quantization)
    {
        if (x.ChannelsLast is Value last)
        {
            EmitChannelsLast(operation, type, ShapeOf(last), quantization, last);
        }
        else
        {
            Emit(operation, type, x.Shape, quantization, _importer.Plain(x));
        }
    }

    /// <summary>Shape of a value of this importer: always static.</summary>
    public static int[] ShapeOf(Value value) => [.. value.Shape.Select(d => (int)d.Size)];

    /// <summary>Makes the output known.</summary>
    public void Define(OnnxTensor tensor) => _importer.Define(tensor, Place);

    /// <summary>The output is <paramref name="tensor"/> under another name.</summary>
    public void Alias(OnnxTensor tensor) => Define(new OnnxTensor(OutputName, tensor.Type, tensor.Shape)
    {
        Quantization = tensor.Quantization,
        Contents = tensor.Contents,
        Dequantized = tensor.Dequantized,
        Plain = tensor.Plain,
        ChannelsLast = tensor.ChannelsLast,
    });

    /// <summary>The output is a constant known when reading.</summary>
    public void DefineConstant(DType type, int[] shape, byte[] contents, Quantization? quantization = null)
    {
        _importer.Spend(contents.Length, Place);
        Define(new OnnxTensor(OutputName, type, shape) { Contents = contents, Quantization = quantization });
    }

    public CompileException Fail(string code, string message) => new($"onnx.{code}", Place, message);

    private AttributeMessage? Read(string name)
    {
        _unread.Remove(name);
        return _attributes.GetValueOrDefault(name);
    }

    private CompileException Kind(string name, string legal) => Fail("attribute", $"attribute \"{name}\" has another kind; legal: {legal}");
}
