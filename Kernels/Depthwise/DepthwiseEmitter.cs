using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>Emits depthwise kernels of 64 channels around <c>vpdpbusd</c>: four taps of a channel side by side in a 32-bit lane, interleaved from four loads in registers.</summary>
/// <remarks>
/// <code>
/// zmm0..3    sums; quarter q of sum i holds channels 16q + 4i…      rbx  call      rax       taps' table
/// zmm4..15   taps, interleaved bytes, quads; the drain's values     rdi  output    rsi       first channel
/// zmm16..23  scales, offsets      zmm24..27  bias                   rdx  weights   rcx       fours of taps left
/// zmm28..30  clamp, window        zmm31      sign bits              k1   decided   k3        channels that exist
/// </code>
/// The drain is <see cref="CertifiedDrain"/>'s. System V calling convention.
/// </remarks>
internal sealed class DepthwiseEmitter
{
    private static readonly AssemblerRegister64[] TapRegisters = [r8, r9, r10, r11];
    private readonly Assembler c = new(64) { PreferVex = false };
    private readonly DepthwiseRegisters v;
    private readonly DepthwiseKind kind;

    /// <summary>Emits <paramref name="kind"/>.</summary>
    public DepthwiseEmitter(DepthwiseKind kind)
    {
        this.kind = kind;
        v = new DepthwiseRegisters(c, kind.Half);
    }

    /// <summary>The kernel's code.</summary>
    public byte[] Emit()
    {
        Label pixel = c.CreateLabel(), undecided = c.CreateLabel(), next = c.CreateLabel();
        c.push(rbx);
        c.mov(rbx, rdi);
        c.mov(rax, Field(nameof(DepthwiseCall.Table)));
        c.mov(rsi, Field(nameof(DepthwiseCall.Channel)));
        c.mov(rdi, Field(nameof(DepthwiseCall.Output)));
        LoadConstants();
        c.Label(ref pixel);
        Multiply();
        if (kind.Drains)
        {
            Drain();
            v.TestDecided();
            c.jae(undecided);
            v.Store(rdi, 4, kind.Masked);
        }
        else
        {
            StoreSums(rdi);
        }
        c.Label(ref next);
        c.add(rdi, Field(nameof(DepthwiseCall.OutputStep)));
        c.dec(Field(nameof(DepthwiseCall.Pixels)));
        c.jnz(pixel);
        c.pop(rbx);
        c.vzeroupper();
        c.ret();
        if (kind.Drains)
        {
            c.Label(ref undecided);
            c.mov(r8, Field(nameof(DepthwiseCall.Records)));
            StoreSums(r8);
            c.mov(r9, Field(nameof(DepthwiseCall.Pixels)));
            c.mov(__qword_ptr[r8 + DepthwiseCall.RecordPixel], r9);
            c.add(r8, DepthwiseCall.RecordBytes);
            c.mov(Field(nameof(DepthwiseCall.Records)), r8);
            c.jmp(next);
        }
        return VnniKernels.Assemble(c);
    }

    private void LoadConstants()
    {
        if (kind.Masked)
        {
            c.mov(rcx, Field(nameof(DepthwiseCall.Mask)));
            c.kmovq(k3, rcx);
        }
        if (kind.Flip)
        {
            c.vpbroadcastd(zmm31, Constant(nameof(DepthwiseCall.Flip)));
        }
        if (!kind.Drains)
        {
            return;
        }
        c.mov(rcx, Field(nameof(DepthwiseCall.Parameters)));
        for (int i = 0; i < 4; i++)
        {
            c.vmovups(Z(24 + i), __zmmword_ptr[rcx + (64 * i)]);
            c.vmovups(Z(16 + i), __zmmword_ptr[rcx + 256 + (64 * i)]);
            c.vmovups(Z(20 + i), __zmmword_ptr[rcx + 512 + (64 * i)]);
        }
        c.vpbroadcastd(zmm28, Constant(nameof(DepthwiseCall.Low)));
        c.vpbroadcastd(zmm29, Constant(nameof(DepthwiseCall.High)));
        c.vpbroadcastd(zmm30, Constant(nameof(DepthwiseCall.Window)));
    }

    private void Multiply()
    {
        Label quad = c.CreateLabel(), tail = c.CreateLabel();
        for (int i = 0; i < 4; i++)
        {
            if (kind.Drains)
            {
                v.Copy(i, 24 + i);
            }
            else
            {
                v.Clear(i);
            }
        }
        c.mov(rdx, Field(nameof(DepthwiseCall.Weights)));
        c.mov(rcx, Field(nameof(DepthwiseCall.Quads)));
        c.test(rcx, rcx);
        c.jz(tail);
        c.Label(ref quad);
        for (int t = 0; t < 4; t++)
        {
            c.mov(TapRegisters[t], __[rax + (8 * t)]);
            LoadTap(t);
        }
        v.InterleaveBytes(8, 9, 4, 5);
        v.InterleaveBytes(10, 11, 6, 7);
        AddQuad(8, 9, 10, 11);
        c.dec(rcx);
        c.jnz(quad);
        c.Label(ref tail);
        c.nop();
        if (kind.LoneTap)
        {
            // What stands in for the other three is multiplied by zero.
            c.mov(r8, __[rax]);
            LoadTap(0);
            v.InterleaveBytes(8, 9, 4, 4);
            AddQuad(8, 9, 8, 9);
        }
    }

    private void LoadTap(int tap)
    {
        v.Load(4 + tap, TapRegisters[tap], rsi, kind.Masked);
        if (kind.Flip)
        {
            v.Xor(4 + tap, 4 + tap, 31);
        }
    }

    private void AddQuad(int low, int high, int lowOther, int highOther)
    {
        v.InterleaveWords(12, 13, low, lowOther);
        v.InterleaveWords(14, 15, high, highOther);
        for (int i = 0; i < 4; i++)
        {
            v.AddProducts(i, 12 + i, rdx, 64 * i);
        }
        c.add(rdx, 256);
        c.add(rax, 4 * sizeof(long));
    }

    // Packing within quarters puts the channels in order.
    private void Drain()
    {
        if (kind.TwoOffsets)
        {
            c.mov(r9, Field(nameof(DepthwiseCall.Parameters)));
        }
        for (int i = 0; i < 4; i++)
        {
            int t = 4 + i, offset = kind.TwoOffsets ? 8 + i : 20 + i;
            v.ToFloat(t, i);
            if (kind.TwoOffsets)
            {
                v.Copy(offset, 20 + i);
                v.WhereNegative(offset, i, r9, 768 + (64 * i));
            }
            v.MultiplyAdd(t, 16 + i, offset);
            v.ToInteger(t, t);
            v.Decide(t, 30, isFirst: i == 0);
            v.UpperWords(t);
        }
        v.PackWords(4, 4, 5);
        v.PackWords(6, 6, 7);
        v.PackBytes(4, 4, 6, 28, 29, kind.SignedOutput);
    }

    // A transposition of quarters puts the sums in order.
    private void StoreSums(AssemblerRegister64 to)
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
            c.vmovups(__zmmword_ptr[to + (64 * i)], Z(8 + i));
        }
    }

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[rbx + Place(name)];

    private static AssemblerMemoryOperand Constant(string name) => __dword_ptr[rbx + Place(name)];

    private static int Place(string name) => (int)Marshal.OffsetOf<DepthwiseCall>(name);

    private static AssemblerRegisterZMM Z(int i) => DepthwiseRegisters.Z(i);
}
