using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

public sealed class MatrixTests
{
    [Theory]
    [InlineData(1 << 18, 1 << 15, 1)]
    [InlineData(2048, 256, 1)]
    [InlineData(2048, 256, 2)]
    public void MatMul_AnySize_EqualsOracle(long scratchpad, long accumulator, int cores)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            Random random = new(seed);
            DType type = seed % 3 == 2 ? DType.F32 : DType.I8;
            Graph graph = RandomGraphs.MatMul(random, random.Next(1, 20), random.Next(1, 120), random.Next(1, 70), type, seed % 2 == 0, seed % 4 == 0 ? Clamp.Relu : Clamp.None,
                seed % 5 == 0 ? RequantMode.Float32 : RequantMode.FixedSingle);
            TestMachine.Verify(graph, TestMachine.Of(scratchpad, accumulator, cores), new CompileOptions { Cores = cores }, seed);
        }
    }

    [Theory]
    [InlineData(1 << 18, 1 << 15, 1)]
    [InlineData(12000, 1024, 1)]
    [InlineData(12000, 1024, 2)]
    public void Conv_AnySize_EqualsOracle(long scratchpad, long accumulator, int cores)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            Random random = new(seed);
            ConvGeometry g = ConvGeometry.Unit;
            int kernel = random.Next(1, 4);
            g.StrideH = g.StrideW = random.Next(1, 3);
            (g.PadTop, g.PadBottom, g.PadLeft, g.PadRight) = (random.Next(kernel), random.Next(kernel), random.Next(kernel), random.Next(kernel));
            g.Groups = seed % 4 == 3 ? 2 : 1;
            g.DilationH = seed % 5 == 4 ? 2 : 1;
            g.InputDilationH = seed % 6 == 5 ? 2 : 1;
            DType type = seed % 3 == 2 ? DType.F32 : DType.I8;
            Graph graph = RandomGraphs.Conv(random, random.Next(5, 12), random.Next(5, 10), 2 * random.Next(1, 20), 2 * random.Next(1, 20), g, kernel, type);
            TestMachine.Verify(graph, TestMachine.Of(scratchpad, accumulator, cores), new CompileOptions { Cores = cores }, seed);
        }
    }
}
