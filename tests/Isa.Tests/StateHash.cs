using System;

namespace AccelEmu.Isa.Tests;

/// <summary>A 64-bit hash of whatever is added, the same in every process.</summary>
internal struct StateHash()
{
    public ulong Value { get; private set; } = 0xcbf2_9ce4_8422_2325;

    public void Add(params ReadOnlySpan<long> values)
    {
        foreach (long value in values)
        {
            ulong mixed = (Value ^ (ulong)value) * 0x9e37_79b9_7f4a_7c15;
            Value = mixed ^ (mixed >> 29);
        }
    }

    public void Add(string? text)
    {
        foreach (char c in text ?? "-")
        {
            Add(c);
        }
    }

    /// <summary>Everything architectural of a core.</summary>
    public void Add(CoreState core)
    {
        Add(core.ProgramCounter, core.Halted ? 1 : 0, core.Predicates, core.LoopDepth, core.CallDepth, core.YieldCode, core.YieldBuffer?.Index ?? -1);
        Add(core.Registers);
        Add(core.Counters);
        for (int i = 0; i < core.LoopDepth; i++)
        {
            Add(core.Loops[i].Start, core.Loops[i].End, core.Loops[i].Remaining);
        }
        for (int i = 0; i < core.CallDepth; i++)
        {
            Add(core.Calls[i].ReturnTo, core.Calls[i].LoopDepth);
        }
        foreach (Descriptor descriptor in core.Descriptors)
        {
            for (int word = 0; word < Descriptor.Words; word++)
            {
                Add(descriptor[word]);
            }
        }
        Add(core.Trap?.ToString());
    }
}
