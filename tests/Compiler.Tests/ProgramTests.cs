using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>Properties of compiled programs: tokens, mappings, capacities, bindings, storage.</summary>
public sealed class ProgramTests
{
    /// <summary>The shape of the anomaly detector of MLPerf Tiny.</summary>
    private static Graph Autoencoder(Random random)
    {
        int[] widths = [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640];
        Value at = RandomGraphs.Tensor(random, "x", DType.I8, 1, 640);
        Graph graph = RandomGraphs.Wrap("autoencoder", RandomGraphs.Tensor(random, "y", DType.I8, 1, 640), at);
        for (int i = 1; i < widths.Length; i++)
        {
            Value next = i == widths.Length - 1 ? graph.Outputs[0] : RandomGraphs.Tensor(random, $"v{i}", DType.I8, 1, widths[i]);
            at = graph.Add($"fc{i}", new MatMulOperation(i == widths.Length - 1 ? Clamp.None : Clamp.Relu, HasBias: true), next, at,
                RandomGraphs.Weights(random, $"w{i}", DType.I8, false, widths[i - 1], widths[i]), RandomGraphs.Constant(random, $"b{i}", DType.I32, widths[i]));
        }
        return graph;
    }

    [Theory]
    [InlineData(1 << 18, 1 << 16, 1)]
    [InlineData(24 << 20, 4 << 20, 1)]
    [InlineData(8192, 1024, 1)]
    [InlineData(8192, 1024, 3)]
    public void Autoencoder_AnyMachine_EqualsOracle(long scratchpad, long accumulator, int cores) =>
        TestMachine.Verify(Autoencoder(new Random(5)), TestMachine.Of(scratchpad, accumulator, cores), new CompileOptions { Cores = cores }, 5);

    [Fact]
    public void Batches_OfImages_EqualOracle()
    {
        Random random = new(3);
        Graph graph = RandomGraphs.MatMul(random, 3, 40, 20, DType.I8, true, Clamp.None);
        TestMachine.Verify(graph, TestMachine.Of(4096, 1024), new CompileOptions { KeepIntermediates = true }, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Tokens_EachDeleted_AreMissed(int cores)
    {
        Random random = new(11);
        Graph graph = RandomGraphs.MatMul(random, 12, 80, 90, DType.I8, true, Clamp.None);
        Value z = RandomGraphs.Tensor(random, "z", DType.I8, 12, 90);
        Value y = graph.Outputs[0];
        graph.Outputs[0] = graph.Add("add", new BinaryOperationNode(BinaryOperation.Add, Clamp.None), z, y, y);
        MachineConfig config = TestMachine.Of(3000, 256, cores);
        MachineProgram program = ModelCompiler.Compile(graph, config, new CompileOptions { Cores = cores, RollLoops = false }).Program;
        Dictionary<string, byte[]> inputs = TestMachine.RandomInputs(graph, random);
        int missed = 0, redundant = 0;
        foreach (MachineProgram broken in WithoutOneToken(program))
        {
            RunResult result = TestMachine.Run(broken, config, inputs, out _);
            bool isMissed = result.Status != RunStatus.Halted || !result.Races.IsEmpty;
            missed += isMissed ? 1 : 0;
            redundant += isMissed ? 0 : 1;
        }
        Assert.True(missed > 20, $"{missed} tokens missed, {redundant} redundant");
        // Ranges are bounding ranges, so that a token between interleaved columns may order nothing; most order something.
        Assert.True(missed > 4 * redundant, $"{missed} tokens missed, {redundant} redundant");
    }

    /// <summary>Programs in which the n-th wait and the n-th signal of one semaphore are gone.</summary>
    private static IEnumerable<MachineProgram> WithoutOneToken(MachineProgram program)
    {
        foreach (SemaphoreDeclaration semaphore in program.Semaphores)
        {
            (int Position, int Bit)[] waits = Uses(program.Code[semaphore.ConsumerCore], semaphore, [16, 24], wait: true);
            (int Position, int Bit)[] signals = Uses(program.Code[semaphore.ProducerCore], semaphore, [32, 40], wait: false);
            Assert.Equal(waits.Length, signals.Length);
            for (int i = 0; i < waits.Length; i++)
            {
                ImmutableArray<MachineWord>[] code = [.. program.Code];
                code[semaphore.ConsumerCore] = Clear(code[semaphore.ConsumerCore], waits[i]);
                code[semaphore.ProducerCore] = Clear(code[semaphore.ProducerCore], signals[i]);
                yield return program with { Code = [.. code] };
            }
        }
    }

    private static (int, int)[] Uses(ImmutableArray<MachineWord> code, SemaphoreDeclaration semaphore, int[] fields, bool wait) =>
        [.. from position in Enumerable.Range(0, code.Length) from bit in fields where code[position].Get(bit, 8) == semaphore.Id.Index
            where IsOwn(code[position], wait ? semaphore.Consumer : semaphore.Producer) select (position, bit)];

    private static bool IsOwn(MachineWord word, UnitId unit)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        InstructionInfo info = InstructionSet.Find(header.Opcode)!;
        UnitId own = info.Class == InstructionClass.Sync ? new UnitId(InstructionSet.Decode<Sync>(word).Unit, header.Instance) : header.Unit(info.Class);
        return own == unit;
    }

    private static ImmutableArray<MachineWord> Clear(ImmutableArray<MachineWord> code, (int Position, int Bit) at) =>
        code.SetItem(at.Position, code[at.Position].With(at.Bit, 8, 0));

    [Fact]
    public void Mapping_GivenBack_GivesTheSameProgram()
    {
        Graph graph = Autoencoder(new Random(5));
        MachineConfig config = TestMachine.Of(8192, 1024);
        CompiledModel first = ModelCompiler.Compile(graph, config);
        CompiledModel second = ModelCompiler.Compile(graph, config, new CompileOptions { Mapping = first.Mapping });
        Assert.Equal(first.Program.Code[0].AsSpan(), second.Program.Code[0].AsSpan());
        Assert.Equal(10, first.Mapping.Layers.Length);
    }

    [Fact]
    public void Mapping_SmallerTiles_AreUsed()
    {
        Mapping mapping = new([new LayerMapping("fc1", TileColumns: 32, TileDepth: 64)]);
        Graph graph = Autoencoder(new Random(5));
        CompiledModel model = TestMachine.Verify(graph, TestMachine.Of(1 << 18, 1 << 16), new CompileOptions { Mapping = mapping }, 1);
        Assert.Equal(new LayerMapping("fc1", 1, 32, 64), model.Mapping.Layers[0]);
    }

    [Theory]
    [InlineData("fc1", 0, 17, 0, "tile_columns = 17; legal: a multiple of 16 in 1..128")]
    [InlineData("fc1", 2, 0, 0, "tile_rows = 2; legal: 1..1")]
    [InlineData("fc1", 0, 0, 8, "tile_depth = 8; legal: a multiple of 16 in 1..640")]
    [InlineData("nothing", 0, 0, 0, "is no node of the model")]
    public void Mapping_Illegal_IsRefused(string node, int rows, int columns, int depth, string message)
    {
        CompileOptions options = new() { Mapping = new Mapping([new LayerMapping(node, rows, columns, depth)]) };
        CompileException e = Assert.Throws<CompileException>(() => ModelCompiler.Compile(Autoencoder(new Random(5)), TestMachine.Of(1 << 18, 1 << 16), options));
        Assert.Equal("compile.mapping", e.Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(node, e.Place);
    }

    [Theory]
    [InlineData(300, 1024, "bytes of scratchpad")]
    [InlineData(1 << 18, 32, "bytes of accumulators")]
    public void Layer_ThatCannotFit_IsRefused(long scratchpad, long accumulator, string message)
    {
        CompileException e = Assert.Throws<CompileException>(() => ModelCompiler.Compile(Autoencoder(new Random(5)), TestMachine.Of(scratchpad, accumulator)));
        Assert.Equal("compile.capacity", e.Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BitmaskWeights_EqualDense_AndMoveFewerBytes(bool isConv)
    {
        Random random = new(2);
        Graph Build()
        {
            Random own = new(4);
            return isConv ? RandomGraphs.Conv(own, 6, 6, 40, 40, ConvGeometry.Unit, 3, DType.I8) : RandomGraphs.MatMul(own, 4, 200, 80, DType.I8, true, Clamp.None);
        }
        Graph dense = Build(), sparse = Build();
        foreach (Graph graph in (Graph[])[dense, sparse])
        {
            Value w = graph.Nodes[0].Inputs[1];
            w.Constant = [.. w.Constant!.Select((b, i) => i % 5 == 0 ? b : (byte)0)];
            w.Storage = ReferenceEquals(graph, sparse) ? SparseFormat.Bitmask : SparseFormat.Dense;
        }
        MachineConfig config = TestMachine.Of(1 << 14, 4096);
        CompiledModel a = TestMachine.Verify(dense, config, new CompileOptions(), 1), b = TestMachine.Verify(sparse, config, new CompileOptions(), 1);
        Dictionary<string, byte[]> inputs = TestMachine.RandomInputs(dense, random);
        long denseBytes = TestMachine.Run(a.Program, config, inputs, out Dictionary<string, byte[]> expected).Statistics.Dram.BytesRead;
        long sparseBytes = TestMachine.Run(b.Program, config, inputs, out Dictionary<string, byte[]> actual).Statistics.Dram.BytesRead;
        Assert.Equal(expected["y"], actual["y"]);
        Assert.True(sparseBytes * 2 < denseBytes, $"{sparseBytes} of {denseBytes} bytes");
    }

    [Fact]
    public void RunTimeWeights_EqualOracle()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            DType type = seed % 2 == 0 ? DType.I8 : DType.F32;
            Value a = RandomGraphs.Tensor(random, "a", type, 7, 50), b = RandomGraphs.Tensor(random, "b", type, 50, 40), y = RandomGraphs.Tensor(random, "y", type, 7, 40);
            Graph graph = RandomGraphs.Wrap("product", y, a, b);
            graph.Add("product", new MatMulOperation(Clamp.None), y, a, b);
            TestMachine.Verify(graph, TestMachine.Of(1 << 16, 1 << 14), new CompileOptions(), seed);
            TestMachine.Verify(graph, TestMachine.Of(3000, 512, 2), new CompileOptions { Cores = 2 }, seed);
        }
    }

    [Fact]
    public void SourceMap_NamesEveryUnitInstruction()
    {
        MachineProgram program = ModelCompiler.Compile(Autoencoder(new Random(5)), TestMachine.Of(8192, 1024)).Program;
        Assert.Equal(program.Code[0].Length, program.SourceMap[0].Length);
        Assert.Equal(10, program.Nodes.Length);
        Assert.Equal(10, program.Symbols.Length);
        Assert.All(Enumerable.Range(0, program.Code[0].Length - 1), i => Assert.InRange(program.SourceMap[0][i], 0, 9));
    }
}
