using System;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>One call on every tier.</summary>
internal static class TierComparison
{
    /// <summary>What <paramref name="call"/> leaves in the target is what the reference leaves there, nothing is written before it, and the reference does not run.</summary>
    /// <param name="target">Written by the call; starts as <paramref name="start"/> each time.</param>
    /// <param name="start">Contents before the call.</param>
    /// <param name="large">Larger than tiers without hardware are tested with.</param>
    /// <param name="threads">Threads of every tier but the reference.</param>
    /// <param name="mayFallBack">The reference may run.</param>
    /// <param name="call">The call.</param>
    /// <param name="what">Names the case.</param>
    public static void Check(GuardedMemory target, byte[] start, bool large, int threads, bool mayFallBack, Action<KernelOptions> call, string what)
    {
        start.CopyTo(target.Take(start.Length));
        call(new KernelOptions(KernelTier.Reference, 1));
        byte[] expected = [.. target.Current];
        foreach (KernelTier tier in MatrixCase.Tiers(large))
        {
            start.CopyTo(target.Take(start.Length));
            long before = ReferencePath.Taken;
            call(new KernelOptions(tier, threads));
            int same = target.Current.CommonPrefixLength(expected);
            Assert.True(same == expected.Length, $"byte {same} of {expected.Length}: {tier} {what}");
            Assert.True(target.CanaryLives, $"wrote before its output: {tier} {what}");
            Assert.True(mayFallBack || before == ReferencePath.Taken, $"the reference ran: {tier} {what}");
        }
    }
}
