using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Right operands made ready for an engine: plain matrices packed into panels, uint8 panels turned into int8.</summary>
internal static unsafe class WeightPanels
{
    /// <summary>Packs columns <paramref name="firstColumn"/>… of a plain [K, N] or [KH, KW, C, N] tile into scratch panels without sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte* Pack(byte* data, in TileShape shape, long firstColumn, int columns, out nint panelBytes)
    {
        int element = shape.Type.Bits() / 8;
        int g = 4 / element;
        long depth = PanelLayout.Depth(shape);
        nint steps = (nint)((depth + g - 1) / g);
        int panels = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
        panelBytes = steps * 64;
        nint columnStride = (nint)shape.Strides[shape.Rank - 1];
        byte* to = Scratch.Get(ScratchUse.Weights, panels * panelBytes);
        if (shape.Rank == 2 && shape.Strides[0] == element)
        {
            TransposedPanels.Pack(data + ((nint)firstColumn * columnStride), columnStride, (nint)depth * element, columns, to, panelBytes);
            return to;
        }
        Span<long> offsets = new(Scratch.Get(ScratchUse.Offsets, Math.Max(depth, 1) * sizeof(long)), checked((int)depth));
        PanelRows.Offsets(shape, offsets);
        if (columnStride == element)
        {
            ReadOnlySpan<byte> plain = new(data, checked((int)shape.SpanBytes()));
            PanelRows.Pack(new Span<byte>(to, checked((int)(panels * panelBytes))), panelBytes, shape.Type, sums: false, plain[(int)(firstColumn * element)..], offsets, columns);
            return to;
        }
        new Span<byte>(to, checked((int)(panels * panelBytes))).Clear();
        for (int p = 0; p < panels; p++)
        {
            int width = Math.Min(PanelLayout.Columns, columns - (p * PanelLayout.Columns));
            byte* from = data + ((nint)(firstColumn + (p * PanelLayout.Columns)) * columnStride);
            byte* panel = to + (p * panelBytes);
            for (nint k = 0; k < (nint)depth; k++)
            {
                byte* source = from + offsets[(int)k];
                byte* lane = panel + (k / g * 64) + (k % g * element);
                for (int n = 0; n < width; n++, lane += 4, source += columnStride)
                {
                    switch (element)
                    {
                        case 1:
                            *lane = *source;
                            break;
                        case 2:
                            *(short*)lane = *(short*)source;
                            break;
                        default:
                            *(int*)lane = *(int*)source;
                            break;
                    }
                }
            }
        }
        return to;
    }

    /// <summary>True when what follows <paramref name="depthBytes"/> bytes of K in the last lane of every panel is zero, as packing leaves it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool HaveZeroTails(byte* panels, nint panelBytes, int count, nint depthBytes)
    {
        int used = (int)(depthBytes % 4);
        if (used == 0)
        {
            return true;
        }
        Vector512<uint> any = default;
        for (int p = 0; p < count; p++)
        {
            any |= Vector512.Load((uint*)(panels + (p * panelBytes) + (depthBytes / 4 * 64)));
        }
        return (any >>> (8 * used)) == default;
    }

    /// <summary>Copies panels with every byte's top bit flipped: uint8 less 128 as int8. Depth tails become −128 and meet zero rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte* Flip(byte* panels, nint panelBytes, nint stepBytes, int count)
    {
        byte* to = Scratch.Get(ScratchUse.FlippedWeights, count * stepBytes);
        Vector512<byte> mask = Vector512.Create((byte)0x80);
        for (int p = 0; p < count; p++)
        {
            for (nint i = 0; i < stepBytes; i += 64)
            {
                (Vector512.Load(panels + (p * panelBytes) + i) ^ mask).Store(to + (p * stepBytes) + i);
            }
        }
        return to;
    }
}
