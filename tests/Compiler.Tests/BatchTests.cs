using System;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>Batches of images: whole images share an instruction where they fit.</summary>
public sealed class BatchTests
{
    private static int Count(MachineProgram program, Opcode opcode) => program.Code.Sum(code => code.Count(word => InstructionHeader.Decode(word).Opcode == opcode));

    private static Graph Window(Random random, bool isPool, long images)
    {
        ConvGeometry g = ConvGeometry.Unit with { PadTop = 1, PadLeft = 1, KernelH = 2, KernelW = 2 };
        Value x = RandomGraphs.Tensor(random, "x", DType.I8, images, 6, 6, 10);
        Value y = new("y", DType.I8, x.Shape) { Quantization = isPool ? x.Quantization : RandomGraphs.Quantized(random, DType.I8) };
        Graph graph = RandomGraphs.Wrap(isPool ? "pool" : "depthwise", y, x);
        if (isPool)
        {
            graph.Add("layer", new PoolOperation(Pooling.Average, g, Clamp.Relu), y, x);
        }
        else
        {
            graph.Add("layer", new DepthwiseConvOperation(g, Clamp.Relu, HasBias: true), y, x, RandomGraphs.Weights(random, "w", DType.I8, true, 2, 2, 10), RandomGraphs.Constant(random, "b", DType.I32, 10));
        }
        return graph;
    }

    private static Graph Build(string layer, Random random, long images) => layer == "conv"
        ? RandomGraphs.Conv(random, 6, 5, 20, 24, ConvGeometry.Unit with { PadTop = 1, PadBottom = 1 }, 3, DType.I8, images)
        : Window(random, layer == "pool", images);

    [Theory]
    [InlineData("conv", Opcode.Conv)]
    [InlineData("depthwise", Opcode.DepthwiseConv)]
    [InlineData("pool", Opcode.Pool)]
    public void Batch_ThatFits_IsOneInstruction(string layer, Opcode opcode)
    {
        CompiledModel model = TestMachine.Verify(Build(layer, new Random(1), 5), TestMachine.Of(1 << 18, 1 << 16), new CompileOptions { RollLoops = false }, 1);
        Assert.Equal(1, Count(model.Program, opcode));
        CompiledModel shared = TestMachine.Verify(Build(layer, new Random(1), 5), TestMachine.Of(1 << 18, 1 << 16, 2), new CompileOptions { Cores = 2, RollLoops = false }, 1);
        Assert.Equal(2, Count(shared.Program, opcode));
    }

    [Theory]
    [InlineData("conv")]
    [InlineData("depthwise")]
    [InlineData("pool")]
    public void Batch_OnAnyMachine_EqualsOracle(string layer)
    {
        foreach (long scratchpad in (long[])[3200, 9000, 20000])
        {
            foreach (long images in (long[])[2, 7])
            {
                TestMachine.Verify(Build(layer, new Random(3), images), TestMachine.Of(scratchpad, 1 << 14), new CompileOptions(), 3);
                TestMachine.Verify(Build(layer, new Random(3), images), TestMachine.Of(scratchpad, 1 << 13, 2), new CompileOptions { Cores = 2 }, 3);
            }
        }
    }
}
