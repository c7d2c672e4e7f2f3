using System;
using System.Collections.Generic;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>A tensor as the file describes it.</summary>
/// <param name="Index">Position in the subgraph's list.</param>
/// <param name="Name">Name; may be empty or repeated.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Type">Element type.</param>
/// <param name="Quantization">Scales and zero points with the file's axis, or null.</param>
/// <param name="Buffer">Index of its contents.</param>
internal sealed record TfLiteTensor(int Index, string Name, int[] Shape, DType Type, Quantization? Quantization, uint Buffer);

/// <summary>The parts of a TFLite file, read when asked for.</summary>
internal sealed class TfLiteModel
{
    private readonly FlatFile _file;
    private readonly FlatVector _codes;
    private readonly FlatVector _buffers;
    private readonly FlatVector _tensors;
    private readonly Dictionary<int, TfLiteTensor> _read = [];

    public TfLiteModel(byte[] bytes, string name)
    {
        _file = new FlatFile(bytes, name);
        FlatTable model = _file.Root(TfLiteSchema.Identifier);
        uint version = model.Uint(TfLiteSchema.Model.Version);
        if (version != TfLiteSchema.Version)
        {
            throw new CompileException("tflite.version", name, $"schema version is {version}, only {TfLiteSchema.Version} exists in practice and is read; convert the model again");
        }
        _codes = model.Vector(TfLiteSchema.Model.OperatorCodes, 4, "operator codes");
        _buffers = model.Vector(TfLiteSchema.Model.Buffers, 4, "buffers");
        FlatVector subgraphs = model.Vector(TfLiteSchema.Model.Subgraphs, 4, "subgraphs");
        if (subgraphs.Count == 0)
        {
            throw _file.Malformed("there is no subgraph");
        }
        FlatTable subgraph = subgraphs.Table(0, "subgraph 0");
        _tensors = subgraph.Vector(TfLiteSchema.Subgraph.Tensors, 4, "tensors");
        Inputs = subgraph.Vector(TfLiteSchema.Subgraph.Inputs, 4, "inputs").Ints();
        Outputs = subgraph.Vector(TfLiteSchema.Subgraph.Outputs, 4, "outputs").Ints();
        Operators = subgraph.Vector(TfLiteSchema.Subgraph.Operators, 4, "operators");
        GraphName = subgraph.Text(TfLiteSchema.Subgraph.Name, "subgraph name");
    }

    public string File => _file.Name;

    public string GraphName { get; }

    public int[] Inputs { get; }

    public int[] Outputs { get; }

    public FlatVector Operators { get; }

    /// <summary>The built-in operator of a code, with the custom name when it is a custom one.</summary>
    public (int Builtin, string Custom) Code(uint index)
    {
        if (index >= (uint)_codes.Count)
        {
            throw _file.Malformed($"operator code {index} does not exist, there are {_codes.Count}");
        }
        FlatTable code = _codes.Table((int)index, $"operator code {index}");
        // Files from before builtin_code have only the deprecated byte; later ones saturate it at 127.
        int builtin = Math.Max(code.Int(TfLiteSchema.OperatorCode.Builtin), code.SignedByte(TfLiteSchema.OperatorCode.DeprecatedBuiltin));
        return (builtin, code.Text(TfLiteSchema.OperatorCode.Custom, "custom operator name"));
    }

    /// <summary>Tensor <paramref name="index"/>.</summary>
    public TfLiteTensor Tensor(int index, string place)
    {
        if ((uint)index >= (uint)_tensors.Count)
        {
            throw new CompileException("tflite.malformed", place, $"names tensor {index}, the subgraph has {_tensors.Count}; the file is damaged, export it again");
        }
        if (!_read.TryGetValue(index, out TfLiteTensor? tensor))
        {
            tensor = Describe(index);
            _read.Add(index, tensor);
        }
        return tensor;
    }

    /// <summary>The tensor's contents in the file, or empty when it is computed.</summary>
    public byte[]? Contents(TfLiteTensor tensor)
    {
        if (tensor.Buffer == 0)
        {
            return null;
        }
        if (tensor.Buffer >= (uint)_buffers.Count)
        {
            throw Bad(tensor, "tflite.malformed", $"buffer {tensor.Buffer} does not exist, there are {_buffers.Count}; the file is damaged, export it again");
        }
        FlatTable buffer = _buffers.Table((int)tensor.Buffer, $"buffer {tensor.Buffer}");
        ReadOnlySpan<byte> data = buffer.Vector(TfLiteSchema.Buffer.Data, 1, $"buffer {tensor.Buffer}").Bytes();
        ulong offset = buffer.Ulong(TfLiteSchema.Buffer.Offset);
        if (offset > 1)
        {
            data = _file.Span(Position(offset), Position(buffer.Ulong(TfLiteSchema.Buffer.Size)), $"buffer {tensor.Buffer}");
        }
        if (data.IsEmpty)
        {
            return null;
        }
        long expected = tensor.Type.BytesOf(Shapes.Elements(tensor.Shape));
        return data.Length == expected
            ? data.ToArray()
            : throw Bad(tensor, "tflite.malformed", $"has {data.Length} bytes of contents, its shape {Shapes.Text(tensor.Shape)} of {tensor.Type.Name()} needs {expected}; the file is damaged, export it again");
    }

    private static long Position(ulong value) => (long)Math.Min(value, long.MaxValue);

    private TfLiteTensor Describe(int index)
    {
        FlatTable table = _tensors.Table(index, $"tensor {index}");
        int type = table.SignedByte(TfLiteSchema.Tensor.Type);
        FlatVector extents = table.Vector(TfLiteSchema.Tensor.Shape, 4, $"tensor {index}: shape");
        if (extents.Count > Shapes.MaxRank)
        {
            throw _file.Malformed($"tensor {index} has {extents.Count} dimensions, the legal range is 0..{Shapes.MaxRank}");
        }
        TfLiteTensor tensor = new(index, table.Text(TfLiteSchema.Tensor.Name, $"tensor {index}: name"), extents.Ints(), TfLiteSchema.ElementType(type) ?? DType.I8,
            null, table.Uint(TfLiteSchema.Tensor.Buffer));
        if (TfLiteSchema.ElementType(type) is null)
        {
            throw Bad(tensor, "tflite.type", $"type {TfLiteSchema.TypeName(type)} is not read; legal: FLOAT32, INT8, UINT8, INT16, INT32, INT64, BOOL; convert the model with one of these");
        }
        if (Shapes.Elements(tensor.Shape) <= 0)
        {
            throw Bad(tensor, "tflite.shape", $"shape is {Shapes.Text(tensor.Shape)}; extents are 1 or more and a tensor has at most 2^40 elements; fix dynamic dimensions before converting");
        }
        if (table.Flag(TfLiteSchema.Tensor.IsVariable))
        {
            throw Bad(tensor, "tflite.variable", "is a variable, which keeps its value between runs; only models without state are read, unroll the recurrence");
        }
        if (table.Has(TfLiteSchema.Tensor.Sparsity))
        {
            throw Bad(tensor, "tflite.sparsity", "is stored sparse; store it dense, zeros are found again when the machine has a sparse format");
        }
        return table.Table(TfLiteSchema.Tensor.Quantization, $"tensor {index}: quantization") is FlatTable quantization
            ? tensor with { Quantization = Quantization(tensor, quantization) }
            : tensor;
    }

    private Quantization? Quantization(TfLiteTensor tensor, FlatTable table)
    {
        FlatVector scaleVector = table.Vector(TfLiteSchema.Quantization.Scale, 4, $"tensor {tensor.Index}: scales");
        if (scaleVector.Count == 0 || tensor.Type.IsFloat())
        {
            return null;
        }
        if (table.Byte(TfLiteSchema.Quantization.DetailsType) != 0)
        {
            throw Bad(tensor, "tflite.quantization", "uses custom quantization details; only affine scale and zero point are read");
        }
        float[] scales = scaleVector.Floats();
        long[] zeros = table.Vector(TfLiteSchema.Quantization.ZeroPoint, 8, $"tensor {tensor.Index}: zero points").Longs();
        int axis = scales.Length == 1 ? -1 : table.Int(TfLiteSchema.Quantization.Dimension);
        if (axis > 0 && tensor.Shape.Length == 1)
        {
            // Older converters give biases the axis of their weights.
            axis = 0;
        }
        if (scales.Length != 1 && ((uint)axis >= (uint)tensor.Shape.Length || tensor.Shape[axis] != scales.Length))
        {
            throw Bad(tensor, "tflite.quantization", $"has {scales.Length} scales for axis {axis} of {Shapes.Text(tensor.Shape)}; legal: one, or one for each index of the axis");
        }
        if (zeros.Length != 0 && zeros.Length != scales.Length)
        {
            throw Bad(tensor, "tflite.quantization", $"has {scales.Length} scales and {zeros.Length} zero points; legal: as many, or none");
        }
        int[] zeroPoints = new int[scales.Length];
        for (int i = 0; i < zeros.Length; i++)
        {
            if (zeros[i] < tensor.Type.MinValue() || zeros[i] > tensor.Type.MaxValue() || zeros[i] != (int)zeros[i])
            {
                throw Bad(tensor, "tflite.quantization", $"zero point {i} is {zeros[i]}; the legal range of {tensor.Type.Name()} is {tensor.Type.MinValue()}..{tensor.Type.MaxValue()}");
            }
            zeroPoints[i] = (int)zeros[i];
        }
        foreach (float scale in scales)
        {
            if (!(scale > 0 && float.IsFinite(scale)))
            {
                throw Bad(tensor, "tflite.quantization", $"has scale {scale}; scales are finite and above 0");
            }
        }
        return new Quantization(scales, zeroPoints, axis);
    }

    private CompileException Bad(TfLiteTensor tensor, string code, string message) =>
        new(code, _file.Name, $"tensor {tensor.Index} \"{tensor.Name}\" {message}");
}
