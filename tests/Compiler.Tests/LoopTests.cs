using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.Timing;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>Loops in compiled models: the same is executed, in fewer words.</summary>
public sealed class LoopTests
{
    private static int Words(MachineProgram program) => program.Code.Sum(code => code.Length);

    private static int Loops(MachineProgram program) =>
        program.Code.Sum(code => code.Count(word => InstructionHeader.Decode(word).Opcode == Opcode.Loop));

    private static (MachineProgram Flat, MachineProgram Rolled) Both(Graph graph, MachineConfig config, int cores)
    {
        CompileOptions options = new() { Cores = cores };
        return (ModelCompiler.Compile(graph, config, options with { RollLoops = false }).Program, ModelCompiler.Compile(graph, config, options).Program);
    }

    [Theory]
    [InlineData("resnet50-int8", 1, 0.31)]
    [InlineData("resnet50-int8", 2, 0.70)]
    [InlineData("mobilenetv2-int8", 1, 0.62)]
    [InlineData("mobilenetv2-int8", 2, 0.80)]
    [InlineData("lenet-2exit-int8", 1, 1.0)]
    [InlineData("mlp-int8", 1, 1.0)]
    public void Model_OnASmallMachine_ExecutesTheSameInFewerWords(string model, int cores, double share)
    {
        (MachineProgram flat, MachineProgram rolled) = Both(Zoo.Build(model), TestMachine.Of(256 << 10, 64 << 10, cores), cores);
        ExecutedCode.AssertSame(flat, rolled);
        Assert.Equal(0, Loops(flat));
        Assert.True(Words(rolled) <= share * Words(flat), $"{Words(flat)} words, {Words(rolled)} with loops");
    }

    [Fact]
    public void Layer_OfManyTiles_NeedsWordsOfAFew()
    {
        Graph Layer(int rows) => RandomGraphs.MatMul(new Random(1), rows, 64, 32, DType.I8, true, Clamp.None);
        MachineConfig config = TestMachine.Of(8192, 1024);
        (MachineProgram small, _) = (Both(Layer(64), config, 1).Rolled, 0);
        (MachineProgram flat, MachineProgram large) = Both(Layer(4096), config, 1);
        ExecutedCode.AssertSame(flat, large);
        Assert.True(Words(flat) > 2000, $"{Words(flat)}");
        Assert.True(Words(large) < 120, $"{Words(large)}");
        Assert.True(Words(large) < Words(small) + 60, $"{Words(small)}, {Words(large)}");
    }

    [Fact]
    public void SourceMapAndSymbols_WithLoops_NameTheSameNodes()
    {
        (MachineProgram flat, MachineProgram rolled) = Both(Zoo.Build("mobilenetv2-int8"), TestMachine.Of(256 << 10, 64 << 10), 1);
        Assert.Equal(flat.Nodes.AsSpan(), rolled.Nodes.AsSpan());
        Assert.Equal(flat.Symbols.Select(s => s.Name), rolled.Symbols.Select(s => s.Name));
        foreach (ProgramSymbol symbol in rolled.Symbols.Where(s => rolled.SourceMap[0].Contains(rolled.Nodes.IndexOf(s.Name))))
        {
            Assert.Equal(rolled.Nodes.IndexOf(symbol.Name), rolled.SourceMap[0][symbol.Position]);
            Assert.True(symbol.Position == 0 || rolled.SourceMap[0][symbol.Position - 1] != rolled.SourceMap[0][symbol.Position], symbol.Name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Units_WithAndWithoutLoops_AreEquallyBusy(int cores)
    {
        MachineConfig config = TestMachine.Of(256 << 10, 64 << 10, cores);
        (MachineProgram flat, MachineProgram rolled) = Both(Zoo.Build("mobilenetv2-int8"), config, cores);
        TimingReport a = TimingModel.Estimate(flat, config), b = TimingModel.Estimate(rolled, config);
        Assert.Equal(a.Macs, b.Macs);
        Assert.Equal(Busy(a), Busy(b));
        Assert.InRange(b.Cycles, 0.9 * a.Cycles, 1.1 * a.Cycles);
    }

    private static IEnumerable<(int, UnitId, long)> Busy(TimingReport report) =>
        report.Units.Where(unit => unit.Unit.Kind != UnitKind.Control).Select(unit => (unit.Core, unit.Unit, unit.Busy));
}
