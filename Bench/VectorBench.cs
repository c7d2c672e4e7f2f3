using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Bench;

/// <summary>Vector, move and drain kernels on one 56 × 56 × 256 activation of ResNet-50; rates are elements a second.</summary>
internal static class VectorBench
{
    private const int Size = 56;
    private const int Channels = 256;
    private const int Elements = Size * Size * Channels;

    public static IEnumerable<Row> Run()
    {
        byte[] bytes = new byte[Elements];
        byte[] other = new byte[Elements];
        byte[] output = new byte[Elements];
        byte[] words = new byte[Elements * 4];
        byte[] results = new byte[Elements * 4];
        byte[] reals = new byte[Elements * 4];
        Random random = new(5);
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(reals.AsSpan()))
        {
            value = (random.NextSingle() - 0.5f) * 8;
        }
        new Random(3).NextBytes(bytes);
        new Random(4).NextBytes(other);
        TileShape u8 = TileShape.Dense(DType.U8, 1, Size, Size, Channels);
        TileShape f32 = TileShape.Dense(DType.F32, 1, Size, Size, Channels);
        TileShape i32 = TileShape.Dense(DType.I32, 1, Size, Size, Channels);
        TileShape f16 = TileShape.Dense(DType.F16, 1, Size, Size, Channels);
        TileShape bf16 = TileShape.Dense(DType.BF16, 1, Size, Size, Channels);
        TileShape sums = TileShape.Dense(DType.F32, 1, Size, Size, 1);
        TileShape table = TileShape.Dense(DType.U8, 256);
        TileShape kernelF = TileShape.Dense(DType.F32, 3, 3, Channels);
        TileShape half = TileShape.Dense(DType.U8, 1, Size / 2, Size / 2, Channels);
        ConvGeometry window = ConvGeometry.Unit with { KernelH = 3, KernelW = 3, StrideH = 2, StrideW = 2, PadTop = 1, PadLeft = 1 };
        ConvGeometry depthwise = ConvGeometry.Unit with { PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 };
        TileShape kernel = TileShape.Dense(DType.I8, 3, 3, Channels);
        ResidualArguments addition = new() { LeftShift = 20, ZeroPointA = 3, ZeroPointB = 120, MultiplierA = 1_412_345_678, MultiplierB = 1 << 30, MultiplierOut = 1_298_765_432, ShiftOut = -18, ClampMax = 255, ScaleA = 0.031f, ScaleB = 0.043f, ScaleOut = 0.057f };
        DrainArguments Requantise(RequantMode mode) => new() { Mode = mode, Multipliers = [1_500_000_000], Shifts = [-9], Scales = [0.001f], ClampMax = 255 };
        using (OnnxRuntimeBaseline ort = new(OnnxModelBytes.QLinearConv(Channels, Size, Channels, 3, 1, 1, other.AsSpan(0, 9 * Channels), groups: Channels), bytes, [1, Channels, Size, Size], output, [1, Channels, Size, Size], threads: 1))
        {
            yield return Time("depthwise 3×3 int8", "onnxruntime", ort.Run);
        }
        using (OnnxRuntimeBaseline ort = new(OnnxModelBytes.QLinearConv(Channels, Size, Channels, 3, 2, 1, other.AsSpan(0, 9 * Channels), groups: Channels), bytes, [1, Channels, Size, Size], output, [1, Channels, Size / 2, Size / 2], threads: 1))
        {
            yield return Time("depthwise 3×3/2 int8", "onnxruntime", ort.Run);
        }
        foreach (KernelTier tier in KernelTiers.Accelerated)
        {
            if (tier is KernelTier.Reference or KernelTier.Emitted)
            {
                continue;
            }
            KernelOptions one = new(tier, 1);
            yield return Time("drain fixed, one rounding", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.FixedSingle)));
            yield return Time("drain fixed, two roundings", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.FixedDouble)));
            yield return Time("drain fp32 scale", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.Float32)));
            yield return Time("quantised add, fixed", tier, () => VectorKernels.QuantizedAdd(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8), ResidualMode.Fixed, addition));
            yield return Time("quantised add, fp32", tier, () => VectorKernels.QuantizedAdd(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8), ResidualMode.Float32, addition));
            yield return Time("depthwise 3×3 int8", tier, () => MatrixKernels.DepthwiseConvDrain(one, new Tile(output, u8), new Tile([], i32), new Tile(bytes, u8), new Tile(other, kernel), depthwise, false, Requantise(RequantMode.FixedSingle)));
            yield return Time("depthwise 3×3/2 int8", tier, () => MatrixKernels.DepthwiseConvDrain(one, new Tile(output, half), new Tile([], i32), new Tile(bytes, u8), new Tile(other, kernel), depthwise with { StrideH = 2, StrideW = 2 }, false, Requantise(RequantMode.FixedSingle)));
            yield return Time("depthwise 3×3 fp32", tier, () => MatrixKernels.DepthwiseConv(one, new Tile(results, f32), new Tile(reals, f32), new Tile(reals, kernelF), depthwise, false, false));
            yield return Time("max pool 3×3/2", tier, () => VectorKernels.Pool(one, Pooling.Max, new Tile(output, half), new Tile(bytes, u8), window));
            yield return Time("quantise", tier, () => VectorKernels.Quantize(one, new Tile(output, u8), new Tile(reals, f32), [0.1f], halfAway: false));
            yield return Time("dequantise", tier, () => VectorKernels.Dequantize(one, new Tile(words, f32), new Tile(bytes, u8), [0.1f]));
            yield return Time("add u8", tier, () => VectorKernels.Binary(one, BinaryOperation.Add, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8)));
            yield return Time("add fp32", tier, () => VectorKernels.Binary(one, BinaryOperation.Add, new Tile(results, f32), new Tile(reals, f32), new Tile(reals, f32)));
            yield return Time("add bf16", tier, () => VectorKernels.Binary(one, BinaryOperation.Add, new Tile(results, bf16), new Tile(reals, bf16), new Tile(reals, bf16)));
            yield return Time("compare fp32", tier, () => VectorKernels.Compare(one, Comparison.Gt, new Tile(output, u8), new Tile(reals, f32), new Tile(reals, f32)));
            yield return Time("select fp32", tier, () => VectorKernels.Select(one, new Tile(results, f32), new Tile(bytes, u8), new Tile(reals, f32), new Tile(reals, f32)));
            yield return Time("fp32 to fp16", tier, () => VectorKernels.Convert(one, new Tile(results, f16), new Tile(reals, f32)));
            yield return Time("sum of rows fp32", tier, () => VectorKernels.Reduce(one, Reduction.Sum, new Tile(output, sums), new Tile(reals, f32), 1, false));
            yield return Time("softmax fp32", tier, () => VectorKernels.Softmax(one, new Tile(results, f32), new Tile(reals, f32), 1));
            yield return Time("exp fp32", tier, () => VectorKernels.Unary(one, UnaryOperation.Exp, new Tile(results, f32), new Tile(reals, f32)));
            yield return Time("tanh fp32", tier, () => VectorKernels.Unary(one, UnaryOperation.Tanh, new Tile(results, f32), new Tile(reals, f32)));
            yield return Time("erf fp32", tier, () => VectorKernels.Unary(one, UnaryOperation.Erf, new Tile(results, f32), new Tile(reals, f32)));
            yield return Time("1/sqrt fp32", tier, () => VectorKernels.Unary(one, UnaryOperation.Rsqrt, new Tile(results, f32), new Tile(reals, f32)));
            yield return Time("look-up u8", tier, () => VectorKernels.Lookup(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, table)));
            yield return Time("move", tier, () => MoveKernels.Move(one, new Tile(output, u8), new Tile(bytes, u8)));
        }
    }

    private static Row Time(string kernel, KernelTier tier, Action action) => Time(kernel, tier.ToString(), action);

    private static Row Time(string kernel, string tier, Action action)
    {
        double seconds = Stopwatching.Best(action, 0.05);
        return new Row("vector", kernel, tier, $"{Size}×{Size}×{Channels}", seconds, Elements / seconds, null, null);
    }
}
