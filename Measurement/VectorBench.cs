using System;
using System.Collections.Generic;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>Vector, move and drain kernels on one 56 × 56 × 256 activation of ResNet-50; speeds count elements.</summary>
internal static class VectorBench
{
    private const int Size = 56;
    private const int Channels = 256;
    private const int Elements = Size * Size * Channels;

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        byte[] bytes = new byte[Elements];
        byte[] other = new byte[Elements];
        byte[] output = new byte[Elements];
        byte[] words = new byte[Elements * 4];
        new Random(3).NextBytes(bytes);
        new Random(4).NextBytes(other);
        TileShape u8 = TileShape.Dense(DType.U8, 1, Size, Size, Channels);
        TileShape f32 = TileShape.Dense(DType.F32, 1, Size, Size, Channels);
        TileShape i32 = TileShape.Dense(DType.I32, 1, Size, Size, Channels);
        TileShape half = TileShape.Dense(DType.U8, 1, Size / 2, Size / 2, Channels);
        ConvGeometry window = ConvGeometry.Unit with { KernelH = 3, KernelW = 3, StrideH = 2, StrideW = 2, PadTop = 1, PadLeft = 1 };
        ConvGeometry depthwise = ConvGeometry.Unit with { PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 };
        TileShape kernel = TileShape.Dense(DType.I8, 3, 3, Channels);
        ResidualArguments addition = new() { LeftShift = 20, MultiplierA = 1 << 30, MultiplierB = 1 << 30, MultiplierOut = 1 << 30, ShiftOut = -18, ClampMax = 255, ScaleA = 1, ScaleB = 1, ScaleOut = 2 };
        DrainArguments Requantise(RequantMode mode) => new() { Mode = mode, Multipliers = [1_500_000_000], Shifts = [-9], Scales = [0.001f], ClampMax = 255 };
        foreach (KernelTier tier in session.Tiers(everyTier: false))
        {
            KernelOptions one = new(tier, 1);
            yield return Time(session, "drain fixed, one rounding", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.FixedSingle)));
            yield return Time(session, "drain fixed, two roundings", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.FixedDouble)));
            yield return Time(session, "drain fp32 scale", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.Float32)));
            yield return Time(session, "quantised add, fixed", tier, () => VectorKernels.QuantizedAdd(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8), ResidualMode.Fixed, addition));
            yield return Time(session, "quantised add, fp32", tier, () => VectorKernels.QuantizedAdd(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8), ResidualMode.Float32, addition));
            yield return Time(session, "depthwise 3×3 int8", tier, () => MatrixKernels.DepthwiseConvDrain(one, new Tile(output, u8), new Tile([], i32), new Tile(bytes, u8), new Tile(other, kernel), depthwise, false, Requantise(RequantMode.FixedSingle)));
            yield return Time(session, "max pool 3×3/2", tier, () => VectorKernels.Pool(one, Pooling.Max, new Tile(output, half), new Tile(bytes, u8), window));
            yield return Time(session, "quantise", tier, () => VectorKernels.Quantize(one, new Tile(output, u8), new Tile(words, f32), [0.1f], halfAway: false));
            yield return Time(session, "dequantise", tier, () => VectorKernels.Dequantize(one, new Tile(words, f32), new Tile(bytes, u8), [0.1f]));
            yield return Time(session, "add u8", tier, () => VectorKernels.Binary(one, BinaryOperation.Add, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8)));
            yield return Time(session, "move", tier, () => MoveKernels.Move(one, new Tile(output, u8), new Tile(bytes, u8)));
        }
    }

    private static BenchRow Time(BenchSession session, string kernel, KernelTier tier, Action action) =>
        session.Compare("vector", $"{Size}×{Size}×{Channels}", Elements, [new Contender(kernel, BenchSession.Name(tier), action)], 0.1)[0];
}
