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
internal sealed class DepthwiseEmitter(DepthwiseKind kind)
{
    private static readonly AssemblerRegister64[] TapRegisters = [r8, r9, r10, r11];
    private readonly Assembler c = new(64);

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
            c.kortestw(k1, k1);
            c.jae(undecided);
            if (kind.Masked)
            {
                c.vmovdqu8(__zmmword_ptr[rdi].k3, zmm4);
            }
            else
            {
                c.vmovdqu64(__zmmword_ptr[rdi], zmm4);
            }
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
                c.vmovaps(Z(i), Z(24 + i));
            }
            else
            {
                c.vpxord(Z(i), Z(i), Z(i));
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
        c.vpunpcklbw(Z(8), Z(4), Z(5));
        c.vpunpckhbw(Z(9), Z(4), Z(5));
        c.vpunpcklbw(Z(10), Z(6), Z(7));
        c.vpunpckhbw(Z(11), Z(6), Z(7));
        AddQuad(Z(8), Z(9), Z(10), Z(11));
        c.dec(rcx);
        c.jnz(quad);
        c.Label(ref tail);
        c.nop();
        if (kind.LoneTap)
        {
            // What stands in for the other three is multiplied by zero.
            c.mov(r8, __[rax]);
            LoadTap(0);
            c.vpunpcklbw(Z(8), Z(4), Z(4));
            c.vpunpckhbw(Z(9), Z(4), Z(4));
            AddQuad(Z(8), Z(9), Z(8), Z(9));
        }
    }

    private void LoadTap(int tap)
    {
        AssemblerMemoryOperand bytes = __zmmword_ptr[TapRegisters[tap] + rsi];
        if (kind.Masked)
        {
            c.vmovdqu8(Z(4 + tap).k3.z, bytes);
        }
        else
        {
            c.vmovups(Z(4 + tap), bytes);
        }
        if (kind.Flip)
        {
            c.vpxord(Z(4 + tap), Z(4 + tap), zmm31);
        }
    }

    private void AddQuad(AssemblerRegisterZMM low, AssemblerRegisterZMM high, AssemblerRegisterZMM lowOther, AssemblerRegisterZMM highOther)
    {
        c.vpunpcklwd(Z(12), low, lowOther);
        c.vpunpckhwd(Z(13), low, lowOther);
        c.vpunpcklwd(Z(14), high, highOther);
        c.vpunpckhwd(Z(15), high, highOther);
        for (int i = 0; i < 4; i++)
        {
            c.vpdpbusd(Z(i), Z(12 + i), __zmmword_ptr[rdx + (64 * i)]);
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
            AssemblerRegisterZMM t = Z(4 + i), offset = Z(20 + i);
            c.vcvtdq2ps(t, Z(i));
            if (kind.TwoOffsets)
            {
                offset = Z(8 + i);
                c.vpmovd2m(k4, Z(i));
                c.vmovaps(offset, Z(20 + i));
                c.vmovups(offset.k4, __zmmword_ptr[r9 + 768 + (64 * i)]);
            }
            c.vfmadd213ps(t, Z(16 + i), offset);
            c.vcvtps2dq(t, t);
            if (i == 0)
            {
                c.vptestmd(k1, t, zmm30);
            }
            else
            {
                c.vptestmd(k1.k1, t, zmm30);
            }
            c.vpsrad(t, t, 16);
        }
        c.vpackssdw(zmm4, zmm4, zmm5);
        c.vpackssdw(zmm6, zmm6, zmm7);
        if (kind.SignedOutput)
        {
            c.vpacksswb(zmm4, zmm4, zmm6);
            c.vpmaxsb(zmm4, zmm4, zmm28);
            c.vpminsb(zmm4, zmm4, zmm29);
        }
        else
        {
            c.vpackuswb(zmm4, zmm4, zmm6);
            c.vpmaxub(zmm4, zmm4, zmm28);
            c.vpminub(zmm4, zmm4, zmm29);
        }
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

    private static AssemblerRegisterZMM Z(int i) => new(Register.ZMM0 + i);
}
