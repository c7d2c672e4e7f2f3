using System;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>A unit instruction that has executed, as observers see it.</summary>
internal readonly ref struct ExecutedInstruction
{
    /// <summary>Core that issued it.</summary>
    public int Core { get; init; }

    /// <summary>Unit that executes it.</summary>
    public UnitId Unit { get; init; }

    /// <summary>Position.</summary>
    public int ProgramCounter { get; init; }

    /// <summary>Ranges read and written; operand tiles in operand order among them.</summary>
    public OperandAccesses Accesses { get; init; }

    /// <summary>Figures that only the values decided.</summary>
    public ReadOnlySpan<Observation> Observations { get; init; }
}
