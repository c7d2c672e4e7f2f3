namespace AccelEmu.Isa;

/// <summary>How much a run records.</summary>
public enum TraceLevel : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Scalars read from memory, and branch and dispatch outcomes: enough to replay control.</summary>
    L0 = 1,
    /// <summary>L0, and for each unit instruction its resolved tiles and what depended on values.</summary>
    L1 = 2,
}

/// <summary>What a value-dependent figure of a unit instruction is. Numbers are stable.</summary>
public enum ObservationKind : byte
{
    /// <summary>Indices a compact has stored.</summary>
    CompactCount = 0,
    /// <summary>Bytes of values a sparse tile holds in memory, metadata apart.</summary>
    StoredBytes = 1,
    /// <summary>Non-zero elements of a sparse tile.</summary>
    NonZeros = 2,
    /// <summary>Rows of one group of a grouped matmul, in group order; one observation a group.</summary>
    GroupRows = 3,
    /// <summary>Expert of one group, in group order.</summary>
    GroupExpert = 4,
    /// <summary>Passes of a histogram or top-k over its source.</summary>
    Passes = 5,
    /// <summary>Rows an indexed move has really moved (policy zero leaves some out).</summary>
    IndexedRows = 6,
}

/// <summary>A tile as a unit instruction has used it; no data.</summary>
/// <param name="Space">Memory.</param>
/// <param name="Core">Core whose memory it is, resolved; 0 for DRAM.</param>
/// <param name="Address">First byte.</param>
/// <param name="Shape">Type, layout, format, extents and strides; the zero point is not kept.</param>
public readonly record struct TileSummary(Space Space, int Core, long Address, Numerics.TileShape Shape);

/// <summary>A value-dependent figure.</summary>
/// <param name="Kind">What.</param>
/// <param name="Value">How much.</param>
public readonly record struct Observation(ObservationKind Kind, long Value);

/// <summary>Where a branch or dispatch went.</summary>
/// <param name="ProgramCounter">The instruction.</param>
/// <param name="Target">The position it decided for.</param>
public readonly record struct Outcome(int ProgramCounter, int Target);
