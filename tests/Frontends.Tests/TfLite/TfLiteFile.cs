using System;
using System.Collections.Generic;
using System.Linq;
using Google.FlatBuffers;

namespace AccelEmu.Frontends.Tests;

/// <summary>Writes small TFLite files for tests: tensors, operators, options by field number.</summary>
internal sealed class TfLiteFile
{
    private sealed record Tensor(int[] Shape, int Type, byte[]? Data, float[] Scales, long[] Zeros, int Axis);

    private sealed record Operator(int Builtin, int[] Inputs, int[] Outputs, (int Field, object Value)[] Options);

    private readonly List<Tensor> _tensors = [];
    private readonly List<Operator> _operators = [];

    public int[] Inputs { get; set; } = [0];

    public int[] Outputs { get; set; } = [];

    /// <summary>Type numbers of the schema.</summary>
    public const int F32 = 0, I32 = 2, U8 = 3, I64 = 4, I16 = 7, I8 = 9;

    public int AddTensor(int type, int[] shape, byte[]? data = null, float[]? scales = null, long[]? zeros = null, int axis = 0)
    {
        _tensors.Add(new Tensor(shape, type, data, scales ?? [], zeros ?? [], axis));
        return _tensors.Count - 1;
    }

    public int AddQuantized(int type, int[] shape, float scale, long zero, byte[]? data = null) => AddTensor(type, shape, data, [scale], [zero]);

    public void AddOperator(int builtin, int[] inputs, int[] outputs, params (int Field, object Value)[] options)
    {
        _operators.Add(new Operator(builtin, inputs, outputs, options));
        Outputs = outputs;
    }

    /// <summary>A convolution, pooling and softmax: every kind of field once.</summary>
    public static byte[] Sample()
    {
        TfLiteFile file = new();
        int x = file.AddQuantized(I8, [1, 5, 5, 2], 0.5f, 3);
        int w = file.AddTensor(I8, [3, 3, 3, 2], [.. Enumerable.Range(0, 54).Select(i => (byte)i)], [0.1f, 0.2f, 0.3f], [0, 0, 0]);
        int b = file.AddTensor(I32, [3], new byte[12], [0.05f, 0.1f, 0.15f], [0, 0, 0]);
        int y = file.AddQuantized(I8, [1, 3, 3, 3], 0.25f, -5);
        int p = file.AddQuantized(I8, [1, 1, 1, 3], 0.25f, -5);
        int s = file.AddQuantized(I8, [1, 1, 1, 3], 1f / 256, -128);
        file.AddOperator(3, [x, w, b], [y], (0, (sbyte)0), (1, 2), (2, 2), (3, (sbyte)1));
        file.AddOperator(1, [y], [p], (0, (sbyte)1), (1, 1), (2, 1), (3, 3), (4, 3));
        file.AddOperator(25, [p], [s], (0, 1f));
        return file.Build();
    }

    public byte[] Build()
    {
        FlatBufferBuilder b = new(1024) { ForceDefaults = true };
        int[] tensors = [.. _tensors.Select((t, i) => Table(b, 8, [(0, Ints(b, t.Shape)), (1, (sbyte)t.Type), (2, (uint)(t.Data is null ? 0 : i + 1)), (3, b.CreateString($"t{i}")), (4, Quantization(b, t))]))];
        int[] buffers = [Table(b, 1, []), .. _tensors.Select(t => t.Data is null ? Table(b, 1, []) : Table(b, 1, [(0, Bytes(b, t.Data))]))];
        int[] codes = [.. _operators.Select(o => Table(b, 4, [(0, (sbyte)Math.Min(o.Builtin, 127)), (3, o.Builtin)]))];
        int[] operators = [.. _operators.Select((o, i) => Table(b, 6, [(0, (uint)i), (1, Ints(b, o.Inputs)), (2, Ints(b, o.Outputs)), (4, new Offset<int>(Table(b, 8, o.Options)))]))];
        int subgraph = Table(b, 5, [(0, Tables(b, tensors)), (1, Ints(b, Inputs)), (2, Ints(b, Outputs)), (3, Tables(b, operators))]);
        int model = Table(b, 5, [(0, 3u), (1, Tables(b, codes)), (2, Tables(b, [subgraph])), (4, Tables(b, buffers))]);
        b.Finish(model, "TFL3");
        return b.SizedByteArray();
    }

    private static Offset<int> Quantization(FlatBufferBuilder b, Tensor tensor)
    {
        VectorOffset scales = Vector(b, tensor.Scales, 4, (v, x) => v.AddFloat(x)), zeros = Vector(b, tensor.Zeros, 8, (v, x) => v.AddLong(x));
        return new Offset<int>(Table(b, 7, [(2, scales), (3, zeros), (6, tensor.Axis)]));
    }

    private static int Table(FlatBufferBuilder b, int fields, (int Field, object Value)[] values)
    {
        b.StartTable(fields);
        foreach ((int field, object value) in values)
        {
            switch (value)
            {
                case int v:
                    b.AddInt(field, v, 0);
                    break;
                case uint v:
                    b.AddUint(field, v, 0);
                    break;
                case sbyte v:
                    b.AddSbyte(field, v, 0);
                    break;
                case bool v:
                    b.AddBool(field, v, false);
                    break;
                case float v:
                    b.AddFloat(field, v, 0);
                    break;
                case VectorOffset v:
                    b.AddOffset(field, v.Value, 0);
                    break;
                case StringOffset v:
                    b.AddOffset(field, v.Value, 0);
                    break;
                case Offset<int> v:
                    b.AddOffset(field, v.Value, 0);
                    break;
                default:
                    throw new ArgumentException($"{value.GetType()} is no option type");
            }
        }
        return b.EndTable();
    }

    private static VectorOffset Ints(FlatBufferBuilder b, int[] values) => Vector(b, values, 4, (v, x) => v.AddInt(x));

    private static VectorOffset Bytes(FlatBufferBuilder b, byte[] values) => Vector(b, values, 1, (v, x) => v.AddByte(x));

    private static VectorOffset Tables(FlatBufferBuilder b, int[] values) => Vector(b, values, 4, (v, x) => v.AddOffset(x));

    private static VectorOffset Vector<T>(FlatBufferBuilder b, T[] values, int size, Action<FlatBufferBuilder, T> add)
    {
        b.StartVector(size, values.Length, size);
        for (int i = values.Length - 1; i >= 0; i--)
        {
            add(b, values[i]);
        }
        return b.EndVector();
    }
}
