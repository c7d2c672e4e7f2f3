using System.Collections.Generic;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

/// <summary>
/// The peak loops this process can run. Each keeps 24 independent accumulations going where there are 32 registers, and 12 where there are 16: more than
/// latency times throughput of any of these instructions.
/// </summary>
public static class PeakLoops
{
    /// <summary>Every loop that runs on hardware here; those of tier <see cref="KernelTier.Emitted"/> only where kernels may be emitted.</summary>
    public static IReadOnlyList<PeakLoop> All { get; } = [.. Find()];

    private static IEnumerable<PeakLoop> Find()
    {
        if (VnniKernels.IsAvailable)
        {
            yield return EmittedPeakLoops.DotBytes512();
            yield return EmittedPeakLoops.DotBytes256();
            yield return EmittedPeakLoops.DotWords512();
            if (((X86Base.CpuId(7, 1).Eax >> 5) & 1) == 1)
            {
                yield return EmittedPeakLoops.DotBfloats512();
            }
        }
        bool manyRegisters = Avx512F.VL.IsSupported;
        if (Avx512BW.IsSupported)
        {
            yield return RegisterLoops.Create<AddMadd512, Vector512<int>>("vpmaddwd zmm", "i16", KernelTier.Vector512, 32, true);
            yield return RegisterLoops.Create<Fma512, Vector512<float>>("vfmadd zmm", "f32", KernelTier.Vector512, 16, true);
        }
        if (AvxVnni.IsSupported)
        {
            // The JIT knows only the VEX form, which reaches 16 registers.
            yield return RegisterLoops.Create<Dot256, Vector256<int>>("vpdpbusd ymm", "i8", KernelTier.Vector256, 32, false);
            yield return RegisterLoops.Create<Dot128, Vector128<int>>("vpdpbusd xmm", "i8", KernelTier.Vector128, 16, false);
        }
        if (Avx2.IsSupported && Fma.IsSupported)
        {
            yield return RegisterLoops.Create<AddMadd256, Vector256<int>>("vpmaddwd ymm", "i16", KernelTier.Vector256, 16, manyRegisters);
            yield return RegisterLoops.Create<Fma256, Vector256<float>>("vfmadd ymm", "f32", KernelTier.Vector256, 8, manyRegisters);
            yield return RegisterLoops.Create<Fma128, Vector128<float>>("vfmadd xmm", "f32", KernelTier.Vector128, 4, manyRegisters);
        }
        if (Sse2.IsSupported)
        {
            yield return RegisterLoops.Create<AddMadd128, Vector128<int>>("pmaddwd xmm", "i16", KernelTier.Vector128, 8, manyRegisters);
        }
    }
}
