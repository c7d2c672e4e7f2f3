using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// Depthwise convolution by emitted <c>vpdpbusd</c>, 64 channels at a time: int8 weights without zero points; int8 inputs get their top bit flipped, which adds 128 to them.
/// </summary>
internal unsafe struct DepthwiseVnni
{
    /// <summary>Channels of one call.</summary>
    public const int Channels = 64;

    private const int QuadBytes = 4 * Channels;
    // Bias, scales, offsets, offsets of negative sums.
    private const int ParameterArrays = 4;

    private static readonly EmittedKernels<DepthwiseKind> Kernels = new(DepthwiseKind.Slots, kind => new DepthwiseEmitter(kind).Emit());

    private byte* weights;
    private int* parameters;
    private DepthwiseKind kind;
    private CertifiedDrain certified;
    private int taps;

    /// <summary>True when weights were packed for this engine.</summary>
    public readonly bool IsReady => weights != null;

    /// <summary>True when sums are drained in registers.</summary>
    public readonly bool IsCertified => kind.Drains;

    /// <summary>Packs weights of <paramref name="count"/> taps, each <paramref name="channels"/> bytes, and sums them over the taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(byte** rows, int count, int channels, bool flip, int* sums)
    {
        int quads = (count + 3) / 4;
        int groups = (channels + Channels - 1) / Channels;
        byte* packed = Scratch.Get(ScratchUse.DepthwiseQuads, (long)groups * quads * QuadBytes);
        byte* tail = stackalloc byte[Channels];
        weights = packed;
        taps = count;
        kind = new DepthwiseKind(flip, Half: false, Masked: false, LoneTap: count % 4 == 1, Drains: false, SignedOutput: false, TwoOffsets: false);
        for (int channel = 0; channel < channels; channel += Channels)
        {
            int left = Math.Min(Channels, channels - channel);
            Vector512<int> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int t = 0; t < 4 * quads; t += 4, packed += QuadBytes)
            {
                Vector512<byte> a = Tap(rows, t, count, channel, left, tail), b = Tap(rows, t + 1, count, channel, left, tail);
                Vector512<byte> e = Tap(rows, t + 2, count, channel, left, tail), d = Tap(rows, t + 3, count, channel, left, tail);
                Vector512<short> low = Avx512BW.UnpackLow(a, b).AsInt16(), high = Avx512BW.UnpackHigh(a, b).AsInt16();
                Vector512<short> lowOther = Avx512BW.UnpackLow(e, d).AsInt16(), highOther = Avx512BW.UnpackHigh(e, d).AsInt16();
                Avx512BW.UnpackLow(low, lowOther).AsByte().Store(packed);
                Avx512BW.UnpackHigh(low, lowOther).AsByte().Store(packed + 64);
                Avx512BW.UnpackLow(high, highOther).AsByte().Store(packed + 128);
                Avx512BW.UnpackHigh(high, highOther).AsByte().Store(packed + 192);
                sum0 += SumOfFour(packed);
                sum1 += SumOfFour(packed + 64);
                sum2 += SumOfFour(packed + 128);
                sum3 += SumOfFour(packed + 192);
            }
            for (int q = 0; q < 4; q++)
            {
                int* to = sums + channel + (16 * q);
                Quarter(sum0, q).Store(to);
                Quarter(sum1, q).Store(to + 4);
                Quarter(sum2, q).Store(to + 8);
                Quarter(sum3, q).Store(to + 12);
            }
        }
    }

    /// <summary>Lets sums be drained in registers where that is certain to be exact; else they go through memory.</summary>
    public void TryDrain(in DrainPlan plan, RequantMode mode, int channels)
    {
        byte* resolved = Scratch.Get(ScratchUse.CertifiedParameters, CertifiedDrain.ParameterBytes(channels));
        if (plan.Lut != null || plan.ResidualMode != ResidualMode.None || !CertifiedDrain.TryCreate(plan, mode, channels, resolved, out certified))
        {
            return;
        }
        int groups = (channels + Channels - 1) / Channels;
        parameters = (int*)Scratch.Get(ScratchUse.DepthwiseParameters, (long)groups * ParameterArrays * Channels * sizeof(int));
        for (int group = 0; group < groups; group++)
        {
            int* to = parameters + (group * ParameterArrays * Channels);
            Reorder(plan.Bias + (group * Channels), to);
            Reorder((int*)certified.Scales + (group * Channels), to + Channels);
            Reorder((int*)certified.Offsets + (group * Channels), to + (2 * Channels));
            Reorder((int*)certified.Negatives + (group * Channels), to + (3 * Channels));
        }
        kind = kind with { Drains = true, SignedOutput = plan.OutputType == DType.I8, TwoOffsets = certified.TwoOffsets };
    }

    /// <summary>Sums of <paramref name="pixels"/> pixels and up to 64 channels from <paramref name="channel"/>, a multiple of 64, on; into rows of 64.</summary>
    public readonly void Sum(byte** table, int pixels, int channel, int channels, int* block)
    {
        DepthwiseCall call = Describe(table, pixels, channel, channels);
        call.Output = (byte*)block;
        call.OutputStep = GemmTiles.BlockColumns * sizeof(int);
        Get(kind with { Drains = false, SignedOutput = false, TwoOffsets = false, Half = channels <= Channels / 2, Masked = channels % (Channels / 2) != 0 })(&call);
    }

    /// <summary>As <see cref="Sum"/>, drained to bytes; what fp32 could not decide takes the integer path. <paramref name="row"/> is the first pixel's in the plan.</summary>
    public readonly void Drain(KernelTier width, in DrainPlan plan, byte** table, int pixels, int channel, int channels, long row, nint step)
    {
        DepthwiseCall call = Describe(table, pixels, channel, channels);
        byte* records = Scratch.Get(ScratchUse.Records, (long)pixels * DepthwiseCall.RecordBytes);
        call.Output = plan.Output + plan.OutputMap.Offset(row) + channel;
        call.OutputStep = step;
        call.Records = records;
        call.Parameters = parameters + (channel * ParameterArrays);
        call.Window = certified.Window;
        call.Low = certified.LastLow * 0x01010101u;
        call.High = certified.LastHigh * 0x01010101u;
        Get(kind with { Half = channels <= Channels / 2, Masked = channels % (Channels / 2) != 0 })(&call);
        for (byte* record = records; record < call.Records; record += DepthwiseCall.RecordBytes)
        {
            int* sums = (int*)record;
            for (int i = 0; i < channels; i++)
            {
                // The integer path adds it again.
                sums[i] -= plan.Bias[channel + i];
            }
            BlockGemm.DrainBlock(width, plan, sums, GemmTiles.BlockColumns, row + pixels - *(nint*)(record + DepthwiseCall.RecordPixel), 1, channel, channels);
        }
    }

    private readonly DepthwiseCall Describe(byte** table, int pixels, int channel, int channels) => new()
    {
        Table = table,
        Pixels = pixels,
        Quads = (taps + (kind.LoneTap ? 0 : 3)) / 4,
        Channel = channel,
        Weights = weights + ((long)(channel / Channels) * ((taps + 3) / 4) * QuadBytes),
        Mask = ulong.MaxValue >> (Channels - channels),
        Flip = 0x80808080,
    };

    private static delegate* unmanaged<DepthwiseCall*, void> Get(in DepthwiseKind wanted) => (delegate* unmanaged<DepthwiseCall*, void>)Kernels.Get(wanted.Slot, wanted);

    // The order of the kernel's sums: quarter q of vector i holds channels 16q + 4i….
    private static void Reorder(int* from, int* to)
    {
        for (int i = 0; i < 4; i++)
        {
            for (int q = 0; q < 4; q++)
            {
                Vector128.Load(from + (16 * q) + (4 * i)).Store(to + (16 * i) + (4 * q));
            }
        }
    }

    private static Vector512<byte> Tap(byte** rows, int tap, int count, int channel, int left, byte* tail)
    {
        if (tap >= count)
        {
            return default;
        }
        if (left == Channels)
        {
            return Vector512.Load(rows[tap] + channel);
        }
        Vector512<byte>.Zero.Store(tail);
        new Span<byte>(rows[tap] + channel, left).CopyTo(new Span<byte>(tail, left));
        return Vector512.Load(tail);
    }

    private static Vector512<int> SumOfFour(byte* quads) =>
        Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512<byte>.One, Vector512.Load((sbyte*)quads)), Vector512<short>.One);

    private static Vector128<int> Quarter(Vector512<int> sums, int q) => q < 2 ? Half(sums.GetLower(), q) : Half(sums.GetUpper(), q - 2);

    private static Vector128<int> Half(Vector256<int> sums, int q) => q == 0 ? sums.GetLower() : sums.GetUpper();
}
