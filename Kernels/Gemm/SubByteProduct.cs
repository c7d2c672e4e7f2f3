using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Products by panels of 4-bit and 2-bit integers: they are spread to panels of bytes once a call, then the byte kernels do the work.</summary>
/// <remarks>
/// A lane of 32 bits holds 8 or 16 consecutive K of a column; each lane becomes two or four lanes of four bytes, in the same order of K:
/// <code>
/// lane 7 6 5 4 3 2 1 0 → ·3·2·1·0, ·7·6·5·4
/// </code>
/// </remarks>
internal static unsafe class SubByteProduct
{
    private const int LaneBytes = 64;

    /// <summary>Runs when the weights are such panels and an engine fits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, in MatrixProduct.Operands o)
    {
        TileShape shape = o.Right.Shape;
        int groups = o.IsConv ? o.Geometry.Groups : 1;
        if (options.Tier == KernelTier.Reference || !shape.Type.IsSubByte() || shape.Layout == Layout.Plain || shape.Format != SparseFormat.Dense || shape.Rank != (o.IsConv ? 4 : 2)
            || groups < 1 || shape.Dims[shape.Rank - 1] % groups != 0 || shape.Elements is 0 or > int.MaxValue / 4 || (groups > 1 && shape.Strides[1] <= 0) || shape.SpanBytes(groups) > o.Right.Data.Length)
        {
            return false;
        }
        DType type = shape.Type is DType.I4 or DType.I2 ? DType.I8 : DType.U8;
        bool sums = shape.Layout == Layout.PanelSums;
        TileShape bytes = PanelPacking.Shape(type, sums, groups, ((ReadOnlySpan<long>)shape.Dims)[..shape.Rank]) with { ZeroPoint = shape.ZeroPoint };
        int length = checked((int)bytes.SpanBytes(groups));
        byte* to = Scratch.Get(ScratchUse.DecodedWeights, length);
        int panels = (int)((shape.Dims[shape.Rank - 1] / groups) + PanelLayout.Columns - 1) / PanelLayout.Columns;
        nint lanes = (nint)(PanelLayout.Depth(shape) + 3) / 4;
        fixed (byte* from = o.Right.Data)
        {
            for (int group = 0; group < groups; group++)
            {
                for (int p = 0; p < panels; p++)
                {
                    byte* source = from + (group * (nint)shape.Strides[1]) + (p * (nint)shape.Strides[0]);
                    byte* target = to + (((group * panels) + p) * (nint)bytes.Strides[0]);
                    byte* end = Spread(source, target, lanes, shape.Type);
                    if (sums)
                    {
                        Vector512.Load(end).Store(target + (lanes * LaneBytes));
                    }
                }
            }
        }
        MatrixProduct.Operands spread = o;
        spread.Right = new Tile(new Span<byte>(to, length), bytes) { ZeroPoints = o.Right.ZeroPoints };
        return MatrixProduct.TryRun(options, spread);
    }

    // Writes so many lanes of bytes of one panel; returns where the panel's own end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte* Spread(byte* from, byte* to, nint lanes, DType type)
    {
        bool nibbles = type is DType.I4 or DType.U4;
        Vector512<byte> sign = Vector512.Create(type == DType.I4 ? (byte)8 : type == DType.I2 ? (byte)2 : (byte)0);
        nint lane = 0;
        if (Avx512Vbmi.IsSupported)
        {
            // Eight fields of eight bits each start where an element does; the mask leaves the element.
            int parts = nibbles ? 2 : 4;
            Vector512<byte> mask = Vector512.Create(nibbles ? (byte)0x0F : (byte)0x03);
            Vector512<byte> starts = Vector512.Create(nibbles ? 0x2C28_2420_0C08_0400ul : 0x2624_2220_0604_0200ul).AsByte();
            Vector512<byte> next = Vector512.Create(nibbles ? (byte)16 : (byte)8);
            for (; lane + parts <= lanes; lane += parts, from += LaneBytes)
            {
                Vector512<ulong> raw = Vector512.Load((ulong*)from);
                Vector512<byte> start = starts;
                for (int part = 0; part < parts; part++, start += next, to += LaneBytes)
                {
                    (((Avx512Vbmi.MultiShift(start, raw) & mask) ^ sign) - sign).Store(to);
                }
            }
        }
        for (; lane < lanes; from += LaneBytes)
        {
            Vector512<uint> raw = Vector512.Load((uint*)from);
            for (int part = 0; part < (nibbles ? 2 : 4) && lane < lanes; part++, lane++, to += LaneBytes)
            {
                Vector512<uint> spread = nibbles ? Nibbles(raw >>> (16 * part)) : Pairs(raw >>> (8 * part));
                ((spread.AsByte() ^ sign) - sign).Store(to);
            }
        }
        return from;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Nibbles(Vector512<uint> raw)
    {
        Vector512<uint> low = raw & Vector512.Create(0xFFFFu);
        Vector512<uint> two = (low | (low << 8)) & Vector512.Create(0x00FF00FFu);
        return (two | (two << 4)) & Vector512.Create(0x0F0F0F0Fu);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Pairs(Vector512<uint> raw)
    {
        Vector512<uint> low = raw & Vector512.Create(0xFFu);
        Vector512<uint> two = (low | (low << 12)) & Vector512.Create(0x000F000Fu);
        return (two | (two << 6)) & Vector512.Create(0x03030303u);
    }
}
