using System.Collections.Immutable;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>A machine: capacities, rates and features. Never changes an encoding or a value, only what fits and how long it takes.</summary>
public sealed record MachineConfig
{
    /// <summary>Short name, such as <c>edge</c>.</summary>
    public required string Name { get; init; }
    /// <summary>Clock in hertz.</summary>
    public required double ClockHertz { get; init; }
    /// <summary>Cores of the one node.</summary>
    public int Cores { get; init; } = 1;
    /// <summary>Shared memory.</summary>
    public required MemoryConfig Dram { get; init; }
    /// <summary>Operand memory of each core.</summary>
    public required MemoryConfig Scratchpad { get; init; }
    /// <summary>Memory of sums of each core.</summary>
    public required MemoryConfig Accumulator { get; init; }
    /// <summary>Matrix arrays of each core.</summary>
    public required ImmutableArray<ArrayConfig> Arrays { get; init; }
    /// <summary>Vector unit of each core.</summary>
    public required VectorConfig Vector { get; init; }
    /// <summary>Links between cores.</summary>
    public LinkConfig Link { get; init; } = new(64, 10);
    /// <summary>Sparse formats the hardware reads.</summary>
    public ImmutableArray<SparseFormat> Formats { get; init; } = [SparseFormat.Dense];
    /// <summary>Element types the matrix arrays read.</summary>
    public ImmutableArray<DType> MatrixTypes { get; init; } = [];
}

/// <summary>A memory.</summary>
/// <param name="Bytes">Capacity.</param>
/// <param name="BytesPerCycle">Bandwidth, one direction.</param>
/// <param name="LatencyCycles">Cycles before the first byte.</param>
public sealed record MemoryConfig(long Bytes, double BytesPerCycle, int LatencyCycles);

/// <summary>A matrix array.</summary>
/// <param name="Rows">Rows of processing elements.</param>
/// <param name="Columns">Columns of processing elements.</param>
/// <param name="Dataflow">Dataflow after reset.</param>
/// <param name="Reshapeable">Whether <c>array</c> may choose other rows and columns of the same product.</param>
/// <param name="ReconfigureCycles">Cost of a change of shape or dataflow.</param>
public sealed record ArrayConfig(int Rows, int Columns, Dataflow Dataflow, bool Reshapeable = false, int ReconfigureCycles = 0);

/// <summary>The vector unit.</summary>
/// <param name="Lanes">32-bit lanes.</param>
/// <param name="StartCycles">Cycles before the first result.</param>
/// <param name="TranscendentalCycles">Cycles a lane spends on one exp, log, tanh, erf, division or root.</param>
public sealed record VectorConfig(int Lanes, int StartCycles, int TranscendentalCycles);

/// <summary>Links between cores.</summary>
/// <param name="BytesPerCycle">Bandwidth.</param>
/// <param name="LatencyCycles">Cycles a hop takes.</param>
public sealed record LinkConfig(double BytesPerCycle, int LatencyCycles);
