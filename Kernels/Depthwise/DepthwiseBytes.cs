using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>
/// Depthwise sums of bytes by int16 pair products (vpmaddwd): two taps of a channel side by side in a 32-bit lane. Raw values; the zero point of the input is a
/// correction of the bias, that of the weights is already in them.
/// </summary>
/// <remarks>
/// Channels go in chunks of twice the lanes of the widest vector allowed, then of narrower ones; each chunk has its own weights, pair by pair, at
/// <c>weights + first channel · pairs</c>. Fewer than eight channels go through slots of eight.
/// </remarks>
internal static unsafe class DepthwiseBytes
{
    /// <summary>Channels of the narrowest chunk.</summary>
    public const int Narrowest = 8;

    /// <summary>int32 of the packed weights.</summary>
    public static long PackedLength(int pairs, int channels) => (long)pairs * ((channels + Narrowest - 1) & ~(Narrowest - 1));

    /// <summary>Channels of the chunk that begins with <paramref name="left"/> channels to go.</summary>
    public static int Chunk(KernelTier width, int left) => width == KernelTier.Vector512 && left >= 32 ? 32 : width >= KernelTier.Vector256 && left >= 16 ? 16 : Narrowest;

    /// <summary>
    /// Packs weights of <paramref name="taps"/> taps, each <paramref name="channels"/> bytes, less their zero points, for tables of <paramref name="entries"/> a pixel;
    /// also sums them over the taps.
    /// </summary>
    public static void Pack<TLane>(KernelTier width, byte** taps, int count, int entries, int channels, short* zeroPoints, int* packed, int* sums)
        where TLane : struct, IPanelLane
    {
        int pairs = entries / 2;
        new Span<int>(packed, checked((int)PackedLength(pairs, channels))).Clear();
        byte* slots = stackalloc byte[2 * Narrowest];
        int* line = stackalloc int[Narrowest];
        byte** two = stackalloc byte*[2];
        two[0] = slots;
        two[1] = slots + Narrowest;
        for (int channel = 0; channel < channels;)
        {
            int left = channels - channel;
            int chunk = Chunk(width, left);
            int* to = packed + ((long)channel * pairs);
            switch (chunk)
            {
                case 32:
                    PackChunk<Lanes512, Vector512<int>, TLane>(taps, count, channel, zeroPoints + channel, to, sums + channel);
                    break;
                case 16:
                    PackChunk<Lanes256, Vector256<int>, TLane>(taps, count, channel, zeroPoints + channel, to, sums + channel);
                    break;
                case Narrowest when left >= Narrowest:
                    PackChunk<Lanes128, Vector128<int>, TLane>(taps, count, channel, zeroPoints + channel, to, sums + channel);
                    break;
                default:
                    new Span<int>(sums + channel, left).Clear();
                    for (int t = 0; t < count; t += 2, to += Narrowest)
                    {
                        new Span<byte>(slots, 2 * Narrowest).Clear();
                        new Span<byte>(taps[t] + channel, left).CopyTo(new Span<byte>(slots, left));
                        bool isLast = t + 1 == count;
                        if (!isLast)
                        {
                            new Span<byte>(taps[t + 1] + channel, left).CopyTo(new Span<byte>(slots + Narrowest, left));
                        }
                        PackChunk<Lanes128, Vector128<int>, TLane>(two, isLast ? 1 : 2, 0, zeroPoints + channel, to, line);
                        for (int i = 0; i < left; i++)
                        {
                            sums[channel + i] += line[i];
                        }
                    }
                    break;
            }
            channel += Math.Min(chunk, left);
        }
    }

    /// <summary>Sums of <paramref name="pixels"/> pixels and <paramref name="channels"/> (at most 64) channels from <paramref name="channel"/> on; one more pixel may be written.</summary>
    public static void Run<TLane>(KernelTier width, byte** table, int pixels, int entries, int channel, int channels, int* weights, int* block)
        where TLane : struct, IPanelLane
    {
        int pairs = entries / 2;
        for (int i = 0; i < channels;)
        {
            int left = channels - i;
            int chunk = Chunk(width, left);
            int* w = weights + ((long)(channel + i) * pairs);
            switch (chunk)
            {
                case 32:
                    Pixels<Lanes512, Vector512<int>, TLane>(table, pixels, pairs, channel + i, w, block + i);
                    break;
                case 16:
                    Pixels<Lanes256, Vector256<int>, TLane>(table, pixels, pairs, channel + i, w, block + i);
                    break;
                case Narrowest when left >= Narrowest:
                    Pixels<Lanes128, Vector128<int>, TLane>(table, pixels, pairs, channel + i, w, block + i);
                    break;
                default:
                    Rest<TLane>(table, pixels, entries, channel + i, left, w, block + i);
                    break;
            }
            i += Math.Min(chunk, left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PackChunk<L, V, TLane>(byte** taps, int count, int channel, short* zeroPoints, int* packed, int* sums)
        where L : struct, ILanes<V>
        where V : struct
        where TLane : struct, IPanelLane
    {
        V zero = L.Load(zeroPoints), ones = L.Splat(0x00010001);
        V low = L.Splat(0), high = low;
        for (int t = 0; t < count; t += 2, packed += 2 * L.Count)
        {
            V first = L.SubtractWords(L.LoadWords(taps[t] + channel, TLane.Signed), zero);
            V second = t + 1 < count ? L.SubtractWords(L.LoadWords(taps[t + 1] + channel, TLane.Signed), zero) : L.Splat(0);
            V a = L.PairLow(first, second), b = L.PairHigh(first, second);
            L.Store(packed, a);
            L.Store(packed + L.Count, b);
            low = L.MultiplyPairs(low, a, ones);
            high = L.MultiplyPairs(high, b, ones);
        }
        L.StorePaired(sums, low, high);
    }

    // Two pixels at a time share the weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pixels<L, V, TLane>(byte** table, int pixels, int pairs, nint channel, int* weights, int* block)
        where L : struct, ILanes<V>
        where V : struct
        where TLane : struct, IPanelLane
    {
        for (int p = 0; p < pixels; p += 2, block += 2 * GemmTiles.BlockColumns)
        {
            byte** other = table + (2 * pairs);
            V low0 = L.Splat(0), high0 = low0, low1 = low0, high1 = low0;
            int* w = weights;
            for (int i = 0; i < pairs; i++, table += 2, other += 2, w += 2 * L.Count)
            {
                V a = L.LoadWords(table[0] + channel, TLane.Signed), b = L.LoadWords(table[1] + channel, TLane.Signed);
                V c = L.LoadWords(other[0] + channel, TLane.Signed), d = L.LoadWords(other[1] + channel, TLane.Signed);
                V lowWeights = L.Load(w), highWeights = L.Load(w + L.Count);
                low0 = L.MultiplyPairs(low0, L.PairLow(a, b), lowWeights);
                high0 = L.MultiplyPairs(high0, L.PairHigh(a, b), highWeights);
                low1 = L.MultiplyPairs(low1, L.PairLow(c, d), lowWeights);
                high1 = L.MultiplyPairs(high1, L.PairHigh(c, d), highWeights);
            }
            table = other;
            L.StorePaired(block, low0, high0);
            L.StorePaired(block + GemmTiles.BlockColumns, low1, high1);
        }
    }

    private static void Rest<TLane>(byte** table, int pixels, int entries, nint channel, int left, int* weights, int* block)
        where TLane : struct, IPanelLane
    {
        byte* slots = Scratch.Get(ScratchUse.Rows, 2L * entries * (Narrowest + sizeof(byte*)));
        byte** moved = (byte**)(slots + (2 * entries * Narrowest));
        for (int p = 0; p < pixels; p += 2, table += 2 * entries, block += 2 * GemmTiles.BlockColumns)
        {
            for (int t = 0; t < 2 * entries; t++)
            {
                moved[t] = slots + (t * Narrowest);
                for (int i = 0; i < left; i++)
                {
                    moved[t][i] = table[t][channel + i];
                }
            }
            Pixels<Lanes128, Vector128<int>, TLane>(moved, 2, entries / 2, 0, weights, block);
        }
    }
}
