using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Walks the nodes of an ONNX model and builds the graph.</summary>
internal sealed class OnnxImporter(ModelMessage model, string file, OnnxOptions options)
{
    private static readonly int[] s_toChannelsLast = [0, 2, 3, 1];
    private static readonly int[] s_toChannelsFirst = [0, 3, 1, 2];

    private readonly Dictionary<string, OnnxTensor> _tensors = [];
    private readonly UniqueNames _valueNames = new();
    private readonly UniqueNames _nodeNames = new();
    private long _constantBytes;

    public Graph Graph { get; } = new();

    public int Opset { get; private set; }

    public Graph Run()
    {
        Graph.Name = model.Graph.Name.Length == 0 ? file : model.Graph.Name;
        Graph.Requantization = RequantMode.Float32;
        Opset = ReadOpset();
        foreach (TensorMessage tensor in model.Graph.Initializers)
        {
            Define(Constant(tensor, $"{file}: initializer \"{tensor.Name}\"", tensor.Name), file);
        }
        ReadInputs();
        for (int i = 0; i < model.Graph.Nodes.Count; i++)
        {
            OnnxNode node = new(this, model.Graph.Nodes[i], i);
            OnnxOperators.Import(node);
            node.RequireAllAttributesRead();
        }
        WriteOutputs();
        OnnxMovedCodes.Quantize(Graph);
        return Graph;
    }

    public string File => file;

    /// <summary>The tensor of a name.</summary>
    public OnnxTensor Tensor(string name, string place) => _tensors.TryGetValue(name, out OnnxTensor? tensor)
        ? tensor
        : throw new CompileException("onnx.order", place, $"uses \"{name}\", which no input, initializer or earlier node gives; nodes must be in execution order, and second outputs such as masks and indices are not read");

    /// <summary>Makes a tensor known by its name.</summary>
    public void Define(OnnxTensor tensor, string place)
    {
        if (!_tensors.TryAdd(tensor.Name, tensor))
        {
            throw new CompileException("onnx.malformed", place, $"gives \"{tensor.Name}\", which has a value already; names are given once, export the model again");
        }
    }

    /// <summary>A tensor from a message.</summary>
    public OnnxTensor Constant(TensorMessage message, string place, string name)
    {
        int[] shape = OnnxElements.Shape(message, place);
        DType type = OnnxElements.Type(message.ElementType, place);
        Spend(Math.Max(message.Raw.Length, 0), place);
        byte[] contents = OnnxElements.Contents(message, place);
        return new OnnxTensor(name, type, shape) { Contents = contents };
    }

    /// <summary>Takes bytes of a constant from the limit.</summary>
    public void Spend(long bytes, string place)
    {
        _constantBytes += bytes;
        if (_constantBytes > options.MaxConstantBytes)
        {
            throw new CompileException("onnx.size", place, $"constants reach {_constantBytes} bytes; the limit is {options.MaxConstantBytes}; raise {nameof(OnnxOptions.MaxConstantBytes)} for a model this large");
        }
    }

    /// <summary>A node name that is free.</summary>
    public string NodeName(string wanted, string fallback) => _nodeNames.Take(wanted, fallback);

    /// <summary>A fresh value.</summary>
    public Value NewValue(string name, DType type, int[] shape, Quantization? quantization) =>
        new(_valueNames.Take(name, "value"), type, shape.Select(e => new Dimension(e))) { Quantization = quantization };

    /// <summary>The tensor in the file's order.</summary>
    public Value Plain(OnnxTensor tensor)
    {
        if (tensor.Plain is not null)
        {
            return tensor.Plain;
        }
        return tensor.Plain = tensor.ChannelsLast is not null
            ? Transposed(tensor.ChannelsLast, s_toChannelsFirst, tensor.Name, tensor.Shape)
            : Reordered(tensor, [.. Enumerable.Range(0, tensor.Rank)], tensor.Shape, tensor.Name);
    }

    /// <summary>A rank-4 tensor in NHWC.</summary>
    public Value ChannelsLast(OnnxTensor tensor)
    {
        if (tensor.ChannelsLast is not null)
        {
            return tensor.ChannelsLast;
        }
        int[] shape = Shapes.Permute(tensor.Shape, s_toChannelsLast);
        return tensor.ChannelsLast = tensor.IsConstant
            ? Reordered(tensor, s_toChannelsLast, shape, tensor.Name + "/nhwc")
            : Transposed(Plain(tensor), s_toChannelsLast, tensor.Name + "/nhwc", shape);
    }

    /// <summary>A constant in another order and shape, made once for each.</summary>
    /// <param name="tensor">A constant tensor.</param>
    /// <param name="permutation">Old axis of each new axis.</param>
    /// <param name="shape">New shape; may leave out axes of extent 1 at the end.</param>
    /// <param name="name">Name of the value.</param>
    public Value Reordered(OnnxTensor tensor, int[] permutation, int[] shape, string name)
    {
        string key = $"{string.Join(',', permutation)}{Shapes.Text(shape)}";
        if (tensor.Reordered.TryGetValue(key, out Value? done))
        {
            return done;
        }
        Value value;
        if (tensor.Dequantized is OnnxTensor raw)
        {
            Value integers = Reordered(raw, permutation, shape, raw.Name);
            value = Graph.Add(NodeName($"{tensor.Name}/dequantize", "dequantize"), new DequantizeOperation(), NewValue(name, tensor.Type, shape, null), integers);
        }
        else
        {
            bool same = permutation.AsSpan().SequenceEqual([.. Enumerable.Range(0, permutation.Length)]);
            Spend(same ? 0 : tensor.Contents!.Length, $"{file}: \"{tensor.Name}\"");
            Quantization? quantization = tensor.Quantization is { Axis: >= 0 } q ? q with { Axis = Array.IndexOf(permutation, q.Axis) } : tensor.Quantization;
            value = NewValue(name, tensor.Type, shape, quantization);
            value.Constant = same ? tensor.Contents : DenseTranspose.Run(tensor.Contents, tensor.Type.Bits() / 8, tensor.Shape, permutation);
        }
        tensor.Reordered.Add(key, value);
        return value;
    }

    /// <summary>Gives the tensor's values a quantisation, or fails when they have another.</summary>
    public static void Quantize(OnnxTensor tensor, Quantization quantization, string place)
    {
        if (tensor.Quantization is Quantization have
            && !(have.Axis == quantization.Axis && have.Scales.AsSpan().SequenceEqual(quantization.Scales) && have.ZeroPoints.AsSpan().SequenceEqual(quantization.ZeroPoints)))
        {
            throw new CompileException("onnx.quantization", place, $"reads \"{tensor.Name}\" with scale {quantization.Scales[0]} and zero point {quantization.ZeroPoints[0]}, it has scale {have.Scales[0]} and zero point {have.ZeroPoints[0]}; legal: the same everywhere; requantise in between");
        }
        tensor.Quantization = quantization;
        foreach (Value? value in (ReadOnlySpan<Value?>)[tensor.Plain, tensor.ChannelsLast])
        {
            value?.Quantization ??= quantization;
        }
    }

    private Value Transposed(Value value, int[] permutation, string name, int[] shape)
    {
        // Moving an axis of extent 1, or across such axes only, leaves the elements where they are.
        bool still = permutation.Where(axis => value.Shape[axis].Size != 1).SequenceEqual(permutation.Where(axis => value.Shape[axis].Size != 1).Order());
        Operation operation = still ? new ReshapeOperation() : new TransposeOperation([.. permutation]);
        return Graph.Add(NodeName($"{name}/{(still ? "reshape" : "transpose")}", "transpose"), operation, NewValue(name, value.Type, shape, value.Quantization), value);
    }

    private int ReadOpset()
    {
        foreach (OperatorSetMessage set in model.OperatorSets)
        {
            if (set.Domain is "" or "ai.onnx")
            {
                return set.Version is >= OnnxReader.MinOpset and <= OnnxReader.MaxOpset
                    ? (int)set.Version
                    : throw new CompileException("onnx.opset", file, $"operator set is {set.Version}; the legal range is {OnnxReader.MinOpset}..{OnnxReader.MaxOpset}; convert the model with onnx.version_converter");
            }
        }
        throw new CompileException("onnx.opset", file, $"no version of the standard operators is given; legal: {OnnxReader.MinOpset}..{OnnxReader.MaxOpset}; export the model again");
    }

    private void ReadInputs()
    {
        foreach (ValueMessage input in model.Graph.Inputs)
        {
            if (_tensors.ContainsKey(input.Name))
            {
                // Files before IR version 4 list their initializers among the inputs.
                continue;
            }
            string place = $"{file}: input \"{input.Name}\"";
            if (input.Type?.Tensor?.Shape is not ShapeMessage shape)
            {
                throw new CompileException("onnx.shape", place, "has no tensor shape; legal: a tensor with a shape; run shape inference before reading");
            }
            int[] extents = [.. shape.Dimensions.Select((d, i) => Extent(d, i, place))];
            if (extents.Length > Shapes.MaxRank || Shapes.Elements(extents) <= 0)
            {
                throw new CompileException("onnx.shape", place, $"shape is {Shapes.Text(extents)}; legal: at most {Shapes.MaxRank} extents of 1 or more, 2^40 elements");
            }
            OnnxTensor tensor = new(input.Name, OnnxElements.Type(input.Type.Tensor.ElementType, place), extents);
            tensor.Plain = NewValue(tensor.Name, tensor.Type, extents, null);
            Define(tensor, place);
            Graph.Inputs.Add(tensor.Plain);
        }
    }

    private int Extent(DimensionMessage dimension, int index, string place)
    {
        if (dimension.ExtentCase == DimensionMessage.ExtentOneofCase.Value && dimension.Value > 0)
        {
            return (int)Math.Min(dimension.Value, int.MaxValue);
        }
        string symbol = dimension.ExtentCase == DimensionMessage.ExtentOneofCase.Symbol ? dimension.Symbol : "";
        if (options.Dimensions.TryGetValue(symbol, out int extent))
        {
            return extent;
        }
        return index == 0
            ? options.Batch
            : throw new CompileException("onnx.shape", place, $"extent {index} \"{symbol}\" is open; legal: a number; give it in {nameof(OnnxOptions)}.{nameof(OnnxOptions.Dimensions)} or fix it before export");
    }

    private void WriteOutputs()
    {
        foreach (ValueMessage output in model.Graph.Outputs)
        {
            OnnxTensor tensor = Tensor(output.Name, $"{file}: output");
            Value value = Plain(tensor);
            bool taken = value.Constant is not null || Graph.Inputs.Contains(value) || Graph.Outputs.Contains(value);
            if (value.Name != output.Name && taken)
            {
                value = Graph.Add(NodeName($"{output.Name}/copy", "copy"), new ReshapeOperation(), NewValue(output.Name, value.Type, tensor.Shape, value.Quantization), value);
            }
            else if (value.Name != output.Name)
            {
                value.Name = _valueNames.Take(output.Name, "output");
            }
            Graph.Outputs.Add(value);
        }
        if (Graph.Outputs.Count == 0)
        {
            throw new CompileException("onnx.malformed", file, "the model has no output; export it again");
        }
    }
}
