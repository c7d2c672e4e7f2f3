namespace AccelEmu.Numerics;

/// <summary>Window geometry of convolution and pooling over [N, H, W, C] tiles.</summary>
public struct ConvGeometry
{
    /// <summary>Rows of padding above.</summary>
    public int PadTop;
    /// <summary>Rows of padding below.</summary>
    public int PadBottom;
    /// <summary>Columns of padding on the left.</summary>
    public int PadLeft;
    /// <summary>Columns of padding on the right.</summary>
    public int PadRight;
    /// <summary>Vertical step.</summary>
    public int StrideH;
    /// <summary>Horizontal step.</summary>
    public int StrideW;
    /// <summary>Vertical distance between taps.</summary>
    public int DilationH;
    /// <summary>Horizontal distance between taps.</summary>
    public int DilationW;
    /// <summary>Rows of zeros inserted between input rows, plus one (transposed convolution).</summary>
    public int InputDilationH;
    /// <summary>Columns of zeros inserted between input columns, plus one.</summary>
    public int InputDilationW;
    /// <summary>Independent channel groups.</summary>
    public int Groups;
    /// <summary>Window rows, for pooling (convolution takes them from the weight tile).</summary>
    public int KernelH;
    /// <summary>Window columns, for pooling.</summary>
    public int KernelW;
    /// <summary>Average pooling divides by the whole window, padding included, instead of the taps inside.</summary>
    public bool CountPadding;

    /// <summary>A geometry with unit steps and no padding.</summary>
    public static ConvGeometry Unit => new() { StrideH = 1, StrideW = 1, DilationH = 1, DilationW = 1, InputDilationH = 1, InputDilationW = 1, Groups = 1, KernelH = 1, KernelW = 1 };

    /// <summary>Output rows for an input of <paramref name="height"/> rows and a kernel of <paramref name="kernelRows"/>.</summary>
    public readonly long OutputRows(long height, long kernelRows) =>
        Extent(height, kernelRows, PadTop + PadBottom, StrideH, DilationH, InputDilationH);

    /// <summary>Output columns for an input of <paramref name="width"/> columns and a kernel of <paramref name="kernelColumns"/>.</summary>
    public readonly long OutputColumns(long width, long kernelColumns) =>
        Extent(width, kernelColumns, PadLeft + PadRight, StrideW, DilationW, InputDilationW);

    private static long Extent(long size, long kernel, long pads, long stride, long dilation, long inputDilation)
    {
        long room = ((size - 1) * inputDilation) + 1 + pads - (((kernel - 1) * dilation) + 1);
        return room < 0 || size == 0 ? 0 : (room / stride) + 1;
    }
}
