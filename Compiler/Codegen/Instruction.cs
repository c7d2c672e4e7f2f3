using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>One word of a core's code before its tokens are final.</summary>
internal sealed class Instruction(MachineWord word, UnitKind unit, int node)
{
    /// <summary>The word, with empty wait and signal fields.</summary>
    public MachineWord Word { get; set; } = word;
    /// <summary>Unit whose queue it enters.</summary>
    public UnitKind Unit { get; } = unit;
    /// <summary>Graph node.</summary>
    public int Node { get; } = node;
    /// <summary>Semaphores waited for.</summary>
    public List<SemaphoreId> Waits { get; } = [];
    /// <summary>Semaphores signalled.</summary>
    public List<SemaphoreId> Signals { get; } = [];
}
