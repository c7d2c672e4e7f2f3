using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>A systolic array with its three double buffers, as a SCALE-Sim cfg file gives it. A word is a byte.</summary>
public sealed record ScaleSimConfig
{
    /// <summary>Largest array extent.</summary>
    public const int MaxExtent = 1 << 16;

    /// <summary>Largest buffer, in kB.</summary>
    public const int MaxKilobytes = 1 << 20;

    /// <summary>Largest bandwidth, in words a cycle.</summary>
    public const int MaxBandwidth = 1 << 20;

    /// <summary>Name of the run: SCALE-Sim names the folder of its reports after it.</summary>
    public string RunName { get; init; } = "scalesim";
    /// <summary>R: rows of the array, 1..<see cref="MaxExtent"/>.</summary>
    public required int Rows { get; init; }
    /// <summary>C: columns of the array, 1..<see cref="MaxExtent"/>.</summary>
    public required int Columns { get; init; }
    /// <summary>What stays in the array.</summary>
    public required Dataflow Dataflow { get; init; }
    /// <summary>Input buffer, kB of 1024 words, both halves.</summary>
    public required int IfmapKilobytes { get; init; }
    /// <summary>Weight buffer, kB of 1024 words, both halves.</summary>
    public required int FilterKilobytes { get; init; }
    /// <summary>Output buffer, kB of 1024 words, both halves.</summary>
    public required int OfmapKilobytes { get; init; }
    /// <summary>True: DRAM gives the stated words a cycle and the array stalls (USER). False: it never stalls, and the bandwidth it would need is reported (CALC).</summary>
    public required bool UserBandwidth { get; init; }
    /// <summary>Words a cycle of each DRAM interface, when <see cref="UserBandwidth"/>.</summary>
    public int Bandwidth { get; init; } = 1;
    /// <summary>Words a cycle of the input's DRAM interface in v3; 0 = <see cref="Bandwidth"/>.</summary>
    public int IfmapBandwidth { get; init; }
    /// <summary>Words a cycle of the weights' DRAM interface in v3; 0 = <see cref="Bandwidth"/>.</summary>
    public int FilterBandwidth { get; init; }
    /// <summary>Sparse weights (v3, weight-stationary only); null = dense.</summary>
    public ScaleSimSparsity? Sparsity { get; init; }
}

/// <summary>Sparse weights of v3.</summary>
/// <param name="Format">How metadata is stored.</param>
/// <param name="RowWise">True: each column keeps a drawn number of words of each block (OptimizedMapping). False: all keep the N first of each M.</param>
/// <param name="BlockSize">Words of a block of the row-wise mapping: even, 2..rows of the array, a divisor of twice the rows.</param>
/// <param name="Seed">Seed of the draws, 0..2³²−1.</param>
public sealed record ScaleSimSparsity(ScaleSimFormat Format, bool RowWise, int BlockSize, uint Seed);

/// <summary>How metadata of sparse weights is stored.</summary>
public enum ScaleSimFormat
{
    /// <summary>Blocked ELLPACK: ⌈log2 M⌉ bits a stored word, 32 bits to a word.</summary>
    EllpackBlock,
    /// <summary>Compressed rows: a column a non-zero, and K + 1 row starts.</summary>
    Csr,
    /// <summary>Compressed columns: a row a non-zero, and N + 1 column starts.</summary>
    Csc,
}
