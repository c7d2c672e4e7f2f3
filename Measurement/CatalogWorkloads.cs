using System;
using System.Runtime.InteropServices;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>One call of every operation of the kernel catalog, on operands of about 200 000 elements.</summary>
internal static class CatalogWorkloads
{
    private const int M = 196;
    private const int N = 256;
    private const int K = 256;
    private const int Rows = 784;
    private const int Columns = 256;

    /// <summary>The call an entry stands for, at its tier.</summary>
    /// <exception cref="InvalidOperationException">The catalog has an operation without a workload here.</exception>
    public static Action Make(KernelEntry entry)
    {
        KernelOptions o = new(entry.Tier, 1);
        return entry.Operation switch
        {
            "gemm-i8" => Matrix(o, DType.U8, DType.I8, DType.I32),
            "gemm-i4" => Matrix(o, DType.U8, DType.I4, DType.I32),
            "gemm-i2" => Matrix(o, DType.U8, DType.I2, DType.I32),
            "gemm-i16" => Matrix(o, DType.I16, DType.I16, DType.I32),
            "gemm-f32" => Matrix(o, DType.F32, DType.F32, DType.F32),
            "gemm-bf16" => Matrix(o, DType.BF16, DType.BF16, DType.F32),
            "gemm-f16" => Matrix(o, DType.F16, DType.F16, DType.F32),
            "grouped-gemm-i8" => Grouped(o),
            "conv-i8" => Conv(o, DType.U8, DType.I8, DType.I32),
            "conv-i4" => Conv(o, DType.U8, DType.I4, DType.I32),
            "conv-i2" => Conv(o, DType.U8, DType.I2, DType.I32),
            "conv-i16" => Conv(o, DType.I16, DType.I16, DType.I32),
            "conv-f32" => Conv(o, DType.F32, DType.F32, DType.F32),
            "conv-bf16" => Conv(o, DType.BF16, DType.BF16, DType.F32),
            "conv-f16" => Conv(o, DType.F16, DType.F16, DType.F32),
            "depthwise-i8" => Depthwise(o, DType.I8, DType.I32),
            "depthwise-f32" => Depthwise(o, DType.F32, DType.F32),
            "drain" => Drain(o),
            "pool-i8" => Pool(o),
            "binary" => Elements(DType.F32, DType.F32, (d, a, b) => VectorKernels.Binary(o, BinaryOperation.Add, d, a, b)),
            "unary" => Elements(DType.F32, DType.F32, (d, a, _) => VectorKernels.Unary(o, UnaryOperation.Tanh, d, a)),
            "compare" => Elements(DType.U8, DType.F32, (d, a, b) => VectorKernels.Compare(o, Comparison.Lt, d, a, b)),
            "select" => Elements(DType.U8, DType.U8, (d, a, b) => VectorKernels.Select(o, d, a, a, b)),
            "convert" => Elements(DType.I8, DType.F32, (d, a, _) => VectorKernels.Convert(o, d, a)),
            "softmax" => Elements(DType.F32, DType.F32, (d, a, _) => VectorKernels.Softmax(o, d, a, 1)),
            "quantize" => Elements(DType.I8, DType.F32, (d, a, _) => VectorKernels.Quantize(o, d, a, [0.1f], false)),
            "dequantize" => Elements(DType.F32, DType.I8, (d, a, _) => VectorKernels.Dequantize(o, d, a, [0.1f])),
            "quantized-add" => Elements(DType.I8, DType.I8, (d, a, b) => VectorKernels.QuantizedAdd(o, d, a, b, ResidualMode.Float32, new ResidualArguments { ScaleA = 1, ScaleB = 1, ScaleOut = 2, ClampMin = -128, ClampMax = 127 })),
            "move" => Elements(DType.U8, DType.U8, (d, a, _) => MoveKernels.Move(o, d, a)),
            "fill" => Elements(DType.U8, DType.U8, (d, _, _) => MoveKernels.Fill(o, d, 7)),
            "reduce" => Reduce(o),
            "lookup" => Lookup(o),
            "gather" => Indexed(o, gather: true),
            "scatter" => Indexed(o, gather: false),
            "move-panel" => Panels(o),
            "move-bitmask" => Bitmask(o),
            _ => throw new InvalidOperationException($"the catalog's operation {entry.Operation} has no workload; add one"),
        };
    }

    /// <summary>Products of a matrix entry, elements of any other.</summary>
    public static double Size(KernelEntry entry) => entry.Reference switch
    {
        "MatMul" or "GroupedMatMul" => (double)M * N * K,
        "Conv" => 28.0 * 28 * 64 * 64 * 9,
        "DepthwiseConv" => 28.0 * 28 * 256 * 9,
        _ => Rows * Columns,
    };

    private delegate void Call(Tile destination, Tile a, Tile b);

    private static byte[] Data(in TileShape shape)
    {
        byte[] data = new byte[shape.SpanBytes()];
        Random random = new(17);
        if (shape.Type == DType.F32)
        {
            foreach (ref float value in MemoryMarshal.Cast<byte, float>(data.AsSpan()))
            {
                value = (random.NextSingle() - 0.5f) * 8;
            }
        }
        else if (shape.Type is DType.BF16 or DType.F16)
        {
            foreach (ref ushort value in MemoryMarshal.Cast<byte, ushort>(data.AsSpan()))
            {
                value = (ushort)SmallFloat.Encode(shape.Type, (random.NextSingle() - 0.5f) * 8);
            }
        }
        else
        {
            random.NextBytes(data);
        }
        return data;
    }

    private static Action Elements(DType to, DType from, Call call)
    {
        TileShape source = TileShape.Dense(from, Rows, Columns), target = TileShape.Dense(to, Rows, Columns);
        byte[] a = Data(source), b = Data(source), d = Data(target);
        return () => call(new Tile(d, target), new Tile(a, source), new Tile(b, source));
    }

    private static Action Matrix(KernelOptions o, DType left, DType right, DType sums)
    {
        TileShape a = TileShape.Dense(left, M, K), c = TileShape.Dense(sums, M, N), b = TileShape.Panels(right, right.IsInteger(), K, N);
        byte[] x = Data(a), y = Data(c), w = PanelPacking.Pack(right, Data(TileShape.Dense(right, K, N)), right.IsInteger(), 1, [K, N]);
        return () => MatrixKernels.MatMul(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), accumulate: false);
    }

    private static Action Grouped(KernelOptions o)
    {
        TileShape a = TileShape.Dense(DType.U8, M, K), c = TileShape.Dense(DType.I32, M, N), b = TileShape.Panels(DType.I8, true, 4, K, N);
        byte[] x = Data(a), y = Data(c), w = PanelPacking.Pack(DType.I8, Data(TileShape.Dense(DType.I8, 4, K, N)), true, 1, [4, K, N]);
        int[] offsets = [0, 40, 100, 130, M];
        return () => MatrixKernels.GroupedMatMul(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), offsets, [], accumulate: false);
    }

    private static Action Conv(KernelOptions o, DType left, DType right, DType sums)
    {
        TileShape a = TileShape.Dense(left, 1, 28, 28, 64), c = TileShape.Dense(sums, 1, 28, 28, 64), b = TileShape.Panels(right, right.IsInteger(), 3, 3, 64, 64);
        byte[] x = Data(a), y = Data(c), w = PanelPacking.Pack(right, Data(TileShape.Dense(right, 3, 3, 64, 64)), right.IsInteger(), 1, [3, 3, 64, 64]);
        ConvGeometry padded = ConvGeometry.Unit with { PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 };
        return () => MatrixKernels.Conv(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), padded, accumulate: false);
    }

    private static Action Depthwise(KernelOptions o, DType type, DType sums)
    {
        TileShape a = TileShape.Dense(type, 1, 28, 28, 256), c = TileShape.Dense(sums, 1, 28, 28, 256), b = TileShape.Dense(type, 3, 3, 256);
        byte[] x = Data(a), y = Data(c), w = Data(b);
        ConvGeometry padded = ConvGeometry.Unit with { PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 };
        return () => MatrixKernels.DepthwiseConv(o, new Tile(y, c), new Tile(x, a), new Tile(w, b), padded, shared: false, accumulate: false);
    }

    private static Action Drain(KernelOptions o)
    {
        TileShape a = TileShape.Dense(DType.I32, Rows, Columns), c = TileShape.Dense(DType.I8, Rows, Columns);
        byte[] x = Data(a), y = Data(c);
        return () => MatrixKernels.Drain(o, new Tile(y, c), new Tile(x, a), new DrainArguments { Mode = RequantMode.FixedSingle, Multipliers = [1_500_000_000], Shifts = [-9], ClampMin = -128, ClampMax = 127 });
    }

    private static Action Pool(KernelOptions o)
    {
        TileShape a = TileShape.Dense(DType.I8, 1, 28, 28, 256), c = TileShape.Dense(DType.I8, 1, 14, 14, 256);
        byte[] x = Data(a), y = Data(c);
        ConvGeometry window = ConvGeometry.Unit with { KernelH = 2, KernelW = 2, StrideH = 2, StrideW = 2 };
        return () => VectorKernels.Pool(o, Pooling.Max, new Tile(y, c), new Tile(x, a), window);
    }

    private static Action Reduce(KernelOptions o)
    {
        TileShape a = TileShape.Dense(DType.F32, Rows, Columns), c = TileShape.Dense(DType.F32, Rows, 1);
        byte[] x = Data(a), y = Data(c);
        return () => VectorKernels.Reduce(o, Reduction.Sum, new Tile(y, c), new Tile(x, a), axes: 1, accumulate: false);
    }

    private static Action Lookup(KernelOptions o)
    {
        TileShape a = TileShape.Dense(DType.U8, Rows, Columns), entries = TileShape.Dense(DType.U8, 256);
        byte[] x = Data(a), y = Data(a), table = Data(entries);
        return () => VectorKernels.Lookup(o, new Tile(y, a), new Tile(x, a), new Tile(table, entries));
    }

    private static Action Indexed(KernelOptions o, bool gather)
    {
        TileShape a = TileShape.Dense(DType.F32, Rows, Columns), index = TileShape.Dense(DType.I32, Rows);
        byte[] x = Data(a), y = Data(a), list = new byte[index.SpanBytes()];
        Random random = new(3);
        foreach (ref int row in MemoryMarshal.Cast<byte, int>(list.AsSpan()))
        {
            row = random.Next(Rows);
        }
        return gather
            ? () => MoveKernels.Gather(o, new Tile(y, a), new Tile(x, a), new Tile(list, index), IndexPolicy.Trap)
            : () => MoveKernels.Scatter(o, new Tile(y, a), new Tile(x, a), new Tile(list, index), IndexPolicy.Trap);
    }

    private static Action Panels(KernelOptions o)
    {
        TileShape plain = TileShape.Dense(DType.I8, Rows, Columns), panels = TileShape.Panels(DType.I8, true, Rows, Columns);
        byte[] x = Data(plain), y = new byte[panels.SpanBytes()];
        return () => MoveKernels.Move(o, new Tile(y, panels), new Tile(x, plain));
    }

    private static Action Bitmask(KernelOptions o)
    {
        TileShape plain = TileShape.Dense(DType.I8, Rows, Columns), sparse = plain with { Format = SparseFormat.Bitmask };
        byte[] x = Data(plain), y = Data(plain), values = new byte[x.Length], mask = new byte[BitmaskFormat.MetadataBytes(sparse)];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = x[i] < 128 ? (byte)0 : x[i];
        }
        Reference.Move(new Tile(values, sparse) { Metadata = mask }, new Tile(x, plain));
        return () => MoveKernels.Move(o, new Tile(y, plain), new Tile(values, sparse) { Metadata = mask });
    }
}
