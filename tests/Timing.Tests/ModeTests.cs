using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>With a trace and without: the same figures, or a typed error that names what is missing.</summary>
public class ModeTests
{
    private static RegisterId R(int index) => new((byte)index);

    /// <summary>r0 = ld; loop r0 times { add }.</summary>
    private static MachineProgram LoopOverLoadedCount()
    {
        ProgramText text = new();
        text.Add(new LoadImmediate(R(1), 0));
        text.Add(new ScalarLoad(R(0), Space.Dram, R(1), DType.I32, 0));
        text.Add(new Loop(R(0), 0, new CodeAddress(4)));
        text.Add(new AluImmediate(AluOperation.Add, R(2), R(2), 1));
        return text.Build();
    }

    [Fact]
    public void LoadThatDecidesControl_NeedsATrace()
    {
        MachineProgram program = LoopOverLoadedCount();
        TimingException error = Assert.Throws<TimingException>(() => TimingModel.Estimate(program, ProgramText.Machine()));
        Assert.Equal("timing.dynamic", error.Code);
        Assert.Equal(0, error.Core);
        Assert.Equal(2, error.ProgramCounter);
        Assert.Contains("needs a trace (L0/L1) or a declared distribution", error.Message, StringComparison.Ordinal);
        RetireTrace trace = new(TraceLevel.L0, 1);
        trace.Cores[0].Scalar(7);
        // li, ld, loop, seven passes, halt.
        Assert.Equal(3 + 7 + 1, TimingModel.Estimate(program, ProgramText.Machine(), trace).Cycles);
        Assert.Equal(4, TimingModel.Estimate(program, ProgramText.Machine(), RetireTrace.Load(Zero().Save())).Cycles);
        TimingEstimator estimator = new(program, ProgramText.Machine());
        foreach (int passes in new[] { 0, 7, 900, 0, 3 })
        {
            RetireTrace other = new(TraceLevel.L0, 1);
            other.Cores[0].Scalar(passes);
            Assert.Equal(TimingModel.Estimate(program, ProgramText.Machine(), other).ToString(), estimator.Estimate(other).ToString());
        }
    }

    private static RetireTrace Zero()
    {
        RetireTrace trace = new(TraceLevel.L0, 1);
        trace.Cores[0].Scalar(0);
        return trace;
    }

    [Fact]
    public void LoadThatDecidesNothing_IsStatic()
    {
        ProgramText text = new();
        DescriptorId tile = text.Tile(0, Space.Scratchpad, 0, DType.I32, 8);
        text.Add(new ScalarLoad(R(0), Space.Dram, R(1), DType.I32, 0));
        text.Add(new AluImmediate(AluOperation.Mul, R(2), R(0), 3));
        text.Add(new Fill(tile, R(2), 0));
        text.Add(new ScalarStore(R(2), Space.Dram, R(1), DType.I32, 64));
        MachineProgram program = text.Build();
        TimingReport report = TimingModel.Estimate(program, ProgramText.Machine());
        Assert.Equal(6, report.Instructions);
        Assert.Equal(4, report.Events[EventKind.DramRead]);
        RetireTrace trace = new(TraceLevel.L0, 1);
        trace.Cores[0].Scalar(41);
        Assert.Equal(report.ToString(), TimingModel.Estimate(program, ProgramText.Machine(), trace).ToString());
    }

    [Fact]
    public void Unknowns_FollowArithmeticPredicatesAndDescriptors()
    {
        foreach (Action<ProgramText> use in new Action<ProgramText>[]
        {
            t => t.Add(new Branch(Comparison.Eq, R(3), R(1), new CodeAddress(t.Position + 1))),
            t =>
            {
                t.Add(new SetPredicate(Comparison.Lt, new PredicateId(2), R(3), R(1)));
                t.Add(new LoadImmediate(R(4), 1), predicate: new PredicateId(2));
            },
            t =>
            {
                DescriptorId tile = t.Tile(0, Space.Scratchpad, 0, DType.I32, 8);
                t.Add(new DescriptorSetRegister(tile, DescriptorField.TileDim0, R(3)));
                t.Add(new Fill(tile, null, 0));
            },
        })
        {
            ProgramText text = new();
            text.Add(new ScalarLoad(R(0), Space.Dram, R(1), DType.I32, 0));
            text.Add(new Alu(AluOperation.Add, R(3), R(0), R(1)));
            use(text);
            Assert.Equal("timing.dynamic", Assert.Throws<TimingException>(() => TimingModel.Estimate(text.Build(), ProgramText.Machine())).Code);
        }
    }

    [Fact]
    public void OverwrittenRegister_IsKnownAgain()
    {
        ProgramText text = new();
        text.Add(new ScalarLoad(R(0), Space.Dram, R(1), DType.I32, 0));
        text.Add(new LoadImmediate(R(0), 2));
        text.Add(new Loop(R(0), 0, new CodeAddress(4)));
        text.Add(new AluImmediate(AluOperation.Add, R(2), R(2), 1));
        Assert.Equal(6, TimingModel.Estimate(text.Build(), ProgramText.Machine()).Cycles);
    }

    [Fact]
    public void CompactCountAndGroupRows_ComeFromL1()
    {
        ProgramText text = new();
        DescriptorId indices = text.Tile(0, Space.Scratchpad, 0, DType.I32, 16);
        DescriptorId mask = text.Tile(1, Space.Scratchpad, 64, DType.U8, 16);
        DescriptorId count = text.Tile(2, Space.Scratchpad, 80, DType.I32, 1);
        DescriptorId a = text.Tile(3, Space.Scratchpad, 128, DType.I8, 8, 4);
        DescriptorId b = text.Tile(4, Space.Scratchpad, 256, DType.I8, 3, 4, 4);
        DescriptorId sums = text.Tile(5, Space.Accumulator, 0, DType.I32, 8, 4);
        DescriptorId offsets = text.Tile(6, Space.Scratchpad, 84, DType.I32, 4);
        int compact = text.Position;
        text.Add(new Compact(indices, mask, count));
        text.Add(new GroupedMatMul(sums, a, b, offsets));
        MachineProgram program = text.Build();
        TimingException error = Assert.Throws<TimingException>(() => TimingModel.Estimate(program, ProgramText.Machine()));
        Assert.Equal(("timing.dynamic", compact), (error.Code, error.ProgramCounter));
        RetireTrace trace = new(TraceLevel.L1, 1);
        trace.Cores[0].BeginUnit(compact, ProgramText.Vector);
        trace.Cores[0].Observe(ObservationKind.CompactCount, 6);
        trace.Cores[0].BeginUnit(compact + 1, ProgramText.Matrix);
        foreach (long rows in new long[] { 3, 0, 5 })
        {
            trace.Cores[0].Observe(ObservationKind.GroupRows, rows);
        }
        TimingReport report = TimingModel.Estimate(program, ProgramText.Machine(), RetireTrace.Load(trace.Save()));
        // Mask 16 slots and 6 stored: ⌈22/4⌉ = 6.
        Assert.Equal("Latency=2 Start=3 Lanes=6", ScheduleTests.Unit(report, UnitKind.Vector).Terms.ToString());
        // Two groups of one fold each; the empty one costs nothing.
        Assert.Equal(2, report.Events[EventKind.Folds]);
        Assert.Equal(8 * 16, report.Macs);
        Assert.Equal((8 * 4) + (2 * 16) + 16 + 16, report.Events[EventKind.ScratchpadRead]);
    }

    [Fact]
    public void TraceOfAnotherProgram_IsRefused()
    {
        ProgramText text = new();
        DescriptorId tile = text.Tile(0, Space.Scratchpad, 0, DType.I32, 8);
        text.Add(new Fill(tile, null, 0));
        RetireTrace trace = new(TraceLevel.L1, 1);
        trace.Cores[0].BeginUnit(5, ProgramText.Load);
        Assert.Equal("timing.trace", Assert.Throws<TimingException>(() => TimingModel.Estimate(text.Build(), ProgramText.Machine(), trace)).Code);
        Assert.Equal("timing.trace", Assert.Throws<TimingException>(() => TimingModel.Estimate(LoopOverLoadedCount(), ProgramText.Machine(), new RetireTrace(TraceLevel.L0, 1))).Code);
        Assert.Equal("timing.trace", Assert.Throws<TimingException>(() => TimingModel.Estimate(text.Build(), ProgramText.Machine(), new RetireTrace(TraceLevel.L0, 0))).Code);
    }
}
