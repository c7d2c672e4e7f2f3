using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Choices of a compilation.</summary>
public sealed record CompileOptions
{
    /// <summary>Cores to use, 1 to the machine's. Outputs do not depend on it.</summary>
    public int Cores { get; init; } = 1;
    /// <summary>Scaling of integer sums instead of the graph's; null = the graph's.</summary>
    public RequantMode? Requantization { get; init; }
    /// <summary>Tiling of some or all layers; null = the compiler chooses.</summary>
    public Mapping? Mapping { get; init; }
    /// <summary>Makes every value a readable binding.</summary>
    public bool KeepIntermediates { get; init; }
    /// <summary>Whether graph passes (folding, fusion, layout) run first.</summary>
    public bool Optimize { get; init; } = true;
    /// <summary>Whether repeated code becomes hardware loops. What is executed does not depend on it.</summary>
    public bool RollLoops { get; init; } = true;
}
