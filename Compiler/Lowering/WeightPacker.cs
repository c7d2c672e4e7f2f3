using System;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Constant weights, cut into tiles in operand layout.</summary>
internal static class WeightPacker
{
    /// <summary>Whether a type is packed with column sums.</summary>
    public static bool HasSums(DType type) => type.IsInteger();

    /// <summary>Bytes of a panel tile of <paramref name="depth"/> × <paramref name="columns"/>.</summary>
    public static long PanelBytes(DType type, long depth, long columns) =>
        (columns + PanelLayout.Columns - 1) / PanelLayout.Columns * PanelLayout.PanelBytes(type, depth, HasSums(type));

    /// <summary>Packs channels [c0, c0 + channels) and columns [n0, n0 + columns) of w [taps rows, taps columns, C, O] as panels; a matrix has one tap.</summary>
    public static void Pack(Value w, long rows, long cols, long c0, long channels, long n0, long columns, Span<byte> target)
    {
        long allChannels = w.Shape[^2].Size, allColumns = w.Shape[^1].Size;
        TileShape panel = TileShape.Panels(w.Type, HasSums(w.Type), rows, cols, channels, columns);
        ReadOnlySpan<byte> raw = w.Constant;
        int bits = w.Type.Bits();
        long rowBytes = w.Type.BytesOf(allColumns);
        if (!w.Type.IsSubByte())
        {
            TileShape tile = new() { Type = w.Type, Rank = 4, Dims = Five.Of(rows, cols, channels, columns), Strides = Five.Of(cols * allChannels * rowBytes, allChannels * rowBytes, rowBytes, bits / 8) };
            PanelRows.Pack(target, panel.Strides[0], w.Type, HasSums(w.Type), raw[(int)((c0 * rowBytes) + (n0 * (bits / 8)))..], PanelRows.Offsets(tile), (int)columns);
            return;
        }
        long sumsAt = panel.Strides[0] - 64;
        for (long r = 0; r < rows; r++)
        {
            for (long s = 0; s < cols; s++)
            {
                for (long c = 0; c < channels; c++)
                {
                    long k = PanelLayout.ConvDepthIndex(rows, cols, channels, r, s, c);
                    ReadOnlySpan<byte> line = raw.Slice((int)(((((r * cols) + s) * allChannels) + c0 + c) * rowBytes), (int)rowBytes);
                    for (long n = 0; n < columns; n++)
                    {
                        long bit = PanelLayout.ElementBit(panel, k, n);
                        ulong value = Read(line, n0 + n, bits);
                        target[(int)(bit / 8)] |= (byte)(value << (int)(bit % 8));
                        if (HasSums(w.Type))
                        {
                            ref int sum = ref MemoryMarshal.Cast<byte, int>(target.Slice((int)((n / 16 * panel.Strides[0]) + sumsAt), 64))[(int)(n % 16)];
                            sum = unchecked(sum + Signed(value, w.Type));
                        }
                    }
                }
            }
        }
    }

    /// <summary>Copies columns [n0, n0 + columns) of every row of w, dense.</summary>
    public static void PackPlain(Value w, long n0, long columns, Span<byte> target)
    {
        int width = w.Type.Bits() / 8;
        long all = w.Shape[^1].Size;
        ReadOnlySpan<byte> raw = w.Constant;
        for (long row = 0; row < raw.Length / (all * width); row++)
        {
            raw.Slice((int)(((row * all) + n0) * width), (int)(columns * width)).CopyTo(target[(int)(row * columns * width)..]);
        }
    }

    private static ulong Read(ReadOnlySpan<byte> line, long index, int bits) =>
        (uint)(line[(int)(index * bits / 8)] >> (int)(index * bits % 8)) & ((1u << bits) - 1);

    private static int Signed(ulong value, DType type)
    {
        int unused = 64 - type.Bits();
        return type.IsSigned() ? (int)((long)(value << unused) >> unused) : (int)value;
    }
}
