namespace AccelEmu.Numerics;

/// <summary>Which input pixel each tap of each output pixel of a window operation reads.</summary>
internal readonly struct Windows(ConvGeometry geometry, TileShape output, TileShape input, int kernelRows, int kernelColumns)
{
    /// <summary>Output pixels over all images.</summary>
    public int Pixels => (int)(output.Dims[0] * output.Dims[1] * output.Dims[2]);

    /// <summary>Taps of a window, row-major.</summary>
    public int Taps => kernelRows * kernelColumns;

    /// <summary>Row-major number of the input pixel, or −1 on padding and between dilated inputs.</summary>
    public int InputPixel(int pixel, int tap)
    {
        int column = (int)(pixel % output.Dims[2]);
        int row = (int)(pixel / output.Dims[2] % output.Dims[1]);
        int image = (int)(pixel / output.Dims[2] / output.Dims[1]);
        long y = Position(row, geometry.StrideH, tap / kernelColumns, geometry.DilationH, geometry.PadTop, geometry.InputDilationH, input.Dims[1]);
        long x = Position(column, geometry.StrideW, tap % kernelColumns, geometry.DilationW, geometry.PadLeft, geometry.InputDilationW, input.Dims[2]);
        return y < 0 || x < 0 ? -1 : (int)((((image * input.Dims[1]) + y) * input.Dims[2]) + x);
    }

    private static long Position(long output, long stride, long tap, long dilation, long pad, long inputDilation, long size)
    {
        long at = (output * stride) + (tap * dilation) - pad;
        return at < 0 || at % inputDilation != 0 || at / inputDilation >= size ? -1 : at / inputDilation;
    }
}
