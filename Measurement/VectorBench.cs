using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
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
        ResidualArguments addition = new() { LeftShift = 20, ZeroPointA = 3, ZeroPointB = 120, MultiplierA = 1_412_345_678, MultiplierB = 1 << 30, MultiplierOut = 1_298_765_432, ShiftOut = -18, ClampMax = 255, ScaleA = 0.031f, ScaleB = 0.043f, ScaleOut = 0.057f };
        DrainArguments Requantise(RequantMode mode) => new() { Mode = mode, Multipliers = [1_500_000_000], Shifts = [-9], Scales = [0.001f], ClampMax = 255 };
        foreach (KernelTier tier in session.Tiers(everyTier: false))
        {
            KernelOptions one = new(tier, 1);
            yield return Time(session, "drain fixed, one rounding", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.FixedSingle)));
            yield return Time(session, "drain fixed, two roundings", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.FixedDouble)));
            yield return Time(session, "drain fp32 scale", tier, () => MatrixKernels.Drain(one, new Tile(output, u8), new Tile(words, i32), Requantise(RequantMode.Float32)));
            yield return Time(session, "quantised add, fixed", tier, () => VectorKernels.QuantizedAdd(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8), ResidualMode.Fixed, addition));
            yield return Time(session, "quantised add, fp32", tier, () => VectorKernels.QuantizedAdd(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8), ResidualMode.Float32, addition));
            foreach (BenchRow row in Depthwise(session, tier, bytes, other, output))
            {
                yield return row;
            }
            yield return Time(session, "depthwise 3×3 fp32", tier, () => MatrixKernels.DepthwiseConv(one, new Tile(results, f32), new Tile(reals, f32), new Tile(reals, kernelF), Padded, false, false));
            yield return Time(session, "max pool 3×3/2", tier, () => VectorKernels.Pool(one, Pooling.Max, new Tile(output, half), new Tile(bytes, u8), window));
            yield return Time(session, "quantise", tier, () => VectorKernels.Quantize(one, new Tile(output, u8), new Tile(reals, f32), [0.1f], halfAway: false));
            yield return Time(session, "dequantise", tier, () => VectorKernels.Dequantize(one, new Tile(words, f32), new Tile(bytes, u8), [0.1f]));
            yield return Time(session, "add u8", tier, () => VectorKernels.Binary(one, BinaryOperation.Add, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, u8)));
            yield return Time(session, "add fp32", tier, () => VectorKernels.Binary(one, BinaryOperation.Add, new Tile(results, f32), new Tile(reals, f32), new Tile(reals, f32)));
            yield return Time(session, "add bf16", tier, () => VectorKernels.Binary(one, BinaryOperation.Add, new Tile(results, bf16), new Tile(reals, bf16), new Tile(reals, bf16)));
            yield return Time(session, "compare fp32", tier, () => VectorKernels.Compare(one, Comparison.Gt, new Tile(output, u8), new Tile(reals, f32), new Tile(reals, f32)));
            yield return Time(session, "select fp32", tier, () => VectorKernels.Select(one, new Tile(results, f32), new Tile(bytes, u8), new Tile(reals, f32), new Tile(reals, f32)));
            yield return Time(session, "fp32 to fp16", tier, () => VectorKernels.Convert(one, new Tile(results, f16), new Tile(reals, f32)));
            yield return Time(session, "sum of rows fp32", tier, () => VectorKernels.Reduce(one, Reduction.Sum, new Tile(output, sums), new Tile(reals, f32), 1, false));
            yield return Time(session, "softmax fp32", tier, () => VectorKernels.Softmax(one, new Tile(results, f32), new Tile(reals, f32), 1));
            foreach (UnaryOperation function in (UnaryOperation[])[UnaryOperation.Exp, UnaryOperation.Tanh, UnaryOperation.Sigmoid, UnaryOperation.Erf, UnaryOperation.Rsqrt])
            {
                yield return Time(session, $"{function} fp32".ToLowerInvariant(), tier, () => VectorKernels.Unary(one, function, new Tile(results, f32), new Tile(reals, f32)));
            }
            yield return Time(session, "look-up u8", tier, () => VectorKernels.Lookup(one, new Tile(output, u8), new Tile(bytes, u8), new Tile(other, table)));
            yield return Time(session, "move", tier, () => MoveKernels.Move(one, new Tile(output, u8), new Tile(bytes, u8)));
        }
    }

    private static ConvGeometry Padded => ConvGeometry.Unit with { PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 };

    // Drained to u8, with steps of one and two, against the runtime's own depthwise convolution.
    private static IEnumerable<BenchRow> Depthwise(BenchSession session, KernelTier tier, byte[] x, byte[] weights, byte[] output)
    {
        foreach (int stride in (int[])[1, 2])
        {
            int size = Size / stride;
            TileShape from = TileShape.Dense(DType.U8, 1, Size, Size, Channels), to = TileShape.Dense(DType.U8, 1, size, size, Channels), kernel = TileShape.Dense(DType.I8, 3, 3, Channels);
            int[] multipliers = [1_500_000_000], shifts = [-9];
            List<Contender> contenders =
            [
                new($"depthwise 3×3/{stride} int8", BenchSession.Name(tier), () => MatrixKernels.DepthwiseConvDrain(new KernelOptions(tier, 1), new Tile(output, to), new Tile([], TileShape.Dense(DType.I32, 1)), new Tile(x, from), new Tile(weights, kernel), Padded with { StrideH = stride, StrideW = stride }, false, new DrainArguments { Mode = RequantMode.FixedSingle, Multipliers = multipliers, Shifts = shifts, ClampMax = 255 })),
            ];
            byte[] result = new byte[size * size * Channels];
            using INativeModel? native = session.Runtime?.Open(new NativeModelRequest(OnnxModelBytes.QLinearConv(Channels, Size, Channels, 3, stride, 1, weights.AsSpan(0, 9 * Channels), Channels), x, [1, Size, Size, Channels], result, [1, size, size, Channels], Threads: 1));
            if (native is not null)
            {
                contenders.Add(new Contender($"QLinearConv depthwise 3×3/{stride}", session.Runtime!.Name, native.Run) { IsBaseline = true });
            }
            foreach (BenchRow row in session.Compare("vector", $"{Size}×{Size}×{Channels}", (double)size * size * Channels, contenders, 0.2))
            {
                yield return row;
            }
        }
    }

    private static BenchRow Time(BenchSession session, string kernel, KernelTier tier, Action action) =>
        session.Compare("vector", $"{Size}×{Size}×{Channels}", Elements, [new Contender(kernel, BenchSession.Name(tier), action)], 0.1)[0];
}
