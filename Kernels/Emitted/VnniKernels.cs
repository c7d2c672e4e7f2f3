using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;

namespace AccelEmu.Kernels;

/// <summary>Whether kernels around EVEX <c>vpdpbusd</c>, which .NET does not expose, can be emitted here.</summary>
/// <remarks>System V calling convention only; elsewhere the vector tiers do the work.</remarks>
internal static unsafe class VnniKernels
{
    /// <summary>The instruction <c>ret</c>.</summary>
    private const byte Return = 0xC3;

    private static readonly Lazy<bool> Available = new(Probe);

    /// <summary>True when the CPU, the calling convention and the system allow emitted kernels and the environment does not forbid them.</summary>
    public static bool IsAvailable => Available.Value;

    /// <summary><see cref="IsAvailable"/> as a constant of compiled code, which is free to ask.</summary>
    public static readonly bool IsHere = IsAvailable;

    /// <summary>The code of an assembler.</summary>
    public static byte[] Assemble(Assembler assembler)
    {
        using MemoryStream code = new();
        assembler.Assemble(new StreamCodeWriter(code), 0);
        return code.ToArray();
    }

    // AVX512_VNNI, and BW and DQ for the drain.
    private static bool Probe()
    {
        bool cpu = Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && X86Base.IsSupported && ((X86Base.CpuId(7, 0).Ecx >> 11) & 1) == 1;
        bool system = !OperatingSystem.IsWindows() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        bool allowed = Environment.GetEnvironmentVariable(KernelTiers.NoEmitVariable) != "1";
        return cpu && system && allowed && ExecutableMemory.Publish([Return]) != null;
    }
}
