using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Isa.Tests;

/// <summary>A host with one small memory, counted semaphores and a log of what was issued.</summary>
internal sealed class PlainHost : IControlHost
{
    public static bool Watches => true;

    public readonly long[] Memory = new long[64];
    public readonly Dictionary<byte, int> Credits = [];
    public readonly List<string> Log = [];
    public Predicate<int> Refuse = _ => false;
    public WaitOutcome Empty = WaitOutcome.Suspend;

    public bool TryLoadQuickly(CoreState core, Space space, long address, DType type, out long value)
    {
        value = 0;
        return false;
    }

    public bool TryStoreQuickly(CoreState core, Space space, long address, DType type, long value) => false;

    public bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value)
    {
        value = address is >= 0 and < 64 ? Memory[address] : 0;
        return address is >= 0 and < 64 || core.Raise(TrapKind.OutOfBounds, "ld", "address", $"{address}", "0..63");
    }

    public bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value)
    {
        if (address is < 0 or >= 64)
        {
            return core.Raise(TrapKind.OutOfBounds, "st", "address", $"{address}", "0..63");
        }
        Memory[address] = value;
        return true;
    }

    public WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking)
    {
        SemaphoreId[] named = second.IsNone ? [first] : [first, second];
        foreach (IGrouping<SemaphoreId, SemaphoreId> need in named.GroupBy(s => s))
        {
            if (Credits.GetValueOrDefault(need.Key.Index) < need.Count())
            {
                lacking = need.Key;
                return Empty;
            }
        }
        foreach (SemaphoreId s in named)
        {
            Credits[s.Index]--;
            Log.Add($"wait {consumer} {s}");
        }
        lacking = default;
        return WaitOutcome.Proceed;
    }

    public void Unwait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second)
    {
        foreach (SemaphoreId s in new[] { first, second }.Where(s => !s.IsNone))
        {
            Credits[s.Index]++;
            Log.Add($"unwait {consumer} {s}");
        }
    }

    public void Signal(CoreState core, UnitId producer, SemaphoreId semaphore)
    {
        Credits[semaphore.Index] = Credits.GetValueOrDefault(semaphore.Index) + 1;
        Log.Add($"signal {producer} {semaphore}");
    }

    public bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word)
    {
        if (Refuse(programCounter))
        {
            return core.Raise(TrapKind.BadOperand, "unit", "x", "1", "2");
        }
        Log.Add($"issue {programCounter}");
        return true;
    }

    public void Decide(CoreState core, int programCounter, int target) => Log.Add($"decide {programCounter} {target}");

    public void Retire(CoreState core, int programCounter, MachineWord word) => Log.Add($"retire {programCounter}");

    public void Skip(CoreState core, int programCounter, MachineWord word) => Log.Add($"skip {programCounter}");
}
