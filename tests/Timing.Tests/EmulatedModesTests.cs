using System;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>The emulator's traces, live and saved, against estimates without execution.</summary>
public class EmulatedModesTests
{
    private static RegisterId R(int index) => new((byte)index);

    private static RunResult Run(MachineProgram program, MachineConfig machine, TraceLevel level)
    {
        using Machine emulator = new(machine);
        RunResult result = emulator.Run(program, new RunOptions { Trace = level });
        Assert.True(result.Status == RunStatus.Halted, $"{result.Trap}");
        return result;
    }

    private static MachineProgram StaticProgram()
    {
        ProgramText text = new();
        SemaphoreId loaded = text.Semaphore(1, ProgramText.Load, ProgramText.Matrix);
        SemaphoreId free = text.Semaphore(2, ProgramText.Matrix, ProgramText.Load, initial: 1);
        SemaphoreId drained = text.Semaphore(3, ProgramText.Matrix, ProgramText.Store);
        DescriptorId far = text.Tile(0, Space.Dram, 0, DType.I8, 6, 20);
        DescriptorId near = text.Tile(1, Space.Scratchpad, 0, DType.I8, 6, 20);
        DescriptorId weights = text.Tile(2, Space.Scratchpad, 1024, DType.I8, 20, 9);
        DescriptorId sums = text.Tile(3, Space.Accumulator, 0, DType.I32, 6, 9);
        DescriptorId output = text.Tile(4, Space.Scratchpad, 2048, DType.I8, 6, 9);
        DescriptorId result = text.Tile(5, Space.Dram, 4096, DType.I8, 6, 9);
        DescriptorId drain = text.Descriptor(6, DrainDescriptor.Create(DrainDescriptor.None));
        text.Add(new LoadImmediate(R(0), 5));
        text.Node = text.NewNode("layer");
        int loop = text.Position;
        text.Add(new Loop(R(0), 0, new CodeAddress(loop + 6)));
        text.Add(new Move(near, far), wait: free, signal: loaded);
        text.Add(new MatMul(sums, near, weights, SumsDisposition.Drain, false, output, drain), wait: loaded, signal: free);
        text.Add(new Sync(UnitKind.Matrix), signal: drained);
        text.Add(new Move(result, output), wait: drained, instance: 1);
        text.Add(new AluImmediate(AluOperation.Add, R(1), R(1), 1));
        text.Add(new Branch(Comparison.Lt, R(1), R(2), new CodeAddress(0)));
        return text.Build();
    }

    [Fact]
    public void StaticProgram_HasTheSameFiguresInEveryMode()
    {
        MachineProgram program = StaticProgram();
        MachineConfig machine = ProgramText.Machine();
        TimingReport without = TimingModel.Estimate(program, machine);
        TimingEstimator estimator = new(program, machine);
        foreach (TraceLevel level in Enum.GetValues<TraceLevel>())
        {
            RunResult run = Run(program, machine, level);
            Assert.Equal(without.ToString(), TimingModel.Estimate(program, machine, run.Trace).ToString());
            Assert.Equal(without.ToString(), estimator.Estimate(run.Trace).ToString());
            if (run.Trace is { } trace)
            {
                Assert.Equal(without.ToString(), TimingModel.Estimate(program, machine, RetireTrace.Load(trace.Save())).ToString());
            }
            Assert.Equal(run.Statistics.Instructions, without.Instructions);
            Assert.Equal(run.Statistics.MultiplyAccumulates, without.Macs);
        }
    }

    /// <summary>Compacts a mask, loops as often as it has indices, encodes and copies a sparse tile, multiplies by groups.</summary>
    private static MachineProgram DynamicProgram()
    {
        ProgramText text = new();
        byte[] mask = new byte[64];
        foreach (int set in new[] { 1, 2, 9, 17, 40, 41, 42, 63 })
        {
            mask[set] = 3;
        }
        text.Constants = [new ConstantSegment(0, [.. mask]), new ConstantSegment(64, [0, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0])];
        SemaphoreId loaded = text.Semaphore(1, ProgramText.Load, ProgramText.Vector);
        SemaphoreId counted = text.Semaphore(2, ProgramText.Vector, ProgramText.Control);
        SemaphoreId offsetsLoaded = text.Semaphore(3, ProgramText.Load, ProgramText.Matrix);
        DescriptorId far = text.Tile(0, Space.Dram, 0, DType.U8, 64);
        DescriptorId near = text.Tile(1, Space.Scratchpad, 0, DType.U8, 64);
        DescriptorId indices = text.Tile(2, Space.Scratchpad, 128, DType.I32, 64);
        DescriptorId count = text.Tile(3, Space.Scratchpad, 64, DType.I32, 1);
        DescriptorId dense = text.Tile(4, Space.Scratchpad, 0, DType.U8, 4, 16);
        DescriptorId sparse = Sparse(text, 5, Space.Scratchpad, 512, 640);
        DescriptorId copy = Sparse(text, 6, Space.Dram, 4096, 4224);
        DescriptorId farOffsets = text.Tile(7, Space.Dram, 64, DType.I32, 4);
        DescriptorId offsets = text.Tile(8, Space.Scratchpad, 704, DType.I32, 4);
        DescriptorId a = text.Tile(9, Space.Scratchpad, 1024, DType.I8, 8, 4);
        DescriptorId b = text.Tile(10, Space.Scratchpad, 1152, DType.I8, 3, 4, 4);
        DescriptorId sums = text.Tile(11, Space.Accumulator, 0, DType.I32, 8, 4);
        text.Add(new Move(near, far), signal: loaded);
        text.Add(new Compact(indices, near, count), wait: loaded, signal: counted);
        text.Add(new LoadImmediate(R(1), 64), wait: counted);
        text.Add(new ScalarLoad(R(0), Space.Scratchpad, R(1), DType.I32, 0));
        int loop = text.Position;
        text.Add(new Loop(R(0), 0, new CodeAddress(loop + 2)));
        text.Add(new Fill(a, null, 1));
        text.Add(new Move(sparse, dense));
        text.Add(new Move(copy, sparse));
        text.Add(new Move(offsets, farOffsets), signal: offsetsLoaded);
        text.Add(new GroupedMatMul(sums, a, b, offsets), wait: offsetsLoaded);
        return text.Build();
    }

    private static DescriptorId Sparse(ProgramText text, int id, Space space, long address, long metadata)
    {
        TileShape shape = TileShape.Dense(DType.U8, 4, 16);
        shape.Format = SparseFormat.Bitmask;
        Descriptor descriptor = TileDescriptor.Create(space, address, 64, 0, shape);
        descriptor[DescriptorField.TileMetadata] = metadata;
        descriptor[DescriptorField.TileMetadataExtent] = 8;
        return text.Descriptor(id, descriptor);
    }

    [Fact]
    public void DynamicProgram_IsTimedFromLiveAndSavedTraces_AndRefusedWithoutOne()
    {
        MachineProgram program = DynamicProgram();
        MachineConfig machine = ProgramText.Machine();
        RunResult run = Run(program, machine, TraceLevel.L1);
        TimingReport live = TimingModel.Estimate(program, machine, run.Trace);
        Assert.Equal(live.ToString(), TimingModel.Estimate(program, machine, RetireTrace.Load(run.Trace!.Save())).ToString());
        Assert.Equal(run.Statistics.Instructions, live.Instructions);
        Assert.Equal(run.Statistics.MultiplyAccumulates, live.Macs);
        // 12 dloads, 4 words, loop with 8 passes, 4 words, halt.
        Assert.Equal(12 + 4 + 1 + 8 + 4 + 1, live.Instructions);
        // Eight values and a mask of eight bytes go to DRAM.
        Assert.Equal(16, live.Events[EventKind.DramWritten]);
        Assert.Equal(2, live.Events[EventKind.Folds]);
        TimingEstimator estimator = new(program, machine);
        foreach (RetireTrace? lacking in new[] { null, Run(program, machine, TraceLevel.L0).Trace })
        {
            Assert.Equal("timing.dynamic", Assert.Throws<TimingException>(() => TimingModel.Estimate(program, machine, lacking)).Code);
            Assert.Equal("timing.dynamic", Assert.Throws<TimingException>(() => estimator.Estimate(lacking)).Code);
            Assert.Equal(live.ToString(), estimator.Estimate(run.Trace).ToString());
        }
        Assert.Equal(live.ToString(), estimator.Estimate(run.Trace).ToString());
    }
}
