using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;
using Google.Protobuf;

namespace AccelEmu.Frontends;

/// <summary>A file being written: its messages, and under which names and in which orders each value of the graph is there.</summary>
internal sealed class OnnxExport(Graph graph, OnnxWriterOptions options)
{
    private const int IrVersion = 8;
    private const string RuntimeDomain = "com.microsoft";
    private static readonly int[] s_toChannelsLast = [0, 2, 3, 1];
    private static readonly int[] s_toChannelsFirst = [0, 3, 1, 2];

    private readonly GraphMessage _file = new() { Name = graph.Name };
    private readonly UniqueNames _tensorNames = new();
    private readonly UniqueNames _nodeNames = new();
    private readonly Dictionary<Value, string> _own = [];
    private readonly Dictionary<Value, string> _plain = [];
    private readonly Dictionary<Value, string> _channelsFirst = [];
    private readonly Dictionary<(Value Value, bool ChannelsFirst), string> _reals = [];
    private readonly Dictionary<Value, (string Scale, string ZeroPoint)> _parameters = [];

    /// <summary>Writes everything.</summary>
    public byte[] Run()
    {
        foreach (Value value in graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs))))
        {
            if (!_own.ContainsKey(value))
            {
                RequireType(value);
                _own.Add(value, _tensorNames.Take(value.Name, "value"));
            }
        }
        foreach (Value input in graph.Inputs)
        {
            _plain[input] = _own[input];
            _file.Inputs.Add(Declaration(input));
        }
        foreach (Node node in graph.Nodes)
        {
            OnnxEmitters.Emit(new OnnxStep(this, node));
        }
        foreach (Value output in graph.Outputs)
        {
            Plain(output);
            _file.Outputs.Add(Declaration(output));
        }
        ModelMessage model = new() { IrVersion = IrVersion, ProducerName = "accelemu", Graph = _file };
        model.OperatorSets.Add(new OperatorSetMessage { Version = OnnxWriter.Opset });
        model.OperatorSets.Add(new OperatorSetMessage { Domain = RuntimeDomain, Version = 1 });
        return model.ToByteArray();
    }

    /// <summary>Element type in the file.</summary>
    public DType TypeOf(Value value) => IsShifted(value) ? DType.U8 : value.Type;

    /// <summary>True when the value is there in NCHW.</summary>
    public bool IsChannelsFirst(Value value) => _channelsFirst.ContainsKey(value);

    /// <summary>Name of the value in NCHW or in the graph's order.</summary>
    public string Name(Value value, bool channelsFirst) => channelsFirst && value.Shape.Length == 4 ? ChannelsFirst(value) : Plain(value);

    /// <summary>Name of the value in the graph's order.</summary>
    public string Plain(Value value)
    {
        if (!_plain.TryGetValue(value, out string? name))
        {
            name = value.Constant is not null
                ? Initializer(_own[value], TypeOf(value), Extents(value), Contents(value))
                : Emit("Transpose", $"{value.Name}/to_nhwc", _own[value], [Source(_channelsFirst, value)], [OnnxAttributes.Of("perm", s_toChannelsLast)]);
            _plain.Add(value, name);
        }
        return name;
    }

    /// <summary>Name of a rank-4 value in NCHW.</summary>
    public string ChannelsFirst(Value value)
    {
        if (!_channelsFirst.TryGetValue(value, out string? name))
        {
            name = Temporary(value, "nchw");
            if (value.Constant is not null)
            {
                int[] shape = Extents(value);
                byte[] turned = DenseTranspose.Run(Contents(value), BytesOf(value), shape, s_toChannelsFirst);
                Initializer(name, TypeOf(value), Shapes.Permute(shape, s_toChannelsFirst), turned);
            }
            else
            {
                Emit("Transpose", $"{value.Name}/to_nchw", name, [Source(_plain, value)], [OnnxAttributes.Of("perm", s_toChannelsFirst)]);
            }
            _channelsFirst.Add(value, name);
        }
        return name;
    }

    /// <summary>Name for a result, which is the value from now on.</summary>
    public string Define(Value value, bool channelsFirst)
    {
        bool first = channelsFirst && value.Shape.Length == 4;
        string name = first ? Temporary(value, "nchw") : _own[value];
        return (first ? _channelsFirst : _plain)[value] = name;
    }

    /// <summary>A free name after the value's.</summary>
    public string Temporary(Value value, string suffix) => _tensorNames.Take($"{_own[value]}/{suffix}", "value");

    /// <summary>Name of the real numbers of a value: itself, or dequantised.</summary>
    public string Reals(Value value, bool channelsFirst)
    {
        bool first = channelsFirst && value.Shape.Length == 4;
        if (value.Quantization is null)
        {
            return Name(value, first);
        }
        if (!_reals.TryGetValue((value, first), out string? name))
        {
            name = Dequantize(value, Name(value, first));
            _reals.Add((value, first), name);
        }
        return name;
    }

    /// <summary>Appends DequantizeLinear of a tensor that holds the codes of <paramref name="value"/> or of one quantised like it.</summary>
    public string Dequantize(Value value, string codes)
    {
        (string scale, string zeroPoint) = Parameters(value);
        AttributeMessage[] axis = value.Quantization is { Axis: >= 0 } q ? [OnnxAttributes.Of("axis", q.Axis)] : [];
        return Emit("DequantizeLinear", $"{value.Name}/dequantize", Temporary(value, "real"), [codes, scale, zeroPoint], axis);
    }

    /// <summary>Scale and zero point of a quantised value.</summary>
    public (string Scale, string ZeroPoint) Parameters(Value value)
    {
        if (!_parameters.TryGetValue(value, out (string Scale, string ZeroPoint) names))
        {
            Quantization q = value.Quantization!;
            int[] shape = q.Axis < 0 ? [] : [q.Scales.Length];
            byte[] zeros = [.. q.ZeroPoints.SelectMany(z => Code(value, z))];
            names = (
                Initializer(Temporary(value, "scale"), DType.F32, shape, MemoryMarshal.AsBytes<float>(q.Scales).ToArray()),
                Initializer(Temporary(value, "zero_point"), TypeOf(value), shape, zeros));
            _parameters.Add(value, names);
        }
        return names;
    }

    /// <summary>Scale and zero point of weights, which keep their type; one for each output when <paramref name="value"/> has as many.</summary>
    public (string Scale, string ZeroPoint) WeightParameters(Value value)
    {
        Quantization q = value.Quantization!;
        int[] shape = q.Axis < 0 ? [] : [q.Scales.Length];
        return (
            Initializer(Temporary(value, "scale"), DType.F32, shape, MemoryMarshal.AsBytes<float>(q.Scales).ToArray()),
            Initializer(Temporary(value, "zero_point"), value.Type, shape, [.. q.ZeroPoints.Select(z => (byte)z)]));
    }

    /// <summary>Appends a constant.</summary>
    public string Initializer(string name, DType type, int[] shape, byte[] contents)
    {
        TensorMessage tensor = new() { Name = name, ElementType = OnnxElements.Code(type), Raw = UnsafeByteOperations.UnsafeWrap(contents) };
        tensor.Dimensions.AddRange(shape.Select(e => (long)e));
        _file.Initializers.Add(tensor);
        return name;
    }

    /// <summary>Appends a node; gives the name of its result.</summary>
    public string Emit(string operation, string name, string output, IEnumerable<string> inputs, IEnumerable<AttributeMessage> attributes)
    {
        bool runtime = operation is "QLinearAdd" or "QGemm";
        NodeMessage node = new() { Operator = operation, Domain = runtime ? RuntimeDomain : "", Name = _nodeNames.Take(name, "node") };
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(output);
        node.Attributes.AddRange(attributes);
        _file.Nodes.Add(node);
        return output;
    }

    /// <summary>A code of a quantised or plain integer value, as the file's type has it.</summary>
    public byte[] Code(Value value, int code) => BitConverter.GetBytes((long)code + (IsShifted(value) ? 128 : 0))[..BytesOf(value)];

    /// <summary>Extents of a value; the maximum of run-time ones.</summary>
    public static int[] Extents(Value value) => [.. value.Shape.Select(d => checked((int)d.Size))];

    private static int BytesOf(Value value) => value.Type.Bits() / 8;

    private bool IsShifted(Value value) => options.UnsignedActivations && value is { Type: DType.I8, Quantization: not null };

    private byte[] Contents(Value value) => IsShifted(value) ? [.. value.Constant!.Select(b => (byte)(b ^ 0x80))] : value.Constant!;

    private static string Source(Dictionary<Value, string> names, Value value) => names.TryGetValue(value, out string? name)
        ? name
        : throw new CompileException("onnx.write", value.Name, $"{value} is used before it is computed; legal: nodes in execution order");

    private static void RequireType(Value value)
    {
        if (value.Type is not (DType.I8 or DType.U8 or DType.I16 or DType.U16 or DType.I32 or DType.U32 or DType.I64 or DType.F32 or DType.F16 or DType.BF16 or DType.F64))
        {
            throw new CompileException("onnx.write", value.Name, $"type is {value.Type.Name()}; legal in an ONNX file: i8, u8, i16, u16, i32, u32, i64, f32, f16, bf16, f64; convert it first");
        }
    }

    private ValueMessage Declaration(Value value)
    {
        ShapeMessage shape = new();
        shape.Dimensions.AddRange(value.Shape.Select(d => d.Symbol is null ? new DimensionMessage { Value = d.Size } : new DimensionMessage { Symbol = d.Symbol }));
        return new ValueMessage
        {
            Name = _own.GetValueOrDefault(value, value.Name),
            Type = new TypeMessage { Tensor = new TensorTypeMessage { ElementType = OnnxElements.Code(TypeOf(value)), Shape = shape } },
        };
    }
}
