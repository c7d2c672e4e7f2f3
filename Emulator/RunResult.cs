using System;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>Why a run stopped.</summary>
public enum RunStatus : byte
{
    /// <summary>Every core has halted.</summary>
    Halted = 0,
    /// <summary>A core trapped; see <see cref="RunResult.Trap"/>.</summary>
    Trapped = 1,
    /// <summary>A core yielded; the next run goes on behind it.</summary>
    Yielded = 2,
    /// <summary>The instruction or work budget is used up; the next run goes on.</summary>
    BudgetExhausted = 3,
    /// <summary>Every core that has not halted waits for another; see <see cref="RunResult.Waits"/>.</summary>
    Deadlocked = 4,
    /// <summary>The token was cancelled; the next run goes on.</summary>
    Cancelled = 5,
}

/// <summary>What a run came to.</summary>
public sealed record RunResult
{
    /// <summary>Why it stopped.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The trap, when trapped.</summary>
    public Trap? Trap { get; init; }

    /// <summary>The yield, when yielded.</summary>
    public YieldInfo? Yield { get; init; }

    /// <summary>When deadlocked: the waits, those that form a cycle first and in its order.</summary>
    public ImmutableArray<SuspendedWait> Waits { get; init; } = [];

    /// <summary>Races found so far, each pair of instructions once; empty without <see cref="RunOptions.CheckRaces"/>.</summary>
    public ImmutableArray<Race> Races { get; init; } = [];

    /// <summary>The trace so far, resumed runs continuing it; null without <see cref="RunOptions.Trace"/>.</summary>
    public RetireTrace? Trace { get; init; }

    /// <summary>Counts of this run.</summary>
    public required RunStatistics Statistics { get; init; }

    /// <summary>True when the next run of the same program goes on where this one stopped.</summary>
    public bool IsResumable => Status is RunStatus.Yielded or RunStatus.BudgetExhausted or RunStatus.Cancelled;
}

/// <summary>A <c>yield</c>.</summary>
/// <param name="Core">Core that yielded.</param>
/// <param name="Code">Its code.</param>
/// <param name="Buffer">Descriptor of the tile offered to the host, or null; read it by <see cref="Machine.ReadTile"/>.</param>
public sealed record YieldInfo(int Core, uint Code, DescriptorId? Buffer);

/// <summary>A core that waits for a signal that does not come.</summary>
/// <param name="Core">Core that waits.</param>
/// <param name="ProgramCounter">Instruction in front of which it waits.</param>
/// <param name="Semaphore">Semaphore.</param>
/// <param name="ProducerCore">Core that should signal.</param>
/// <param name="ProducerHalted">True when that core has halted.</param>
public sealed record SuspendedWait(int Core, int ProgramCounter, SemaphoreId Semaphore, int ProducerCore, bool ProducerHalted)
{
    /// <inheritdoc/>
    public override string ToString() => $"core {Core} pc {ProgramCounter} waits on {Semaphore} for core {ProducerCore}{(ProducerHalted ? ", which has halted" : "")}";
}

/// <summary>Counts of a run.</summary>
/// <param name="Instructions">Instructions executed or skipped.</param>
/// <param name="UnitInstructions">Of these, instructions that units executed.</param>
/// <param name="MultiplyAccumulates">Multiply-accumulates of dense operands.</param>
/// <param name="Dram">Bytes of DRAM.</param>
/// <param name="Scratchpad">Bytes of all scratchpads.</param>
/// <param name="Accumulator">Bytes of all accumulator memories; sums drained at once never get there.</param>
public sealed record RunStatistics(long Instructions, long UnitInstructions, long MultiplyAccumulates, MemoryTraffic Dram, MemoryTraffic Scratchpad, MemoryTraffic Accumulator)
{
    /// <summary>The counts of two runs, one continuing the other.</summary>
    public static RunStatistics operator +(RunStatistics left, RunStatistics right) => new(
        left.Instructions + right.Instructions,
        left.UnitInstructions + right.UnitInstructions,
        left.MultiplyAccumulates + right.MultiplyAccumulates,
        left.Dram + right.Dram,
        left.Scratchpad + right.Scratchpad,
        left.Accumulator + right.Accumulator);

    /// <summary>As the operator.</summary>
    public static RunStatistics Add(RunStatistics left, RunStatistics right) => left + right;
}

/// <summary>Bytes moved by instructions; an element counts each time it is an operand.</summary>
/// <param name="BytesRead">Bytes read.</param>
/// <param name="BytesWritten">Bytes written.</param>
public readonly record struct MemoryTraffic(long BytesRead, long BytesWritten)
{
    /// <summary>The sum, read and written apart.</summary>
    public static MemoryTraffic operator +(MemoryTraffic left, MemoryTraffic right) => new(left.BytesRead + right.BytesRead, left.BytesWritten + right.BytesWritten);

    /// <summary>As the operator.</summary>
    public static MemoryTraffic Add(MemoryTraffic left, MemoryTraffic right) => left + right;
}
