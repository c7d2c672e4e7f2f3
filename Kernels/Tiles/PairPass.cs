namespace AccelEmu.Kernels;

/// <summary>What the integer tiles of one block of rows share.</summary>
internal unsafe struct PairPass
{
    /// <summary>Rows of int16 pairs.</summary>
    public byte* Rows;
    public nint RowBytes;
    /// <summary>The first step of the first panel.</summary>
    public byte* Panels;
    /// <summary>Bytes from a panel to the next.</summary>
    public nint PanelBytes;
    /// <summary>Bytes from a panel's step to its next.</summary>
    public nint StepBytes;
    public nint Steps;
    public int* Sums;
    /// <summary>Sums from a row to the next.</summary>
    public nint SumsRow;
    /// <summary>True when products are added to the sums that are there.</summary>
    public bool Kept;
}
