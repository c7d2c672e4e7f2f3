using System;
using System.Collections.Immutable;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>Named cycles and events of single instructions, computed by hand in the comments.</summary>
public class CostTests
{
    private static TimingReport Run(Action<ProgramText> body, MachineConfig? machine = null)
    {
        ProgramText text = new();
        body(text);
        return TimingModel.Estimate(text.Build(), machine ?? ProgramText.Machine());
    }

    [Theory]
    // OS: one fold of K + R + C − 2 = 5 + 6 = 11; reads 4·5·2 words a side of 64 B/cycle are hidden.
    [InlineData(Dataflow.OutputStationary, "Latency=2 Fill=3 Stream=5 Drain=3")]
    // WS: ⌈5/4⌉ = 2 folds of 4 + 4 + 6.
    [InlineData(Dataflow.WeightStationary, "Latency=2 Fill=8 Stream=8 Drain=12")]
    [InlineData(Dataflow.InputStationary, "Latency=2 Fill=8 Stream=8 Drain=12")]
    public void MatMul_IsFolds(Dataflow dataflow, string expected)
    {
        TimingReport report = Run(
            text =>
            {
                DescriptorId a = text.Tile(0, Space.Scratchpad, 0, DType.I8, 4, 5);
                DescriptorId b = text.Tile(1, Space.Scratchpad, 64, DType.I8, 5, 4);
                DescriptorId sums = text.Tile(2, Space.Accumulator, 0, DType.I32, 4, 4);
                text.Add(new MatMul(sums, a, b));
            },
            ProgramText.Machine(dataflow: dataflow));
        Assert.Equal(expected, ScheduleTests.Unit(report, UnitKind.Matrix).Terms.ToString());
        Assert.Equal(80, report.Events[EventKind.MacsInteger8]);
        Assert.Equal(80.0 / (report.Cycles * 16), report.Utilization);
    }

    [Fact]
    public void Drain_ReplacesTheAccumulatorWrite()
    {
        TimingReport report = Run(text =>
        {
            InstructionSamples.Prepare(text);
            InstructionSamples.Units[Opcode.MatMul](text);
        });
        // 4x4x4 in one fold: nothing goes through the accumulators; 64 bytes out.
        Assert.Equal(0, report.Events[EventKind.AccumulatorRead] + report.Events[EventKind.AccumulatorWritten]);
        Assert.Equal(64, report.Events[EventKind.ScratchpadWritten]);
        Assert.Equal(128, report.Events[EventKind.ScratchpadRead]);
        Assert.Equal(64, report.Events[EventKind.MacsFloat]);
    }

    [Fact]
    public void Conv_IsAProductOfWindows_AndGroupsMultiply()
    {
        // Input 6x6x4, kernel 3x3, 2 groups of 2 channels to 3: M = 16, N = 3, K = 18; twice. WS 4x4: ⌈18/4⌉ = 5 folds each, 10 · (8 + 16 + 2) = 260.
        TimingReport report = Run(text =>
        {
            ConvGeometry geometry = ConvGeometry.Unit;
            geometry.Groups = 2;
            DescriptorId x = text.Tile(0, Space.Scratchpad, 0, DType.I8, 1, 6, 6, 4);
            DescriptorId w = text.Tile(1, Space.Scratchpad, 256, DType.I8, 3, 3, 2, 6);
            DescriptorId sums = text.Tile(2, Space.Accumulator, 0, DType.I32, 1, 4, 4, 6);
            text.Add(new Conv(sums, x, w, text.Descriptor(3, ConvDescriptor.Create(geometry))));
        });
        Assert.Equal(16 * 18 * 6, report.Macs);
        Assert.Equal(10, report.Events[EventKind.Folds]);
        UnitReport matrix = ScheduleTests.Unit(report, UnitKind.Matrix);
        Assert.Equal(260, matrix.Terms[CostTerm.Fill] + matrix.Terms[CostTerm.Stream] + matrix.Terms[CostTerm.Drain]);
        // Sums: 16·3·4 B · 5 folds · 2 groups written, one fold less read.
        Assert.Equal(1920, report.Events[EventKind.AccumulatorWritten]);
        Assert.Equal(1536, report.Events[EventKind.AccumulatorRead]);
    }

    [Fact]
    public void Depthwise_IsOneProductAChannel()
    {
        TimingReport report = Run(text =>
        {
            DescriptorId x = text.Tile(0, Space.Scratchpad, 0, DType.I8, 1, 5, 5, 3);
            DescriptorId w = text.Tile(1, Space.Scratchpad, 256, DType.I8, 3, 3, 6);
            DescriptorId sums = text.Tile(2, Space.Accumulator, 0, DType.I32, 1, 3, 3, 6);
            text.Add(new DepthwiseConv(sums, x, w, text.Descriptor(3, ConvDescriptor.Create(ConvGeometry.Unit))));
        });
        // M = 9, N = 2, K = 9, three times: ⌈9/4⌉ = 3 folds each.
        Assert.Equal(9, report.Events[EventKind.Folds]);
        Assert.Equal(9 * 9 * 6, report.Macs);
    }

    [Fact]
    public void ScratchpadBandwidth_StallsTheArray()
    {
        MachineConfig slow = ProgramText.Machine() with { Scratchpad = new MemoryConfig(1 << 16, 1, 1) };
        TimingReport report = Run(
            text =>
            {
                DescriptorId a = text.Tile(0, Space.Scratchpad, 0, DType.I8, 4, 4);
                DescriptorId sums = text.Tile(1, Space.Accumulator, 0, DType.I32, 4, 4);
                text.Add(new MatMul(sums, a, a));
            },
            slow);
        // 16 + 16 bytes at 1 a cycle against 14 steps.
        Assert.Equal("Latency=2 Fill=4 Stream=4 Drain=6 ScratchpadStall=18", ScheduleTests.Unit(report, UnitKind.Matrix).Terms.ToString());
    }

    [Fact]
    public void Move_TakesItsSlowerSide_AndConvertsLayouts()
    {
        TimingReport report = Run(text =>
        {
            DescriptorId plain = text.Tile(0, Space.Dram, 0, DType.I8, 32, 32);
            DescriptorId panel = text.Tile(1, Space.Scratchpad, 0, TileShape.Panels(DType.I8, false, 32, 32));
            text.Add(new Move(panel, plain));
        });
        // 1024 bytes at 8 a cycle; 16 columns · 4 B · g = 4 rows at 64 a cycle.
        Assert.Equal("Latency=11 Transfer=128 Convert=4", ScheduleTests.Unit(report, UnitKind.Load).Terms.ToString());
        Assert.Equal(1024, report.Events[EventKind.DramRead]);
        Assert.Equal(1024, report.Memory.DramTouched);
        Assert.Equal(1024, report.Memory.ScratchpadTouched);
    }

    [Fact]
    public void SparseMove_CostsStoredBytes_WhenTheMaskIsConstant()
    {
        // 4 x 16 elements, 5 of them stored; mask of 8 bytes.
        TimingReport report = Run(text =>
        {
            text.Constants = [new ConstantSegment(0, [1, 0, 0x81, 0, 0, 0, 3, 0])];
            TileShape sparse = TileShape.Dense(DType.I8, 4, 16);
            sparse.Format = SparseFormat.Bitmask;
            Descriptor source = TileDescriptor.Create(Space.Dram, 64, 64, 0, sparse);
            source[DescriptorField.TileMetadata] = 0;
            source[DescriptorField.TileMetadataExtent] = 8;
            text.Descriptor(0, source);
            DescriptorId dense = text.Tile(1, Space.Scratchpad, 0, DType.I8, 4, 16);
            text.Add(new Move(dense, new DescriptorId(0)));
        });
        Assert.Equal(5 + 8, report.Events[EventKind.DramRead]);
        Assert.Equal(64, report.Events[EventKind.ScratchpadWritten]);
    }

    [Fact]
    public void CountsBeyond64Bits_AreATypedError()
    {
        // Broadcast tiles of 2^39 rows and 2^39 columns need no memory; their product has 2^78 terms.
        TimingException error = Assert.Throws<TimingException>(() => Run(text =>
        {
            TileShape tall = new() { Type = DType.I8, Rank = 2, Dims = Five.Of(1L << 39, 1) };
            TileShape wide = new() { Type = DType.I8, Rank = 2, Dims = Five.Of(1, 1L << 39) };
            DescriptorId a = text.Tile(0, Space.Scratchpad, 0, tall);
            DescriptorId b = text.Tile(1, Space.Scratchpad, 0, wide);
            text.Add(new MatMul(a, a, b));
        }));
        Assert.Equal(("timing.range", 2), (error.Code, error.ProgramCounter));
    }

    [Fact]
    public void Vector64Bit_TakesTwoSlots()
    {
        TimingReport report = Run(text =>
        {
            DescriptorId v = text.Tile(0, Space.Scratchpad, 0, DType.I64, 10);
            text.Add(new Unary(UnaryOperation.Neg, v, v));
        });
        Assert.Equal("Latency=2 Start=3 Lanes=5", ScheduleTests.Unit(report, UnitKind.Vector).Terms.ToString());
    }

    [Fact]
    public void Energy_IsEventsTimesPublishedFigures()
    {
        TimingReport report = Run(text =>
        {
            DescriptorId a = text.Tile(0, Space.Scratchpad, 0, DType.I8, 4, 4);
            DescriptorId sums = text.Tile(1, Space.Accumulator, 0, DType.I32, 4, 4);
            text.Add(new MatMul(sums, a, a));
        });
        // 64 MACs of 0.3 pJ; 32 B read and 64 B written of 64 KiB memories at 100 pJ for 8 B.
        Assert.Equal((64 * (0.2 + 0.1)) + (32 * 12.5) + (64 * 12.5), report.Energy.Picojoules);
        Assert.Equal([EventKind.Instructions, EventKind.Folds, EventKind.FillSteps, EventKind.StreamSteps, EventKind.DrainSteps], report.Energy.Unpriced);
    }
}
