using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

public sealed class MatrixKernelTests
{
    private static readonly MatrixCase.Types[] AllTypes =
    [
        new(DType.U8, DType.I8, DType.I32, Layout.PanelSums),
        new(DType.U8, DType.I8, DType.I32, Layout.Panel),
        new(DType.I8, DType.I8, DType.I32, Layout.PanelSums),
        new(DType.I8, DType.I8, DType.I32, Layout.Plain),
        new(DType.U8, DType.U8, DType.I32, Layout.PanelSums),
        new(DType.U8, DType.U8, DType.I32, Layout.Panel),
        new(DType.I8, DType.U8, DType.I32, Layout.Plain),
        new(DType.I16, DType.I16, DType.I32, Layout.Panel),
        new(DType.I16, DType.I16, DType.I32, Layout.Plain),
        new(DType.I16, DType.I8, DType.I64, Layout.Panel),
        new(DType.F32, DType.F32, DType.F32, Layout.Panel),
        new(DType.F32, DType.F32, DType.F32, Layout.Plain),
    ];

    private static readonly DType[] Outputs = [DType.I8, DType.U8, DType.I16, DType.I32, DType.F32];

    [Fact]
    public void MatMul_EveryTypeAndLayout_EqualsReference()
    {
        Random random = new(2);
        using MatrixCase run = new();
        foreach (MatrixCase.Types types in AllTypes)
        {
            for (int i = 0; i < 40; i++)
            {
                run.MatMul(random, types, random.Next(1, 60), random.Next(1, 140), random.Next(1, 140), null);
            }
        }
    }

    [Fact]
    public void MatMulDrain_EveryTypeAndOutput_EqualsReference()
    {
        Random random = new(3);
        using MatrixCase run = new();
        foreach (MatrixCase.Types types in AllTypes)
        {
            for (int i = 0; i < 80; i++)
            {
                run.MatMul(random, types, random.Next(1, 40), random.Next(1, 100), random.Next(1, 70), types.Sums == DType.I64 ? DType.I16 : Outputs[i % Outputs.Length]);
            }
        }
    }

    [Fact]
    public void Drain_EveryOutput_EqualsReference()
    {
        Random random = new(4);
        using MatrixCase run = new();
        for (int i = 0; i < 1500; i++)
        {
            run.Drain(random, i % 3 == 0 ? DType.F32 : DType.I32, Outputs[i % Outputs.Length], random.Next(1, 12), random.Next(1, 150));
        }
    }

    [Fact]
    public void Conv_RandomGeometry_EqualsReference()
    {
        Random random = new(5);
        using MatrixCase run = new();
        int[] channels = [1, 2, 3, 4, 8, 15, 16, 17, 24, 32, 48];
        for (int i = 0; i < 1500; i++)
        {
            MatrixCase.Types types = AllTypes[i % AllTypes.Length];
            ConvGeometry geometry = ConvGeometry.Unit;
            geometry.Groups = random.Next(4) == 0 ? random.Next(2, 4) : 1;
            geometry.StrideH = random.Next(1, 4);
            geometry.StrideW = random.Next(1, 4);
            geometry.DilationH = random.Next(3) == 0 ? 2 : 1;
            geometry.DilationW = random.Next(3) == 0 ? 2 : 1;
            geometry.PadTop = random.Next(3);
            geometry.PadBottom = random.Next(3);
            geometry.PadLeft = random.Next(3);
            geometry.PadRight = random.Next(3);
            if (random.Next(10) == 0)
            {
                geometry.InputDilationH = 2;
            }
            int kernelRows = random.Next(1, 5);
            int kernelColumns = random.Next(1, 5);
            if (random.Next(4) == 0)
            {
                (kernelRows, kernelColumns) = (1, 1);
                (geometry.PadTop, geometry.PadBottom, geometry.PadLeft, geometry.PadRight) = (0, 0, 0, 0);
                (geometry.StrideH, geometry.StrideW) = random.Next(2) == 0 ? (1, 1) : (2, 2);
            }
            TileShape input = MatrixCase.Strided(random, types.Left, random.Next(1, 3), random.Next(1, 9), random.Next(1, 9), channels[random.Next(channels.Length)] * geometry.Groups);
            DType? drained = random.Next(2) == 0 ? null : types.Sums == DType.I64 ? DType.I16 : Outputs[random.Next(Outputs.Length)];
            run.Conv(random, types, input, geometry, kernelRows, kernelColumns, random.Next(1, 40) * geometry.Groups, drained);
        }
    }
}
