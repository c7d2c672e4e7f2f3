using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>
/// Twelve rows by two vectors of int16 pair products (vpmaddwd), for processors with 32 vector registers. Products are added three rows after they are taken, across
/// steps, which keeps sums off the ports that multiply: 1 to 5 % more than adding at once (measured on Zen 4). Rows and panels are those of <see cref="PairTile{TRow, TLane}"/> of
/// <see cref="Shorts"/>.
/// </summary>
internal static unsafe class TallTile<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    /// <summary>Rows of the tile.</summary>
    public const int Rows = 12;

    /// <summary>True where the sums fit the registers.</summary>
    public static bool IsFitting => Avx512F.VL.IsSupported;

    /// <summary>Twelve rows from <paramref name="row"/> of the pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in PairPass pass, int row)
    {
        nint pairs = pass.RowBytes / sizeof(int), stepBytes = pass.StepBytes, steps = pass.Steps, sumsRow = pass.SumsRow;
        int* a = (int*)(pass.Rows + (row * pass.RowBytes)), d = a + (3 * pairs), e = d + (3 * pairs), f = e + (3 * pairs);
        int* sums = pass.Sums + (row * sumsRow);
        byte* panels = pass.Panels;
        TwoParts<L, V> c0 = default, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0;
        if (pass.Kept)
        {
            c0 = TwoParts<L, V>.Load(sums);
            c1 = TwoParts<L, V>.Load(sums + sumsRow);
            c2 = TwoParts<L, V>.Load(sums + (2 * sumsRow));
            c3 = TwoParts<L, V>.Load(sums + (3 * sumsRow));
            c4 = TwoParts<L, V>.Load(sums + (4 * sumsRow));
            c5 = TwoParts<L, V>.Load(sums + (5 * sumsRow));
            c6 = TwoParts<L, V>.Load(sums + (6 * sumsRow));
            c7 = TwoParts<L, V>.Load(sums + (7 * sumsRow));
            c8 = TwoParts<L, V>.Load(sums + (8 * sumsRow));
            c9 = TwoParts<L, V>.Load(sums + (9 * sumsRow));
            c10 = TwoParts<L, V>.Load(sums + (10 * sumsRow));
            c11 = TwoParts<L, V>.Load(sums + (11 * sumsRow));
        }
        TwoParts<L, V> p = default, q = p, r = p;
        for (nint k = 0; k < steps; k++)
        {
            TwoParts<L, V> b = TwoParts<L, V>.LoadPanels(panels, 0);
            Advance(ref c9, ref p, a, b);
            Advance(ref c10, ref q, a + pairs, b);
            Advance(ref c11, ref r, a + (2 * pairs), b);
            Advance(ref c0, ref p, d, b);
            Advance(ref c1, ref q, d + pairs, b);
            Advance(ref c2, ref r, d + (2 * pairs), b);
            Advance(ref c3, ref p, e, b);
            Advance(ref c4, ref q, e + pairs, b);
            Advance(ref c5, ref r, e + (2 * pairs), b);
            Advance(ref c6, ref p, f, b);
            Advance(ref c7, ref q, f + pairs, b);
            Advance(ref c8, ref r, f + (2 * pairs), b);
            a++;
            d++;
            e++;
            f++;
            panels += stepBytes;
        }
        c9 = TwoParts<L, V>.Add(c9, p);
        c10 = TwoParts<L, V>.Add(c10, q);
        c11 = TwoParts<L, V>.Add(c11, r);
        TwoParts<L, V>.Store(sums, c0);
        TwoParts<L, V>.Store(sums + sumsRow, c1);
        TwoParts<L, V>.Store(sums + (2 * sumsRow), c2);
        TwoParts<L, V>.Store(sums + (3 * sumsRow), c3);
        TwoParts<L, V>.Store(sums + (4 * sumsRow), c4);
        TwoParts<L, V>.Store(sums + (5 * sumsRow), c5);
        TwoParts<L, V>.Store(sums + (6 * sumsRow), c6);
        TwoParts<L, V>.Store(sums + (7 * sumsRow), c7);
        TwoParts<L, V>.Store(sums + (8 * sumsRow), c8);
        TwoParts<L, V>.Store(sums + (9 * sumsRow), c9);
        TwoParts<L, V>.Store(sums + (10 * sumsRow), c10);
        TwoParts<L, V>.Store(sums + (11 * sumsRow), c11);
    }

    // Adds a row's products and takes those of the row three further on. The pair is read here: read by the caller it would be broadcast from a general register.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance(ref TwoParts<L, V> sum, ref TwoParts<L, V> products, int* pair, TwoParts<L, V> panels)
    {
        sum = TwoParts<L, V>.Add(sum, products);
        products = TwoParts<L, V>.PairProducts(*pair, panels);
    }
}
