using System;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>Peak loops of instructions that .NET does not expose, of 24 accumulators each.</summary>
internal static unsafe class EmittedPeakLoops
{
    private const int Accumulators = 24;

    public static PeakLoop DotBytes512() => Create("vpdpbusd zmm", "i8", 64, static (c, d, a, b) => c.vpdpbusd(Z(d), Z(a), Z(b)));

    public static PeakLoop DotBytes256() => Create("vpdpbusd ymm (EVEX)", "i8", 32, static (c, d, a, b) => c.evex.vpdpbusd(Y(d), Y(a), Y(b)));

    public static PeakLoop DotWords512() => Create("vpdpwssd zmm", "i16", 32, static (c, d, a, b) => c.vpdpwssd(Z(d), Z(a), Z(b)));

    public static PeakLoop DotBfloats512() => Create("vdpbf16ps zmm", "bf16", 32, static (c, d, a, b) => c.vdpbf16ps(Z(d), Z(a), Z(b)));

    // The System V calling convention: the count comes in rdi and every vector register may be overwritten.
    private static PeakLoop Create(string instruction, string operands, int macs, Action<Assembler, int, int, int> step)
    {
        Assembler c = new(64);
        Label loop = c.CreateLabel();
        for (int i = 0; i < 32; i++)
        {
            c.vpxord(Z(i), Z(i), Z(i));
        }
        c.Label(ref loop);
        for (int i = 0; i < Accumulators; i++)
        {
            step(c, i, 24 + (i % 4), 28 + (i % 4));
        }
        c.dec(rdi);
        c.jnz(loop);
        c.vzeroupper();
        c.ret();
        nint entry = (nint)ExecutableMemory.Publish(VnniKernels.Assemble(c));
        return new PeakLoop(instruction, operands, KernelTier.Emitted, Accumulators * macs, rounds => ((delegate* unmanaged<nint, void>)entry)((nint)rounds));
    }

    private static AssemblerRegisterZMM Z(int i) => new(Register.ZMM0 + i);

    private static AssemblerRegisterYMM Y(int i) => new(Register.YMM0 + i);
}
