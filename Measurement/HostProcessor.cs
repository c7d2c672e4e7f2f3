using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>What the processor calls itself. Clouds name many kinds alike, so family and model belong to the name.</summary>
internal static class HostProcessor
{
    /// <summary>Such as <c>AMD EPYC, family 26 model 2</c>.</summary>
    public static string Name { get; } = Brand() + Model();

    /// <summary>What of interest to kernels it has, as .NET and the environment let this process use it.</summary>
    public static IReadOnlyList<string> Features { get; } =
    [
        .. new (string Name, bool Has)[]
        {
            ("avx2", Avx2.IsSupported),
            ("fma", Fma.IsSupported),
            ("avx_vnni", AvxVnni.IsSupported),
            ("avx512bw", Avx512BW.IsSupported),
            ("avx512_vbmi", Avx512Vbmi.IsSupported),
            ("avx512_vnni", Avx512F.IsSupported && ((X86Base.CpuId(7, 0).Ecx >> 11) & 1) == 1),
            ("avx512_bf16", Avx512F.IsSupported && ((X86Base.CpuId(7, 1).Eax >> 5) & 1) == 1),
            ("emission", KernelTiers.CanRun(KernelTier.Emitted)),
        }.Where(f => f.Has).Select(f => f.Name),
    ];

    private static string Brand() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? "unknown"
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";

    private static string Model()
    {
        if (!X86Base.IsSupported)
        {
            return "";
        }
        int signature = X86Base.CpuId(1, 0).Eax;
        int family = (signature >> 8) & 15, model = (signature >> 4) & 15;
        return family == 15
            ? $", family {family + ((signature >> 20) & 255)} model {model + ((signature >> 12) & 240)}"
            : $", family {family} model {(family == 6 ? model + ((signature >> 12) & 240) : model)}";
    }
}
