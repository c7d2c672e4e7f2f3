using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>
/// fp32 matrix products on every vector tier, and those of 16-bit floats on the fastest, which are fp32's after exact widening: terms in the order of the instruction set,
/// against a runtime that need not keep one.
/// </summary>
internal static class FloatGemm
{
    /// <summary>One shape.</summary>
    public static IReadOnlyList<BenchRow> Compare(BenchSession session, GemmShape g)
    {
        Random random = new(7);
        float[] a = new float[g.M * g.K], weights = new float[g.K * g.N], results = new float[g.M * g.N];
        Fill(a);
        Fill(weights);
        byte[] plain = MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();
        using MachineBytes left = new(MemoryMarshal.AsBytes(a.AsSpan())), panels = new(PanelPacking.Pack(DType.F32, plain, sums: false, 1, [g.K, g.N])), sums = new(new byte[g.M * g.N * 4]);
        List<MachineBytes> narrow = [];
        TileShape shapeA = TileShape.Dense(DType.F32, g.M, g.K), shapeB = TileShape.Panels(DType.F32, false, g.K, g.N), shapeC = TileShape.Dense(DType.F32, g.M, g.N);
        List<Contender> contenders = [];
        foreach (KernelTier tier in session.Tiers(everyTier: true))
        {
            KernelOptions one = new(tier, 1);
            contenders.Add(new Contender("gemm f32", BenchSession.Name(tier), () => MatrixKernels.MatMul(one, new Tile(sums.All, shapeC), new Tile(left.All, shapeA), new Tile(panels.All, shapeB), accumulate: false))
            {
                Peak = session.Peaks.For("f32", tier),
            });
        }
        foreach (DType type in (DType[])[DType.BF16, DType.F16])
        {
            TileShape narrowA = TileShape.Dense(type, g.M, g.K), narrowB = TileShape.Panels(type, false, g.K, g.N);
            MachineBytes rows16 = new(Narrow(type, a)), panels16 = new(PanelPacking.Pack(type, Narrow(type, weights), sums: false, 1, [g.K, g.N]));
            narrow.AddRange([rows16, panels16]);
            KernelOptions one = new(session.Fastest, 1);
            contenders.Add(new Contender($"gemm {type.Name()}", BenchSession.Name(session.Fastest), () => MatrixKernels.MatMul(one, new Tile(sums.All, shapeC), new Tile(rows16.All, narrowA), new Tile(panels16.All, narrowB), accumulate: false))
            {
                Peak = session.Peaks.For("f32", session.Fastest),
            });
        }
        using INativeModel? native = session.Runtime?.Open(new NativeModelRequest(OnnxModelBytes.MatMul(g.M, g.N, g.K, plain), a, [g.M, g.K], results, [g.M, g.N], Threads: 1));
        if (native is not null)
        {
            contenders.Add(new Contender("MatMul f32", session.Runtime!.Name, native.Run) { IsBaseline = true, Peak = session.Peaks.For("f32", session.Fastest) });
        }
        int rows = Math.Min(g.M, NaiveLoops.MostRows);
        contenders.Add(new Contender("naive loop f32", NaiveLoops.Name, () => NaiveLoops.MatMul(a, weights, results, rows, g.N, g.K)) { IsBaseline = native is null, Work = (double)rows * g.N * g.K });
        IReadOnlyList<BenchRow> compared = session.Compare("gemm", g.ToString(), g.Macs, contenders);
        narrow.ForEach(bytes => bytes.Dispose());
        return compared;

        static byte[] Narrow(DType type, float[] values)
        {
            byte[] codes = new byte[values.Length * sizeof(ushort)];
            Span<ushort> to = MemoryMarshal.Cast<byte, ushort>(codes.AsSpan());
            for (int i = 0; i < values.Length; i++)
            {
                to[i] = (ushort)SmallFloat.Encode(type, values[i]);
            }
            return codes;
        }

        void Fill(float[] values)
        {
            foreach (ref float value in values.AsSpan())
            {
                value = random.NextSingle() - 0.5f;
            }
        }
    }
}
