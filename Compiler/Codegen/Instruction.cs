using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>One instruction of a core before its descriptors and tokens are final.</summary>
internal sealed class Instruction(MachineWord word, UnitKind unit, int node, Operand[] operands)
{
    /// <summary>The word, with empty wait and signal fields; descriptor fields hold numbers of <see cref="Operands"/>.</summary>
    public MachineWord Word { get; } = word;
    /// <summary>Unit whose queue it enters.</summary>
    public UnitKind Unit { get; } = unit;
    /// <summary>Graph node.</summary>
    public int Node { get; } = node;
    /// <summary>What its descriptors must hold.</summary>
    public Operand[] Operands { get; } = operands;
    /// <summary>Semaphores waited for.</summary>
    public List<SemaphoreId> Waits { get; } = [];
    /// <summary>Semaphores signalled.</summary>
    public List<SemaphoreId> Signals { get; } = [];

    /// <summary>Words it becomes: itself, and <c>sync</c> words for tokens beyond two waits and two signals.</summary>
    public int Words => 1 + (System.Math.Max(0, Waits.Count - 1) / 2) + (System.Math.Max(0, Signals.Count - 1) / 2);
}
