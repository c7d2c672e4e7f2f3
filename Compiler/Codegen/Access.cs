namespace AccelEmu.Compiler;

/// <summary>Bytes an instruction touches.</summary>
/// <param name="Memory">Memory number: 0 = DRAM, 1 + 2c = scratchpad of core c, 2 + 2c = its accumulators.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">Behind the last byte.</param>
/// <param name="IsWrite">Whether it changes them.</param>
internal readonly record struct Access(int Memory, long Start, long End, bool IsWrite)
{
    /// <summary>The bounding range of a view.</summary>
    public static Access Of(View view, bool isWrite) => Range(view.Buffer, view.Address, view.SpanBytes, isWrite);

    /// <summary>A byte range of a buffer's memory.</summary>
    public static Access Range(Buffer buffer, long address, long bytes, bool isWrite) =>
        new(buffer.Space == Isa.Space.Dram ? 0 : (2 * buffer.Core) + (int)buffer.Space, address, address + bytes, isWrite);

    /// <summary>Whether order between the two matters.</summary>
    public bool Conflicts(in Access other) =>
        (IsWrite || other.IsWrite) && Memory == other.Memory && Start < other.End && other.Start < End;
}
