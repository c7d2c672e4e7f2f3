using System;
using System.Threading;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Emulator;

/// <summary>How to run; nothing here changes a value.</summary>
public sealed record RunOptions
{
    /// <summary>The fastest kernels on every processor, no recording, default budgets.</summary>
    public static RunOptions Default { get; } = new();

    /// <summary>Kernel tier and threads.</summary>
    public KernelOptions Kernels { get; init; } = KernelOptions.Default;

    /// <summary>Instructions, skipped ones included, after which the run stops resumably. Every run has a budget: hostile programs end.</summary>
    public long InstructionBudget { get; init; } = 1_000_000_000;

    /// <summary>
    /// Element operations (multiply-accumulates, and bytes read or written) after which the run stops resumably, in front of the instruction that
    /// needs more.
    /// </summary>
    public long WorkBudget { get; init; } = 1_000_000_000_000_000;

    /// <summary>What to record for Timing and people.</summary>
    public TraceLevel Trace { get; init; }

    /// <summary>Whether to look for unordered accesses to the same bytes.</summary>
    public bool CheckRaces { get; init; }

    /// <summary>Told the number of instructions executed, now and then.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Stops the run resumably.</summary>
    public CancellationToken Cancellation { get; init; }
}
