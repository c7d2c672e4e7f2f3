using System.Runtime.InteropServices;

namespace AccelEmu.Kernels;

/// <summary>Consecutive terms of all rows of a block: where in the table their starts stand and which bytes of a row they are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FloatRun
{
    /// <summary>Bytes from the table's first entry to the run's tap.</summary>
    public nint Tap;
    /// <summary>Bytes from a row's start to the run's first term.</summary>
    public nint Offset;
    /// <summary>Bytes from a row's start to the end of the run.</summary>
    public nint End;
}

/// <summary>Operands of one call of an emitted fp32 kernel: <see cref="Tiles"/> register tiles of rows below each other, against the same one to four panels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FloatCall
{
    /// <summary>Where each row starts, for the first tap; see <see cref="FloatRun.Tap"/> for others.</summary>
    public byte** Table;
    public FloatRun* Runs;
    public FloatRun* RunsEnd;
    /// <summary>Panels at the first run's first term.</summary>
    public byte* Panels;
    public nint PanelBytes;
    /// <summary>Panels that are asked for bit by bit, and the end of the first of them; equal when nothing follows.</summary>
    public byte* Next;
    public byte* NextEnd;
    public nint Tiles;
    /// <summary>Tiles whose successor's rows are asked for: the table goes on to them.</summary>
    public nint TilesAhead;
    /// <summary>Nonzero to continue from the sums in memory instead of zero.</summary>
    public nint Kept;
    /// <summary>Where each row's sums are, <see cref="SumsColumn"/> bytes on.</summary>
    public byte** Sums;
    public nint SumsColumn;
    /// <summary>Where each row is written, drained or not, <see cref="OutputColumn"/> bytes on.</summary>
    public byte** Outputs;
    /// <summary>Where each row's residual is, <see cref="OutputColumn"/> bytes on.</summary>
    public byte** Residuals;
    public nint OutputColumn;
    /// <summary>Bias of the columns, 16 a panel.</summary>
    public float* Bias;
    /// <summary>Scales of the columns, 16 a panel.</summary>
    public float* Scales;
    public float FirstLow;
    public float FirstHigh;
    public float SecondLow;
    public float SecondHigh;
    /// <summary>The bits of every NaN that is written.</summary>
    public int NotANumber;
    /// <summary>The kernel's own: the run it is at, its end and where unrolled steps end.</summary>
    public FloatRun* Run;
    public nint End;
    public nint UnrolledEnd;
}
