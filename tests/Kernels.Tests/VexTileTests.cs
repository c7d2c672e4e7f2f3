using System;
using System.Runtime.InteropServices;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// The VEX vpdpbusd tile on its own, over rows, panels and depths, extremes included. Where the processor lacks the instruction the tile's other form runs; the
/// sweeps of products go through the tile where it has it.
/// </summary>
public sealed unsafe class VexTileTests
{
    [Fact]
    public void Run_EveryTile_EqualsScalarSums()
    {
        Random random = new(41);
        byte* a = (byte*)NativeMemory.AlignedAlloc(1 << 14, 64), panels = (byte*)NativeMemory.AlignedAlloc(1 << 16, 64);
        int* sums = (int*)NativeMemory.AlignedAlloc(1 << 14, 64);
        for (int rows = 1; rows <= 14; rows++)
        {
            for (int steps = 0; steps <= 17; steps++)
            {
                int panelCount = random.Next(1, 5), rowBytes = 4 * (steps + random.Next(3)), panelBytes = 64 * (steps + random.Next(2));
                random.NextBytes(new Span<byte>(a, 1 << 14));
                random.NextBytes(new Span<byte>(panels, 1 << 16));
                if (steps % 4 == 0)
                {
                    new Span<byte>(a, 1 << 14).Fill(255);
                    new Span<byte>(panels, 1 << 16).Fill(0x80);
                }
                VexTile.Run(a, rowBytes, rows, panels, panelBytes, panelCount, sums, GemmTiles.BlockColumns, steps);
                for (int r = 0; r < rows; r++)
                {
                    for (int n = 0; n < 16 * panelCount; n++)
                    {
                        int expected = 0;
                        for (int k = 0; k < 4 * steps; k++)
                        {
                            expected += a[(r * rowBytes) + k] * (sbyte)panels[(n / 16 * panelBytes) + (k / 4 * 64) + (n % 16 * 4) + (k % 4)];
                        }
                        Assert.True(expected == sums[(r * GemmTiles.BlockColumns) + n], $"{rows} rows, {panelCount} panels, {steps} steps: row {r}, column {n}");
                    }
                }
            }
        }
        NativeMemory.AlignedFree(a);
        NativeMemory.AlignedFree(panels);
        NativeMemory.AlignedFree(sums);
    }
}
