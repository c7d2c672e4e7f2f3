namespace AccelEmu.Kernels;

/// <summary>
/// One row of a register tile: several vectors side by side. The number of vectors and where they lie is part of the type, since sixteen
/// and thirty-two registers want different tiles.
/// </summary>
internal unsafe interface IRow<R>
    where R : struct
{
    /// <summary>Columns covered.</summary>
    static abstract int Columns { get; }

    /// <summary>Sums of this row.</summary>
    static abstract R Load(int* sums);
    static abstract void Store(int* sums, R row);
    static abstract R Zero { get; }
    /// <summary>Every fp32 NaN replaced by the canonical one.</summary>
    static abstract R Canonical(R row);

    static abstract R Add(R a, R b);

    /// <summary>One 64-byte step of the panels below this row.</summary>
    static abstract R LoadPanels(byte* panel, nint panelBytes);

    /// <summary>Asks for a later step of the panels.</summary>
    static abstract void Prefetch(byte* panel, nint panelBytes);

    /// <summary>As <see cref="Prefetch"/>, for a time further off: into the second-level cache.</summary>
    static abstract void PrefetchFar(byte* panel, nint panelBytes);

    /// <summary>acc + one broadcast int16 pair times the row's pairs.</summary>
    static abstract R MultiplyPairs(R accumulator, int pair, R panels);
    static abstract R EvenBytes(R panels, bool signed);
    static abstract R OddBytes(R panels, bool signed);
    /// <summary>fma(broadcast value, panels, acc).</summary>
    static abstract R FusedMultiplyAdd(R accumulator, float value, R panels);
}
