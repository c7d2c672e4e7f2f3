using System;
using System.Collections.Generic;
using System.Runtime.Intrinsics;

namespace AccelEmu.Kernels;

/// <summary>Which tiers this process may use: what the CPU offers, narrowed by two environment variables read once.</summary>
/// <remarks>
/// <c>ACCELEMU_FORCE_TIER</c> = reference | vector128 | vector256 | vector512 | emitted sets the highest tier;
/// <c>ACCELEMU_NO_EMIT=1</c> keeps the process from making executable memory.
/// </remarks>
public static class KernelTiers
{
    /// <summary>Name of the variable that sets the highest tier.</summary>
    public const string ForceVariable = "ACCELEMU_FORCE_TIER";

    /// <summary>Name of the variable that turns emitted kernels off.</summary>
    public const string NoEmitVariable = "ACCELEMU_NO_EMIT";

    private static readonly Lazy<KernelTier> Chosen = new(() => Choose(Environment.GetEnvironmentVariable(ForceVariable)));

    /// <summary>The tier kernels use unless told otherwise.</summary>
    /// <exception cref="InvalidOperationException"><see cref="ForceVariable"/> is not a tier's name, or names one this CPU lacks.</exception>
    public static KernelTier Default => Chosen.Value;

    /// <summary>The tiers that run on hardware here, slowest first. Vector tiers outside this list still run, in software.</summary>
    public static IReadOnlyList<KernelTier> Accelerated { get; } = Detect();

    /// <summary>True when <paramref name="tier"/> can run at all: every tier but <see cref="KernelTier.Emitted"/> runs anywhere.</summary>
    public static bool CanRun(KernelTier tier) => tier < KernelTier.Emitted || VnniKernels.IsAvailable;

    /// <summary>The tier named by <paramref name="forced"/> (a value of <see cref="ForceVariable"/>), or the best one when it is null or empty.</summary>
    /// <exception cref="InvalidOperationException">Not a tier's name, or a tier that cannot run here.</exception>
    public static KernelTier Choose(string? forced)
    {
        if (string.IsNullOrEmpty(forced))
        {
            return Accelerated[^1];
        }
        KernelTier tier = forced switch
        {
            "reference" => KernelTier.Reference,
            "vector128" => KernelTier.Vector128,
            "vector256" => KernelTier.Vector256,
            "vector512" => KernelTier.Vector512,
            "emitted" => KernelTier.Emitted,
            _ => throw new InvalidOperationException(
                $"{ForceVariable} is '{forced}': legal values are reference, vector128, vector256, vector512, emitted; unset it to use the fastest"),
        };
        return CanRun(tier)
            ? tier
            : throw new InvalidOperationException(
                $"{ForceVariable} is '{forced}', which needs AVX512_VNNI, the System V calling convention and executable memory ({NoEmitVariable} unset); use vector512 or lower");
    }

    private static List<KernelTier> Detect()
    {
        List<KernelTier> tiers = [KernelTier.Reference];
        if (Vector128.IsHardwareAccelerated)
        {
            tiers.Add(KernelTier.Vector128);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            tiers.Add(KernelTier.Vector256);
        }
        if (Vector512.IsHardwareAccelerated)
        {
            tiers.Add(KernelTier.Vector512);
        }
        if (VnniKernels.IsAvailable)
        {
            tiers.Add(KernelTier.Emitted);
        }
        return tiers;
    }
}
