using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Input rows that a range of output rows of a window operation reads.</summary>
/// <param name="First">First input row.</param>
/// <param name="Count">Input rows.</param>
/// <param name="Geometry">Geometry of the tile: vertical padding as this range sees it.</param>
internal readonly record struct WindowRows(long First, long Count, ConvGeometry Geometry)
{
    /// <summary>Input rows of any <paramref name="rows"/> output rows at most.</summary>
    public static long Most(in ConvGeometry g, long kernel, long rows) =>
        ((((rows - 1) * g.StrideH) + ((kernel - 1) * g.DilationH)) / g.InputDilationH) + 1;

    /// <summary>
    /// The rows of output [first, first + rows). Output row y reads the stretched input rows y·stride − pad … + (kernel−1)·dilation, and input row h
    /// is stretched row h·inputDilation.
    /// </summary>
    public static WindowRows Of(in ConvGeometry g, long kernel, long height, long first, long rows, string node)
    {
        long from = (first * g.StrideH) - g.PadTop;
        long to = from + ((rows - 1) * g.StrideH) + ((kernel - 1) * g.DilationH) + 1;
        long top = (Math.Max(from, 0) + g.InputDilationH - 1) / g.InputDilationH;
        long bottom = Math.Min(height - 1, (to - 1) / g.InputDilationH);
        if (to <= 0 || bottom < top)
        {
            throw new CompileException("compile.geometry", node, $"has output rows {first}..{first + rows - 1} whose window lies in the padding alone; legal: padding smaller than the kernel");
        }
        ConvGeometry cut = g;
        cut.PadTop = checked((int)((top * g.InputDilationH) - from));
        cut.PadBottom = checked((int)(to - 1 - (bottom * g.InputDilationH)));
        return new WindowRows(top, bottom - top + 1, cut);
    }
}
