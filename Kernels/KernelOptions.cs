using System;

namespace AccelEmu.Kernels;

/// <summary>How kernels run: the fastest tier allowed and the threads to use. Neither changes a bit.</summary>
/// <param name="Tier">Highest tier to use; lower ones stand in for what it lacks.</param>
/// <param name="Threads">1 or more; less counts as 1.</param>
public readonly record struct KernelOptions(KernelTier Tier, int Threads)
{
    /// <summary>The fastest tier of this process and one thread for each processor.</summary>
    public static KernelOptions Default => new(KernelTiers.Default, Environment.ProcessorCount);
}
