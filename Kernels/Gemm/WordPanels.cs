using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>Panels of bytes as panels of int16 pairs, for products of enough rows: widened once, not once for each tile of six rows.</summary>
/// <remarks>
/// A step of four bytes becomes two steps: pairs of bytes 0 and 2, then of 1 and 3. Where a tile is two panels wide they lie side by side, step by step, so that the
/// tile reads one stream; else one after the other.
/// </remarks>
internal static unsafe class WordPanels
{
    /// <summary>Rows from which on widening pays.</summary>
    public const int LeastRows = 12;

    /// <summary>Steps of four bytes that are widened at a time: 160 KiB of four panels stay in the second-level cache beside the rows.</summary>
    public const int MostSteps = 320;

    /// <summary>Widens some steps of up to four panels into scratch, to be read by <see cref="GemmTiles.RunWords"/>.</summary>
    public static byte* Widen(KernelTier width, byte* panels, nint panelBytes, int count, nint steps, bool signed)
    {
        byte* to = Scratch.Get(ScratchUse.WordPanels, count * steps * 128);
        for (int p = 0; p < count; p++)
        {
            byte* from = panels + (p * panelBytes), panel = to + Offset(width, p, steps);
            nint stepBytes = StepBytes(width, p, count);
            switch (width)
            {
                case KernelTier.Vector512:
                    Widen<Lanes512, Vector512<int>>(from, steps, signed, panel, stepBytes);
                    break;
                case KernelTier.Vector256:
                    Widen<Lanes256, Vector256<int>>(from, steps, signed, panel, stepBytes);
                    break;
                default:
                    Widen<Lanes128, Vector128<int>>(from, steps, signed, panel, stepBytes);
                    break;
            }
        }
        return to;
    }

    /// <summary>Bytes from a step of a widened panel to its next: twice as many where the panel has a neighbour.</summary>
    public static nint StepBytes(KernelTier width, int panel, int count) => width == KernelTier.Vector512 && (panel | 1) < count ? 128 : 64;

    /// <summary>Bytes from the first widened panel to another; <paramref name="steps"/> counts four bytes.</summary>
    public static nint Offset(KernelTier width, int panel, nint steps) => width == KernelTier.Vector512 ? (panel / 2 * steps * 256) + (panel % 2 * 64) : panel * steps * 128;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen<L, V>(byte* from, nint steps, bool signed, byte* to, nint stepBytes)
        where L : struct, ILanes<V>
        where V : struct
    {
        for (nint k = 0; k < steps; k++, from += 64, to += 2 * stepBytes)
        {
            for (int i = 0; i < 64; i += 4 * L.Count)
            {
                V lanes = L.Load(from + i);
                L.Store(to + i, signed ? L.EvenBytes(lanes, true) : L.EvenBytes(lanes, false));
                L.Store(to + stepBytes + i, signed ? L.OddBytes(lanes, true) : L.OddBytes(lanes, false));
            }
        }
    }
}
