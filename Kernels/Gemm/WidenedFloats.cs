using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// bf16 and fp16 operands as fp32 on their way into a product: exact, so that the fp32 chain of multiply-adds in K order gives the defined sums. The processor's own
/// bf16 products take terms in another order and flush denormals.
/// </summary>
internal static unsafe class WidenedFloats
{
    // Shorter panels are widened before another thread is there.
    private const int SharedBytes = 16384;

    /// <summary>True for the types that are widened here.</summary>
    public static bool Widens(DType type) => type is DType.BF16 or DType.F16;

    /// <summary>True for the types that the fp32 engine multiplies.</summary>
    public static bool Multiplies(DType type) => type == DType.F32 || Widens(type);

    /// <summary>Widens <paramref name="count"/> elements.</summary>
    public static void Row(KernelTier width, DType type, byte* from, float* to, nint count)
    {
        if (type == DType.BF16)
        {
            Row<BrainElement>(width, from, to, count);
        }
        else
        {
            Row<HalfElement>(width, from, to, count);
        }
    }

    /// <summary>Panels of pairs of terms as scratch panels of fp32 terms.</summary>
    /// <param name="options">Threads.</param>
    /// <param name="width">Widest vectors to use.</param>
    /// <param name="type">Type of the panels.</param>
    /// <param name="panels">First panel.</param>
    /// <param name="panelBytes">Bytes between panels, there and then in scratch.</param>
    /// <param name="panelCount">Panels.</param>
    /// <param name="depth">Terms.</param>
    public static byte* Panels(in KernelOptions options, KernelTier width, DType type, byte* panels, ref nint panelBytes, int panelCount, long depth)
    {
        nint pairs = (nint)((depth + 1) / 2), wide = pairs * 2 * PanelLayout.Columns * sizeof(float);
        byte* to = Scratch.Get(ScratchUse.WidenedPanels, panelCount * wide);
        Split.Run(wide < SharedBytes ? 1 : options.Threads, panelCount, new PanelPieces { From = panels, FromBytes = panelBytes, To = to, ToBytes = wide, Pairs = pairs, Type = type, Width = width });
        panelBytes = wide;
        return to;
    }

    private struct PanelPieces : IPieces
    {
        public byte* From;
        public nint FromBytes;
        public byte* To;
        public nint ToBytes;
        public nint Pairs;
        public DType Type;
        public KernelTier Width;

        public readonly void Do(int index)
        {
            byte* from = From + (index * FromBytes);
            float* to = (float*)(To + (index * ToBytes));
            switch (Width)
            {
                case KernelTier.Vector512:
                    Pairs<Lanes512, Vector512<int>>(Type == DType.BF16, from, to, Pairs);
                    break;
                case KernelTier.Vector256:
                    Pairs<Lanes256, Vector256<int>>(Type == DType.BF16, from, to, Pairs);
                    break;
                default:
                    Pairs<Lanes128, Vector128<int>>(Type == DType.BF16, from, to, Pairs);
                    break;
            }
        }
    }

    private static void Row<TElement>(KernelTier width, byte* from, float* to, nint count)
        where TElement : IElement
    {
        switch (width)
        {
            case KernelTier.Vector512:
                Row<TElement, Lanes512, Vector512<int>>(from, to, count);
                break;
            case KernelTier.Vector256:
                Row<TElement, Lanes256, Vector256<int>>(from, to, count);
                break;
            default:
                Row<TElement, Lanes128, Vector128<int>>(from, to, count);
                break;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<TElement, L, V>(byte* from, float* to, nint count)
        where TElement : IElement
        where L : struct, ILanes<V>
        where V : struct
    {
        nint i = 0;
        for (; i + L.Count <= count; i += L.Count)
        {
            L.Store(to + i, TElement.Load<L, V>(from + (i * sizeof(ushort))));
        }
        if (i < count)
        {
            // Nothing may be read behind the row.
            byte* rest = stackalloc byte[Vector512<byte>.Count];
            float* wide = stackalloc float[Vector512<float>.Count];
            int bytes = (int)(count - i) * sizeof(ushort);
            new Span<byte>(from + (i * sizeof(ushort)), bytes).CopyTo(new Span<byte>(rest, bytes));
            L.Store(wide, TElement.Load<L, V>(rest));
            new Span<float>(wide, (int)(count - i)).CopyTo(new Span<float>(to + i, (int)(count - i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs<L, V>(bool isBrain, byte* from, float* to, nint pairs)
        where L : struct, ILanes<V>
        where V : struct
    {
        V low = L.Splat(0xFFFF), high = L.Splat(unchecked((int)0xFFFF0000));
        for (nint pair = 0; pair < pairs; pair++, from += PanelLayout.Columns * sizeof(int), to += 2 * PanelLayout.Columns)
        {
            for (int n = 0; n < PanelLayout.Columns; n += L.Count)
            {
                V both = L.Load(from + (n * sizeof(int)));
                L.Store(to + n, isBrain ? L.ShiftLeft(both, 16) : SmallFloats<L, V>.FromHalf(L.And(both, low)));
                L.Store(to + PanelLayout.Columns + n, isBrain ? L.And(both, high) : SmallFloats<L, V>.FromHalf(L.And(L.ShiftRight(both, 16), low)));
            }
        }
    }
}
