namespace AccelEmu.Compiler;

/// <summary>Nodes that can be written as one loop.</summary>
/// <param name="Start">First node.</param>
/// <param name="Period">Nodes of a pass.</param>
/// <param name="Count">Passes.</param>
/// <param name="Saving">Words saved, estimated.</param>
internal readonly record struct Repeat(int Start, int Period, int Count, long Saving)
{
    /// <summary>Behind the last node.</summary>
    public int End => Start + (Period * Count);
}
