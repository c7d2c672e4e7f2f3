using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>Whether kernels around EVEX <c>vpdpbusd</c>, which .NET does not expose, can be emitted here, and the instruction's peak.</summary>
/// <remarks>System V calling convention only; elsewhere the vector tiers do the work.</remarks>
internal static unsafe class VnniKernels
{
    private static readonly Lazy<bool> Available = new(Probe);

    /// <summary>True when the CPU, the calling convention and the system allow emitted kernels and the environment does not forbid them.</summary>
    public static bool IsAvailable => Available.Value;

    /// <summary>Times the multiplier alone: its argument counts rounds of 24 independent accumulations in registers, 24·64 products each.</summary>
    public static delegate* unmanaged<nint, void> PeakLoop() => (delegate* unmanaged<nint, void>)ExecutableMemory.Publish(EmitPeakLoop());

    /// <summary>The code of an assembler.</summary>
    public static byte[] Assemble(Assembler assembler)
    {
        using MemoryStream code = new();
        assembler.Assemble(new StreamCodeWriter(code), 0);
        return code.ToArray();
    }

    private static byte[] EmitPeakLoop()
    {
        Assembler c = new(64);
        Label loop = c.CreateLabel();
        for (int i = 0; i < 32; i++)
        {
            AssemblerRegisterZMM z = new(Register.ZMM0 + i);
            c.vpxord(z, z, z);
        }
        c.Label(ref loop);
        for (int i = 0; i < 24; i++)
        {
            c.vpdpbusd(new AssemblerRegisterZMM(Register.ZMM0 + i), new AssemblerRegisterZMM(Register.ZMM24 + (i % 4)), new AssemblerRegisterZMM(Register.ZMM28 + (i % 4)));
        }
        c.dec(rdi);
        c.jnz(loop);
        c.vzeroupper();
        c.ret();
        return Assemble(c);
    }

    // AVX512_VNNI, and BW and DQ for the drain.
    private static bool Probe()
    {
        bool cpu = Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && X86Base.IsSupported && ((X86Base.CpuId(7, 0).Ecx >> 11) & 1) == 1;
        bool system = !OperatingSystem.IsWindows() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        bool allowed = Environment.GetEnvironmentVariable(KernelTiers.NoEmitVariable) != "1";
        return cpu && system && allowed && PeakLoop() != null;
    }
}
