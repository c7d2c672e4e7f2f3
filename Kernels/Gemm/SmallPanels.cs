using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Weights of a <see cref="SmallProduct"/>: bytes, K a multiple of four, columns a multiple of eight. Runs only where emitted kernels do.</summary>
internal static unsafe class SmallPanels
{
    /// <summary>Packs plain rows of K into panels without sums; columns that do not exist become zero.</summary>
    public static void Pack(byte* from, nint step, int depth, int columns, byte* to, nint panelBytes)
    {
        for (int column = 0; column < columns; column += PanelLayout.Columns, to += panelBytes)
        {
            bool whole = columns - column >= PanelLayout.Columns;
            byte* row = from + column;
            for (int k = 0; k < depth; k += 4, row += 4 * step)
            {
                Vector128<byte> a = Load(row, whole), b = Load(row + step, whole), c = Load(row + (2 * step), whole), d = Load(row + (3 * step), whole);
                Vector128<ushort> abLow = Sse2.UnpackLow(a, b).AsUInt16(), abHigh = Sse2.UnpackHigh(a, b).AsUInt16();
                Vector128<ushort> cdLow = Sse2.UnpackLow(c, d).AsUInt16(), cdHigh = Sse2.UnpackHigh(c, d).AsUInt16();
                Sse2.UnpackLow(abLow, cdLow).AsByte().Store(to + (k * PanelLayout.Columns));
                Sse2.UnpackHigh(abLow, cdLow).AsByte().Store(to + (k * PanelLayout.Columns) + 16);
                Sse2.UnpackLow(abHigh, cdHigh).AsByte().Store(to + (k * PanelLayout.Columns) + 32);
                Sse2.UnpackHigh(abHigh, cdHigh).AsByte().Store(to + (k * PanelLayout.Columns) + 48);
            }
        }
    }

    /// <summary>Sums of a panel's sixteen columns over K.</summary>
    public static Vector512<int> Sums(byte* panel, int depth, bool unsigned)
    {
        Vector512<int> sums = default;
        for (int k = 0; k < depth; k += 4)
        {
            Vector512<byte> lane = Vector512.Load(panel + (k * PanelLayout.Columns));
            Vector512<short> pairs = unsigned ? Avx512BW.MultiplyAddAdjacent(lane, Vector512<sbyte>.One) : Avx512BW.MultiplyAddAdjacent(Vector512<byte>.One, lane.AsSByte());
            sums += Avx512BW.MultiplyAddAdjacent(pairs, Vector512<short>.One);
        }
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(byte* from, bool whole) => whole ? Vector128.Load(from) : Vector128.CreateScalar(*(ulong*)from).AsByte();
}
