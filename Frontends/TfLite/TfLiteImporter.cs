using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Walks the operators of a <see cref="TfLiteModel"/> and builds the graph.</summary>
internal sealed class TfLiteImporter(TfLiteModel model)
{
    private readonly Dictionary<int, Value> _values = [];
    private readonly Dictionary<(int Tensor, string Order), Value> _constants = [];
    private readonly UniqueNames _valueNames = new();

    public Graph Graph { get; } = new();

    public TfLiteModel Model => model;

    public Graph Run()
    {
        Graph.Name = model.GraphName.Length == 0 ? model.File : model.GraphName;
        Graph.Requantization = RequantMode.FixedSingle;
        foreach (int index in model.Inputs)
        {
            TfLiteTensor tensor = model.Tensor(index, $"{model.File}: inputs");
            if (_values.ContainsKey(index))
            {
                throw new CompileException("tflite.malformed", model.File, $"tensor {index} is an input twice; export the model again");
            }
            Graph.Inputs.Add(Define(tensor, tensor.Shape));
        }
        for (int i = 0; i < model.Operators.Count; i++)
        {
            FlatTable table = model.Operators.Table(i, $"operator {i}");
            (int builtin, string custom) = model.Code(table.Uint(TfLiteSchema.Operator.Code));
            TfLiteOperators.Import(new TfLiteOperator(this, table, i, builtin, custom));
        }
        foreach (int index in model.Outputs)
        {
            Graph.Outputs.Add(Value(index, $"{model.File}: outputs"));
        }
        return Graph.Outputs.Count != 0
            ? Graph
            : throw new CompileException("tflite.malformed", model.File, "the model has no output; export it again");
    }

    /// <summary>The value of a tensor that is an input, computed before, or constant.</summary>
    public Value Value(int index, string place)
    {
        if (_values.TryGetValue(index, out Value? value))
        {
            return value;
        }
        TfLiteTensor tensor = model.Tensor(index, place);
        byte[] contents = model.Contents(tensor)
            ?? throw new CompileException("tflite.order", place, $"uses tensor {index} \"{tensor.Name}\" before anything computes it; operators must be in execution order");
        value = Define(tensor, tensor.Shape);
        value.Constant = contents;
        return value;
    }

    /// <summary>A constant in another order, made once for every order.</summary>
    /// <param name="source">The constant.</param>
    /// <param name="index">Its tensor, for sharing.</param>
    /// <param name="permutation">Old axis of each new axis.</param>
    /// <param name="shape">New shape; may merge axes of extent 1 away.</param>
    /// <param name="place">For errors.</param>
    public Value Reordered(Value source, int index, int[] permutation, int[] shape, string place)
    {
        (int, string) key = (index, string.Join(',', permutation) + Shapes.Text(shape));
        if (_constants.TryGetValue(key, out Value? done))
        {
            return done;
        }
        int[] oldShape = model.Tensor(index, place).Shape;
        // Reading again takes it from the file's read budget, which bounds how often one buffer is copied.
        byte[] contents = model.Contents(model.Tensor(index, place))!;
        Value value = new(_valueNames.Take($"{source.Name}/{string.Join("", permutation)}", "constant"), source.Type, shape.Select(e => new Dimension(e)))
        {
            Constant = DenseTranspose.Run(contents, source.Type.Bits() / 8, oldShape, permutation),
            Quantization = source.Quantization is { Axis: >= 0 } q ? q with { Axis = shape.Length - 1 } : source.Quantization,
        };
        _constants.Add(key, value);
        return value;
    }

    /// <summary>The fp32 numbers a quantised constant stands for: (raw − zero point) · scale, one rounding.</summary>
    public Value Dequantized(Value source)
    {
        Quantization q = source.Quantization!;
        byte[] raw = source.Constant!;
        // A reordered constant has its channels last.
        byte[] contents = new byte[raw.Length * 4L];
        for (int i = 0; i < raw.Length; i++)
        {
            int channel = i % q.Scales.Length;
            BinaryPrimitives.WriteSingleLittleEndian(contents.AsSpan(i * 4), ((sbyte)raw[i] - q.ZeroPoints[channel]) * q.Scales[channel]);
        }
        return new Value(_valueNames.Take($"{source.Name}/f32", "constant"), DType.F32, source.Shape) { Constant = contents };
    }

    /// <summary>The value an operator computes.</summary>
    public Value Define(TfLiteTensor tensor, int[] shape)
    {
        Value value = new(_valueNames.Take(tensor.Name, $"tensor {tensor.Index}"), tensor.Type, shape.Select(e => new Dimension(e))) { Quantization = tensor.Quantization };
        _values.Add(tensor.Index, value);
        return value;
    }

    /// <summary>A value between two nodes of one operator.</summary>
    public Value Intermediate(string name, DType type, int[] shape, Quantization? quantization) =>
        new(_valueNames.Take(name, "value"), type, shape.Select(e => new Dimension(e))) { Quantization = quantization };

    /// <summary>True when the tensor already has a value.</summary>
    public bool IsDefined(int index) => _values.ContainsKey(index);
}
