namespace AccelEmu.Kernels;

/// <summary>What an fp32 tile does: some runs of terms of its rows against panels.</summary>
internal unsafe struct FloatPass
{
    /// <summary>The rows' runs.</summary>
    public FloatRows Rows;

    /// <summary>First run.</summary>
    public int FirstRun;

    /// <summary>Run after the last.</summary>
    public int EndRun;

    /// <summary>Panels at the first run's first term.</summary>
    public byte* Panels;

    /// <summary>Bytes between panels.</summary>
    public nint PanelBytes;

    /// <summary>Floats between rows of sums.</summary>
    public nint SumsRow;

    /// <summary>The panels of the next pass, asked for bit by bit while this one computes; null when nothing follows.</summary>
    public byte* Next;

    /// <summary>Six-row tiles of this pass, which share the asking.</summary>
    public int Tiles;

    /// <summary>Continue from the sums in memory instead of zero.</summary>
    public bool Kept;
}
