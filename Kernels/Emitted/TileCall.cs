using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Operands of one call of an emitted kernel: <see cref="Tiles"/> register tiles of rows below each other, against the same one to four panels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TileCall
{
    /// <summary>Bytes of one record written for a row the drain could not decide: 64 sums with the bias, then the address of the row's entry in <see cref="Outputs"/>.</summary>
    public const int RecordBytes = 320;
    /// <summary>Place of that address in a record.</summary>
    public const int RecordRow = 256;

    /// <summary>First byte of every row.</summary>
    public byte** Rows;
    /// <summary>Where each group of K steps starts, from a row's first byte.</summary>
    public int* Groups;
    public int* GroupsEnd;
    /// <summary>The group with which storing starts; before the first when there is none.</summary>
    public int* LastGroup;
    /// <summary>The group before which lines of the output are fetched, one row's with each group up to the last; the last itself to fetch none.</summary>
    public int* FetchGroup;
    /// <summary>Single steps after the last group, and where they start in a row and in a panel.</summary>
    public nint TailQuads;
    public nint TailOffset;
    public nint TailPanel;
    public byte* Panels;
    public nint PanelBytes;
    public nint Tiles;
    /// <summary>Where each row goes: int32 sums or bytes, <see cref="OutputColumn"/> bytes on.</summary>
    public byte** Outputs;
    public nint OutputColumn;
    /// <summary>Where each row's residual is, bytes after <see cref="OutputColumn"/>.</summary>
    public byte** Residuals;
    /// <summary>Columns that exist: of the whole tile for bytes, of the last panel for sums.</summary>
    public ulong Mask;
    /// <summary>Sum of the bytes of every row, as multiplied.</summary>
    public int* RowSums;
    /// <summary>Zero points of the columns, 16 a panel.</summary>
    public int* ZeroPoints;
    /// <summary>Next free record.</summary>
    public byte* Records;
    /// <summary>Start values of the sums, 16 a panel.</summary>
    public int* Bias;
    /// <summary>Scales in units of 2^-16 an output step.</summary>
    public float* Scales;
    /// <summary>Offsets of sums ≥ 0, in 2^-16.</summary>
    public float* Offsets;
    /// <summary>Offsets of sums &lt; 0.</summary>
    public float* Negatives;
    /// <summary>Bits of a 2^-16 fraction of which one must be set.</summary>
    public int Window;
    /// <summary>As <see cref="Window"/>, after the residual.</summary>
    public int ResidualWindow;
    public int FirstLow;
    public int FirstHigh;
    public float ScaleA;
    public float ScaleB;
    public float ResidualOffset;
    /// <summary>0x80808080.</summary>
    public int Flip;
    /// <summary>Last clamp.</summary>
    public fixed byte Low[64];
    public fixed byte High[64];
    /// <summary>1, 3, 5 … 63: the upper halves of two vectors of int32.</summary>
    public fixed short HighWords[32];

    /// <summary>Sets how K is walked: groups of <paramref name="quads"/> steps, then single steps from <paramref name="tailOffset"/> on. No line is fetched ahead.</summary>
    public void SetDepth(int* groups, int count, int quads, nint tailQuads, nint tailOffset)
    {
        Groups = groups;
        GroupsEnd = groups + count;
        LastGroup = GroupsEnd - 1;
        FetchGroup = LastGroup;
        TailQuads = tailQuads;
        TailOffset = tailOffset;
        TailPanel = count * quads * PanelLayout.Columns * sizeof(int);
    }
}
