using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Sums of the columns of panels that hold none: a product with a row of ones.</summary>
internal static unsafe class ColumnSums
{
    /// <summary>Writes the sums of <paramref name="columns"/> columns, whole panels of them, to <paramref name="sums"/>.</summary>
    public static void Write(in BlockGemm gemm, TileOperands operands, int columns, int* sums)
    {
        nint depth = (nint)gemm.Source.Depth;
        bool emitted = gemm.Engine is GemmEngine.Vnni or GemmEngine.VnniWords;
        bool shorts = gemm.Source.ElementBytes == 2;
        nint steps = (depth + (shorts ? 1 : 3)) / (shorts ? 2 : 4);
        byte* ones = Scratch.Get(ScratchUse.Rows, (depth * 2) + 64);
        if (gemm.Engine is GemmEngine.Vnni or GemmEngine.VexVnni)
        {
            new Span<byte>(ones, checked((int)(steps * 4))).Clear();
            new Span<byte>(ones, checked((int)depth)).Fill(1);
        }
        else
        {
            // Lanes as the rows have them: of bytes, the second and third change places. A panel's tail may hold anything.
            nint whole = steps * (shorts ? 2 : 4);
            new Span<short>(ones, checked((int)whole)).Fill(1);
            for (nint k = depth; k < whole; k++)
            {
                ((short*)ones)[shorts || k % 4 is 0 or 3 ? k : k ^ 3] = 0;
            }
        }
        for (int column = 0; column < columns; column += GemmTiles.BlockColumns)
        {
            int panels = (Math.Min(columns - column, GemmTiles.BlockColumns) + PanelLayout.Columns - 1) / PanelLayout.Columns;
            byte* first = gemm.Panels + (column / PanelLayout.Columns * gemm.PanelBytes);
            if (emitted)
            {
                GemmTiles.EmittedRow(operands, ones, first, gemm.PanelBytes, panels, sums + column, steps);
            }
            else
            {
                GemmTiles.Run(gemm.Engine, gemm.Width, ones, 0, 1, first, gemm.PanelBytes, panels, sums + column, GemmTiles.BlockColumns, steps);
            }
        }
    }
}
