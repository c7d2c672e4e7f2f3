using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;
using Google.Protobuf;

namespace AccelEmu.Frontends;

/// <summary>An ONNX file being written: names of values in both orders, quantisation around fp32 nodes.</summary>
internal sealed class OnnxExport
{
    /// <summary>IR version 7 belongs to operator set 13; attribute kinds are ONNX's numbers.</summary>
    private const int IrVersion = 7, IntegerKind = 2, IntegersKind = 7;

    private readonly ModelMessage _model = new() { IrVersion = IrVersion, ProducerName = "AccelEmu" };
    private readonly Graph _graph;
    private readonly UniqueNames _nodeNames = new();
    private readonly UniqueNames _valueNames = new();
    private readonly Dictionary<(Value Value, bool ChannelsFirst), string> _names = [];
    private readonly HashSet<(Value Value, bool ChannelsFirst)> _written = [];
    private readonly Dictionary<(string Name, Quantization Quantization), string> _reals = [];
    private readonly Dictionary<(Value Value, string Order), string> _constants = [];

    public OnnxExport(Graph graph)
    {
        _graph = graph;
        _model.OperatorSets.Add(new OperatorSetMessage { Version = OnnxWriter.Opset });
        _model.Graph = new GraphMessage { Name = graph.Name };
        foreach (Value input in graph.Inputs)
        {
            _model.Graph.Inputs.Add(Describe(input, Define(input, false)));
        }
        // Outputs keep their names, whatever is written between.
        foreach (Value output in graph.Outputs)
        {
            if (!_names.ContainsKey((output, false)))
            {
                _names.Add((output, false), _valueNames.Take(output.Name, "output"));
            }
        }
    }

    public byte[] Finish()
    {
        foreach (Value output in _graph.Outputs)
        {
            _model.Graph.Outputs.Add(Describe(output, Name(output, false)));
        }
        return _model.ToByteArray();
    }

    /// <summary>Static extents of a value.</summary>
    public static int[] Extents(Value value) => Array.TrueForAll(value.Shape, d => d.IsStatic)
        ? [.. value.Shape.Select(d => (int)d.Size)]
        : throw new CompileException("onnx.export", value.Name, $"{value} has a run-time extent; legal: static shapes; export a network without gates");

    /// <summary>True when an elementwise node should work in NCHW: an operand is there already, and the others can be.</summary>
    public bool PrefersChannelsFirst(params ReadOnlySpan<Value> operands)
    {
        bool any = false;
        foreach (Value operand in operands)
        {
            if (operand.Shape.Length is not (0 or 4))
            {
                return false;
            }
            any |= _written.Contains((operand, true));
        }
        return any;
    }

    /// <summary>The name under which a node's result is written in an order.</summary>
    public string Define(Value value, bool channelsFirst)
    {
        _written.Add((value, channelsFirst));
        if (!_names.TryGetValue((value, channelsFirst), out string? name))
        {
            name = _valueNames.Take(channelsFirst ? $"{value.Name}/nchw" : value.Name, "value");
            _names.Add((value, channelsFirst), name);
        }
        return name;
    }

    /// <summary>The name of a value in an order; a transpose makes it when it exists in the other only.</summary>
    public string Name(Value value, bool channelsFirst)
    {
        channelsFirst &= value.Shape.Length == 4;
        if (_written.Contains((value, channelsFirst)))
        {
            return _names[(value, channelsFirst)];
        }
        if (value.Constant is not null)
        {
            int[] shape = Extents(value), order = channelsFirst ? [0, 3, 1, 2] : [.. Enumerable.Range(0, shape.Length)];
            string constant = Define(value, channelsFirst);
            Initializer(constant, value.Type, Shapes.Permute(shape, order), DenseTranspose.Run(value.Constant, value.Type.Bits() / 8, shape, order));
            return constant;
        }
        string from = _written.Contains((value, !channelsFirst))
            ? _names[(value, !channelsFirst)]
            : throw new CompileException("onnx.export", value.Name, "is used before a node computes it; nodes must be in execution order");
        string name = Define(value, channelsFirst);
        Node("Transpose", name + "/transpose", [from], name, ("perm", channelsFirst ? new long[] { 0, 3, 1, 2 } : [0, 2, 3, 1]));
        return name;
    }

    /// <summary>The fp32 numbers of a value in an order; a dequantize node makes them from integers.</summary>
    public string Real(Value value, bool channelsFirst)
    {
        string name = Name(value, channelsFirst);
        return value.Quantization is null ? name : Dequantized(name, value.Type, value.Quantization, 0);
    }

    /// <summary>A constant's numbers in another order, quantised along <paramref name="axis"/> when along any.</summary>
    public string Constant(Value value, int[] permutation, int[] shape, int axis, Quantization? quantization = null)
    {
        byte[] contents = value.Constant
            ?? throw new CompileException("onnx.export", value.Name, "is computed at run time; legal: a constant");
        (Value, string) key = (value, $"{string.Join(',', permutation)}{Shapes.Text(shape)}");
        if (!_constants.TryGetValue(key, out string? name))
        {
            name = _valueNames.Take(value.Name, "constant");
            Initializer(name, value.Type, shape, DenseTranspose.Run(contents, value.Type.Bits() / 8, Extents(value), permutation));
            _constants.Add(key, name);
        }
        return (quantization ?? value.Quantization) is { } q && value.Type.IsInteger() ? Dequantized(name, value.Type, q, axis) : name;
    }

    /// <summary>A list of integers as a constant.</summary>
    public string Longs(string name, long[] values)
    {
        string unique = _valueNames.Take(name, "shape");
        Initializer(unique, DType.I64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return unique;
    }

    /// <summary>Writes a node's fp32 result through its bounds and quantisation to the value.</summary>
    /// <param name="node">The graph's node, for names.</param>
    /// <param name="value">Its result.</param>
    /// <param name="channelsFirst">Order of the result.</param>
    /// <param name="bounds">Bounds of the fp32 numbers.</param>
    /// <param name="write">Writes the node that computes the numbers, to the name it is given.</param>
    public void Result(Node node, Value value, bool channelsFirst, Clamp bounds, Action<string> write)
    {
        Extents(value);
        string last = value.Quantization is null ? Define(value, channelsFirst) : _valueNames.Take($"{node.Name}/real", "real");
        string sums = bounds == Clamp.None ? last : _valueNames.Take($"{node.Name}/sums", "sums");
        write(sums);
        if (bounds == Clamp.Relu)
        {
            Node("Relu", $"{node.Name}/relu", [sums], last);
        }
        else if (bounds != Clamp.None)
        {
            Node("Clip", $"{node.Name}/clip", [sums, Real($"{node.Name}/min", bounds.Min), Real($"{node.Name}/max", bounds.Max)], last);
        }
        if (value.Quantization is { } q)
        {
            (string scale, string zero) = Parameters(last, value.Type, q);
            Node("QuantizeLinear", $"{node.Name}/quantize", [last, scale, zero], Define(value, channelsFirst));
        }
    }

    /// <summary>Appends a node.</summary>
    public void Node(string operation, string name, IEnumerable<string> inputs, string output, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        NodeMessage message = new() { Operator = operation, Name = _nodeNames.Take(name, operation) };
        message.Inputs.AddRange(inputs);
        message.Outputs.Add(output);
        foreach ((string key, object value) in attributes)
        {
            AttributeMessage attribute = new() { Name = key };
            if (value is long number)
            {
                (attribute.Kind, attribute.Integer) = (IntegerKind, number);
            }
            else
            {
                attribute.Kind = IntegersKind;
                attribute.Integers.AddRange((long[])value);
            }
            message.Attributes.Add(attribute);
        }
        _model.Graph.Nodes.Add(message);
    }

    private string Dequantized(string name, DType type, Quantization q, int axis)
    {
        if (_reals.TryGetValue((name, q), out string? real))
        {
            return real;
        }
        real = _valueNames.Take($"{name}/real", "real");
        (string scale, string zero) = Parameters(name, type, q);
        (string, object)[] attributes = q.Scales.Length == 1 ? [] : [("axis", (long)axis)];
        Node("DequantizeLinear", $"{name}/dequantize", [name, scale, zero], real, attributes);
        _reals.Add((name, q), real);
        return real;
    }

    private (string Scale, string Zero) Parameters(string name, DType type, Quantization q)
    {
        int[] shape = q.Scales.Length == 1 ? [] : [q.Scales.Length];
        string scale = _valueNames.Take($"{name}/scale", "scale"), zero = _valueNames.Take($"{name}/zero", "zero");
        Initializer(scale, DType.F32, shape, MemoryMarshal.AsBytes(q.Scales.AsSpan()).ToArray());
        int size = type.Bits() / 8;
        Initializer(zero, type, shape, [.. q.ZeroPoints.SelectMany(z => BitConverter.GetBytes(z).Take(size))]);
        return (scale, zero);
    }

    private string Real(string name, float number)
    {
        string unique = _valueNames.Take(name, "bound");
        Initializer(unique, DType.F32, [], BitConverter.GetBytes(number));
        return unique;
    }

    private void Initializer(string name, DType type, int[] shape, byte[] bytes) => _model.Graph.Initializers.Add(TensorProto.Message(new TensorData(type, shape, bytes, name)));

    private static ValueMessage Describe(Value value, string name)
    {
        ShapeMessage shape = new();
        shape.Dimensions.AddRange(Extents(value).Select(e => new DimensionMessage { Value = e }));
        return new ValueMessage { Name = name, Type = new TypeMessage { Tensor = new TensorTypeMessage { ElementType = OnnxElements.Code(value.Type), Shape = shape } } };
    }
}
