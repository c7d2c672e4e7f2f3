using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>How two unordered accesses to the same bytes conflict, in program order.</summary>
public enum RaceKind : byte
{
    /// <summary>The first writes, the second reads.</summary>
    ReadAfterWrite = 0,
    /// <summary>The first reads, the second writes.</summary>
    WriteAfterRead = 1,
    /// <summary>Both write.</summary>
    WriteAfterWrite = 2,
}

/// <summary>One instruction of a race.</summary>
/// <param name="Core">Core that issued it.</param>
/// <param name="Unit">Unit that executes it.</param>
/// <param name="ProgramCounter">Word position.</param>
/// <param name="Mnemonic">Instruction.</param>
/// <param name="Node">Graph node it comes from; empty when the program has no source map.</param>
public sealed record RaceSite(int Core, UnitId Unit, int ProgramCounter, string Mnemonic, string Node)
{
    /// <inheritdoc/>
    public override string ToString() => $"core {Core} {Unit} pc {ProgramCounter} ({Mnemonic}{(Node.Length == 0 ? "" : $", node {Node}")})";
}

/// <summary>Two instructions that touch the same bytes, at least one writing, with no semaphore that orders them.</summary>
/// <param name="Kind">Conflict.</param>
/// <param name="Space">Memory space.</param>
/// <param name="MemoryCore">Core that owns the memory; −1 for DRAM.</param>
/// <param name="Start">First common byte of the first occurrence.</param>
/// <param name="End">Byte behind the last common one.</param>
/// <param name="First">Earlier in program order.</param>
/// <param name="Second">Later in program order.</param>
public sealed record Race(RaceKind Kind, Space Space, int MemoryCore, long Start, long End, RaceSite First, RaceSite Second)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} on {Space}{(MemoryCore < 0 ? "" : $" of core {MemoryCore}")} [{Start}, {End}): {First}, then {Second}";
}
