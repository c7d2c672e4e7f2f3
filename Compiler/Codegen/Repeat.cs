namespace AccelEmu.Compiler;

/// <summary>Steps that can be written as one loop.</summary>
/// <param name="Start">First step.</param>
/// <param name="Period">Steps of a pass.</param>
/// <param name="Count">Passes.</param>
/// <param name="Saving">Words saved, estimated.</param>
internal readonly record struct Repeat(int Start, int Period, int Count, long Saving)
{
    /// <summary>Behind the last step.</summary>
    public int End => Start + (Period * Count);
}
