using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>One operator of the file on its way into the graph: its operands, options, results, and errors that say where it is.</summary>
internal sealed class TfLiteOperator
{
    private readonly TfLiteImporter _importer;
    private readonly int[] _inputs;
    private readonly int[] _outputs;
    private int _nodes;

    public TfLiteOperator(TfLiteImporter importer, FlatTable table, int index, int builtin, string custom)
    {
        _importer = importer;
        Index = index;
        Name = TfLiteSchema.OperatorName(builtin) + (custom.Length == 0 ? "" : $" \"{custom}\"");
        Builtin = builtin;
        Place = $"{importer.Model.File}: operator {index} {Name}";
        _inputs = table.Vector(TfLiteSchema.Operator.Inputs, 4, $"operator {index}: inputs").Ints();
        _outputs = table.Vector(TfLiteSchema.Operator.Outputs, 4, $"operator {index}: outputs").Ints();
        Options = table.Table(TfLiteSchema.Operator.Options, $"operator {index}: options") ?? default;
    }

    public int Index { get; }

    public int Builtin { get; }

    public string Name { get; }

    public string Place { get; }

    /// <summary>The options; every field reads as absent when the file has none.</summary>
    public FlatTable Options { get; }

    public int InputCount => _inputs.Length;

    /// <summary>Fails unless the operator has between <paramref name="least"/> and <paramref name="most"/> inputs and one output.</summary>
    public void Arity(int least, int most)
    {
        if (_inputs.Length < least || _inputs.Length > most)
        {
            throw Fail("malformed", $"has {_inputs.Length} inputs, legal: {least}..{most}; export the model again");
        }
        if (_outputs.Length != 1)
        {
            throw Fail("malformed", $"has {_outputs.Length} outputs, legal: 1; export the model again");
        }
    }

    /// <summary>True when optional input <paramref name="position"/> is there.</summary>
    public bool HasInput(int position) => position < _inputs.Length && _inputs[position] != -1;

    public Value Input(int position) => _importer.Value(_inputs[position], $"{Place}: input {position}");

    public TfLiteTensor InputTensor(int position) => _importer.Model.Tensor(_inputs[position], $"{Place}: input {position}");

    public TfLiteTensor Output => _importer.Model.Tensor(_outputs[0], $"{Place}: output");

    /// <summary>Input <paramref name="position"/>, which must be constant, with its axes reordered and shaped.</summary>
    public Value Constant(int position, int[] permutation, int[] shape)
    {
        Value value = RequireConstant(position);
        return _importer.Reordered(value, _inputs[position], permutation, shape, Place);
    }

    /// <summary>Weights in the compiler's order, as fp32 when the layer is: see <see cref="TfLiteReader"/> for int8 weights of float layers.</summary>
    public Value Weights(int[] permutation, int[] shape, DType activations)
    {
        Value value = Constant(1, permutation, shape);
        return activations == DType.F32 && value.Type == DType.I8 ? _importer.Dequantized(value) : value;
    }

    /// <summary>Input <paramref name="position"/>, which must be constant, as it is in the file.</summary>
    public Value RequireConstant(int position)
    {
        Value value = Input(position);
        return value.Constant is not null
            ? value
            : throw Fail("constant", $"input {position} \"{value.Name}\" is computed at run time; it must be a constant, freeze the model before converting");
    }

    /// <summary>A constant list of integers, such as axes.</summary>
    public int[] Integers(int position)
    {
        Value value = RequireConstant(position);
        if (value.Type is not (DType.I32 or DType.I64))
        {
            throw Fail("type", $"input {position} is {value.Type.Name()}, legal: i32, i64");
        }
        byte[] bytes = value.Constant!;
        int size = value.Type.Bits() / 8;
        int[] result = new int[bytes.Length / size];
        for (int i = 0; i < result.Length; i++)
        {
            long element = size == 4 ? BitConverter.ToInt32(bytes, i * 4) : BitConverter.ToInt64(bytes, i * 8);
            result[i] = (int)Math.Clamp(element, int.MinValue, int.MaxValue);
        }
        return result;
    }

    /// <summary>Appends a node whose result is the operator's output; fails when the file's shape is another.</summary>
    public void Emit(Operation operation, int[] shape, params IEnumerable<Value> inputs) =>
        _importer.Graph.Add(NextName(), operation, Result(shape), inputs);

    /// <summary>Appends a node whose result only this operator uses.</summary>
    public Value EmitIntermediate(Operation operation, DType type, int[] shape, Quantization? quantization, params IEnumerable<Value> inputs)
    {
        string name = NextName();
        return _importer.Graph.Add(name, operation, _importer.Intermediate(name, type, shape, quantization), inputs);
    }

    /// <summary>Shape of a value of this importer: always static.</summary>
    public static int[] ShapeOf(Value value) => [.. value.Shape.Select(d => (int)d.Size)];

    /// <summary>The bounds of fused activation option <paramref name="field"/>.</summary>
    public Clamp Activation(int field) => Options.Byte(field) switch
    {
        0 => Clamp.None,
        1 => Clamp.Relu,
        2 => new Clamp(-1, 1),
        3 => Clamp.Relu6,
        int other => throw Fail("option", $"fused_activation_function is {other}; legal: 0 NONE, 1 RELU, 2 RELU_N1_TO_1, 3 RELU6; use a separate activation"),
    };

    /// <summary>A positive option such as a stride.</summary>
    public int Positive(int field, string name, int absent = 0)
    {
        int value = Options.Int(field, absent);
        return value is >= 1 and <= 1 << 15
            ? value
            : throw Fail("option", $"{name} is {value}; the legal range is 1..{1 << 15}");
    }

    /// <summary>Fails unless <paramref name="value"/> has rank <paramref name="rank"/>.</summary>
    public void RequireRank(Value value, int rank, string what)
    {
        if (value.Shape.Length != rank)
        {
            throw Fail("shape", $"{what} \"{value.Name}\" has shape {Shapes.Text(ShapeOf(value))}; legal: rank {rank}; reshape it");
        }
    }

    /// <summary>Fails unless both are floats, or integers with equal type, scale and zero point: what moves elements without arithmetic needs.</summary>
    public void RequireSameQuantization(Value input)
    {
        TfLiteTensor output = Output;
        bool equal = input.Quantization is null || output.Quantization is null
            ? input.Quantization is null == output.Quantization is null
            : input.Quantization.Scales.AsSpan().SequenceEqual(output.Quantization.Scales)
                && input.Quantization.ZeroPoints.AsSpan().SequenceEqual(output.Quantization.ZeroPoints);
        if (input.Type != output.Type || !equal)
        {
            throw Fail("quantization", $"input \"{input.Name}\" ({Describe(input.Type, input.Quantization)}) and output ({Describe(output.Type, output.Quantization)}) differ; legal: the same type, scale and zero point; convert with a current converter");
        }
    }

    /// <summary>Fails unless the operands are all fp32, or integers of one of <paramref name="integers"/> with one scale each.</summary>
    public void RequireArithmetic(ReadOnlySpan<DType> integers, params ReadOnlySpan<Value> operands)
    {
        TfLiteTensor output = Output;
        bool integer = !output.Type.IsFloat() && integers.Contains(output.Type);
        foreach (Value operand in operands)
        {
            bool good = operand.Type == output.Type && (!integer || operand.Quantization is { Axis: -1 });
            if (!good || (integer && output.Quantization is not { Axis: -1 }) || !(integer || output.Type == DType.F32))
            {
                throw Fail("type", $"operand \"{operand.Name}\" is {Describe(operand.Type, operand.Quantization)} and the output {Describe(output.Type, output.Quantization)}; legal: f32 for both{(integers.IsEmpty ? "" : $", or one of {Names(integers)} for both with one scale each")}; convert the model to one of these");
            }
        }
    }

    public CompileException Fail(string code, string message) => new($"tflite.{code}", Place, message);

    public static string Describe(DType type, Quantization? quantization) => quantization switch
    {
        null => type.Name(),
        { Axis: -1 } q => $"{type.Name()} scale {q.Scales[0]} zero point {q.ZeroPoints[0]}",
        _ => $"{type.Name()} with {quantization.Scales.Length} scales",
    };

    private static string Names(ReadOnlySpan<DType> types)
    {
        string text = "";
        foreach (DType type in types)
        {
            text += (text.Length == 0 ? "" : ", ") + type.Name();
        }
        return text;
    }

    private string NextName()
    {
        string name = $"{TfLiteSchema.OperatorName(Builtin).ToLowerInvariant()}_{Index}";
        return _nodes++ == 0 ? name : $"{name}.{_nodes}";
    }

    private Value Result(int[] shape)
    {
        TfLiteTensor output = Output;
        if (_importer.IsDefined(output.Index))
        {
            throw Fail("malformed", $"computes tensor {output.Index} \"{output.Name}\", which has a value already; export the model again");
        }
        return output.Shape.AsSpan().SequenceEqual(shape)
            ? _importer.Define(output, shape)
            : throw Fail("shape", $"computes shape {Shapes.Text(shape)}, the file gives tensor {output.Index} \"{output.Name}\" shape {Shapes.Text(output.Shape)}; export the model with static shapes");
    }
}
