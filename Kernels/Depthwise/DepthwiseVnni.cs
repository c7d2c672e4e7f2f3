using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>
/// Depthwise sums of 64 channels by emitted <c>vpdpbusd</c>: four taps of a channel side by side in a 32-bit lane, interleaved from four loads in registers. int8 weights
/// without zero points; int8 inputs get their top bit flipped, which adds 128 to them.
/// </summary>
internal static unsafe class DepthwiseVnni
{
    /// <summary>Channels of one call.</summary>
    public const int Channels = 64;

    private const int QuadBytes = 4 * Channels;

    private static readonly Lazy<nint> Plain = new(() => Emit(flip: false));
    private static readonly Lazy<nint> Flipping = new(() => Emit(flip: true));

    [StructLayout(LayoutKind.Sequential)]
    private struct Call
    {
        public byte** Table;
        public nint Pixels;
        public nint Quads;
        public nint Channel;
        public byte* Weights;
        public int* Block;
    }

    /// <summary>Bytes of the packed weights of whole groups of 64 channels.</summary>
    public static long PackedBytes(int entries, int channels) => (long)(channels / Channels) * (entries / 4) * QuadBytes;

    /// <summary>Packs weights of <paramref name="count"/> taps for tables of <paramref name="entries"/> a pixel.</summary>
    public static void Pack(byte** taps, int count, int entries, int channels, byte* packed)
    {
        for (int channel = 0; channel + Channels <= channels; channel += Channels)
        {
            for (int t = 0; t < entries; t += 4, packed += QuadBytes)
            {
                Vector512<byte> a = Tap(taps, t, count, channel), b = Tap(taps, t + 1, count, channel), c = Tap(taps, t + 2, count, channel), d = Tap(taps, t + 3, count, channel);
                Vector512<short> low = Avx512BW.UnpackLow(a, b).AsInt16(), high = Avx512BW.UnpackHigh(a, b).AsInt16();
                Vector512<short> lowOther = Avx512BW.UnpackLow(c, d).AsInt16(), highOther = Avx512BW.UnpackHigh(c, d).AsInt16();
                Avx512BW.UnpackLow(low, lowOther).AsByte().Store(packed);
                Avx512BW.UnpackHigh(low, lowOther).AsByte().Store(packed + 64);
                Avx512BW.UnpackLow(high, highOther).AsByte().Store(packed + 128);
                Avx512BW.UnpackHigh(high, highOther).AsByte().Store(packed + 192);
            }
        }
    }

    /// <summary>Sums of <paramref name="pixels"/> pixels and the 64 channels from <paramref name="channel"/>, a multiple of 64, on.</summary>
    public static void Run(bool flip, byte** table, int pixels, int entries, int channel, byte* weights, int* block)
    {
        Call call = new()
        {
            Table = table,
            Pixels = pixels,
            Quads = entries / 4,
            Channel = channel,
            Weights = weights + ((long)(channel / Channels) * (entries / 4) * QuadBytes),
            Block = block,
        };
        ((delegate* unmanaged<Call*, void>)(flip ? Flipping : Plain).Value)(&call);
    }

    private static Vector512<byte> Tap(byte** taps, int tap, int count, int channel) => tap < count ? Vector512.Load(taps[tap] + channel) : Vector512<byte>.Zero;

    // Sums in zmm0..3, taps in 4..7, interleaved bytes in 8..11 and quads in 12..15, the flip in 31. System V calling convention.
    private static nint Emit(bool flip)
    {
        Assembler c = new(64);
        Label pixel = c.CreateLabel(), quad = c.CreateLabel();
        c.push(rbx);
        c.mov(rbx, rdi);
        c.mov(rax, __[rbx]);
        c.mov(rsi, __[rbx + 24]);
        c.mov(rdi, __[rbx + 40]);
        if (flip)
        {
            c.mov(ecx, 0x80808080u);
            c.vpbroadcastd(Z(31), ecx);
        }
        c.Label(ref pixel);
        c.mov(rcx, __[rbx + 16]);
        c.mov(rdx, __[rbx + 32]);
        for (int i = 0; i < 4; i++)
        {
            c.vpxord(Z(i), Z(i), Z(i));
        }
        c.Label(ref quad);
        c.mov(r8, __[rax]);
        c.mov(r9, __[rax + 8]);
        c.mov(r10, __[rax + 16]);
        c.mov(r11, __[rax + 24]);
        c.vmovups(Z(4), __[r8 + rsi]);
        c.vmovups(Z(5), __[r9 + rsi]);
        c.vmovups(Z(6), __[r10 + rsi]);
        c.vmovups(Z(7), __[r11 + rsi]);
        for (int i = 4; flip && i < 8; i++)
        {
            c.vpxord(Z(i), Z(i), Z(31));
        }
        c.vpunpcklbw(Z(8), Z(4), Z(5));
        c.vpunpckhbw(Z(9), Z(4), Z(5));
        c.vpunpcklbw(Z(10), Z(6), Z(7));
        c.vpunpckhbw(Z(11), Z(6), Z(7));
        c.vpunpcklwd(Z(12), Z(8), Z(10));
        c.vpunpckhwd(Z(13), Z(8), Z(10));
        c.vpunpcklwd(Z(14), Z(9), Z(11));
        c.vpunpckhwd(Z(15), Z(9), Z(11));
        for (int i = 0; i < 4; i++)
        {
            c.vpdpbusd(Z(i), Z(12 + i), __[rdx + (64 * i)]);
        }
        c.add(rdx, QuadBytes);
        c.add(rax, 4 * sizeof(long));
        c.dec(rcx);
        c.jnz(quad);
        EmitStore(c);
        c.add(rdi, GemmTiles.BlockColumns * sizeof(int));
        c.dec(__qword_ptr[rbx + 8]);
        c.jnz(pixel);
        c.pop(rbx);
        c.vzeroupper();
        c.ret();
        void* code = ExecutableMemory.Publish(VnniKernels.Assemble(c));
        return code != null
            ? (nint)code
            : throw new InvalidOperationException($"the system refuses more executable memory; set {KernelTiers.NoEmitVariable}=1 to do without");
    }

    // Quarter q of sum i holds channels 16q + 4i…: a transposition of quarters puts them in order.
    private static void EmitStore(Assembler c)
    {
        c.vshufi32x4(Z(4), Z(0), Z(1), 0x44);
        c.vshufi32x4(Z(5), Z(0), Z(1), 0xEE);
        c.vshufi32x4(Z(6), Z(2), Z(3), 0x44);
        c.vshufi32x4(Z(7), Z(2), Z(3), 0xEE);
        c.vshufi32x4(Z(8), Z(4), Z(6), 0x88);
        c.vshufi32x4(Z(9), Z(4), Z(6), 0xDD);
        c.vshufi32x4(Z(10), Z(5), Z(7), 0x88);
        c.vshufi32x4(Z(11), Z(5), Z(7), 0xDD);
        for (int i = 0; i < 4; i++)
        {
            c.vmovups(__[rdi + (64 * i)], Z(8 + i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static AssemblerRegisterZMM Z(int i) => new(Register.ZMM0 + i);
}
