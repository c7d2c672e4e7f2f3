using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>Schedules small enough to be computed by hand; the computation is in the comments.</summary>
public class ScheduleTests
{
    // A load of 64 bytes: latency 10 + 1, transfer max(64/8, 64/64) = 8: 19 cycles.
    // A 4x4x4 product on 4x4 WS: 2·4 + 4 + 4 − 2 = 14, latency 1 + 1: 16 cycles.
    private static ProgramText TwoTiles(bool tokens)
    {
        ProgramText text = new();
        SemaphoreId loaded = tokens ? text.Semaphore(1, ProgramText.Load, ProgramText.Matrix) : default;
        DescriptorId far = text.Tile(0, Space.Dram, 0, DType.I8, 64);
        DescriptorId near = text.Tile(1, Space.Scratchpad, 0, DType.I8, 64);
        DescriptorId a = text.Tile(2, Space.Scratchpad, 0, DType.I8, 4, 4);
        DescriptorId sums = text.Tile(3, Space.Accumulator, 0, DType.I32, 4, 4);
        text.Add(new Move(near, far), signal: loaded);
        text.Add(new Move(near, far), signal: loaded);
        text.Add(new MatMul(sums, a, a), wait: loaded);
        text.Add(new MatMul(sums, a, a), wait: loaded);
        return text;
    }

    [Fact]
    public void DoubleBuffering_OverlapsTheSecondLoadWithTheFirstProduct()
    {
        // ctl: four dloads, then issues at 5, 6, 7, 8, halt at 9.
        // ldq 5..24, 24..43. mx waits to 24: 24..40; then to 43: 43..59.
        TimingReport report = TimingModel.Estimate(TwoTiles(tokens: true).Build(), ProgramText.Machine());
        Assert.Equal(59, report.Cycles);
        Assert.Equal(59e-9, report.Seconds);
        UnitReport load = Unit(report, UnitKind.Load);
        Assert.Equal(38, load.Busy);
        Assert.Equal(5, load.Stalls[StallCause.Issue]);
        Assert.Equal(16, load.Stalls[StallCause.Idle]);
        Assert.Equal(18, load.Queued);
        UnitReport matrix = Unit(report, UnitKind.Matrix);
        Assert.Equal(32, matrix.Busy);
        Assert.Equal(7, matrix.Stalls[StallCause.Issue]);
        Assert.Equal(17 + 3, matrix.Stalls[StallCause.WaitLoad]);
        Assert.Equal(9, Unit(report, UnitKind.Control).Busy);
        Assert.Equal(9, report.Instructions);
        Assert.Equal(2 * 64, report.Macs);
    }

    [Fact]
    public void WithoutTokens_UnitsOnlyWaitForIssue()
    {
        // mx: 7..23, 23..39; ldq ends at 43.
        Assert.Equal(43, TimingModel.Estimate(TwoTiles(tokens: false).Build(), ProgramText.Machine()).Cycles);
    }

    [Fact]
    public void Chain_LoadMultiplyVectorStore_AddsUp()
    {
        ProgramText text = new();
        SemaphoreId loaded = text.Semaphore(1, ProgramText.Load, ProgramText.Matrix);
        SemaphoreId multiplied = text.Semaphore(2, ProgramText.Matrix, ProgramText.Vector);
        SemaphoreId computed = text.Semaphore(3, ProgramText.Vector, ProgramText.Store);
        SemaphoreId stored = text.Semaphore(4, ProgramText.Store, ProgramText.Control);
        DescriptorId far = text.Tile(0, Space.Dram, 0, DType.I8, 64);
        DescriptorId near = text.Tile(1, Space.Scratchpad, 0, DType.I8, 64);
        DescriptorId a = text.Tile(2, Space.Scratchpad, 0, DType.I8, 4, 4);
        DescriptorId sums = text.Tile(3, Space.Accumulator, 0, DType.I32, 4, 4);
        DescriptorId f = text.Tile(4, Space.Scratchpad, 0, DType.F32, 10);
        text.Add(new Move(near, far), signal: loaded);
        text.Add(new MatMul(sums, a, a), wait: loaded, signal: multiplied);
        text.Add(new Unary(UnaryOperation.Exp, f, f), wait: multiplied, signal: computed);
        text.Add(new Move(far, near), wait: computed, signal: stored, instance: 1);
        text.Add(new LoadImmediate(new RegisterId(0), 1), wait: stored);
        // Load issued at 6: 6..25. Product 25..41. exp of 10: latency 2, start 3, lanes ⌈10/4⌉ = 3, transcendental 3·5 = 15: 23, 41..64.
        // Store: latency 1 + 10, transfer 8: 64..83. Control waits to 83, then li and halt: 85.
        TimingReport report = TimingModel.Estimate(text.Build(), ProgramText.Machine());
        Assert.Equal(85, report.Cycles);
        UnitReport vector = Unit(report, UnitKind.Vector);
        Assert.Equal("Latency=2 Start=3 Lanes=3 Transcendental=15", vector.Terms.ToString());
        Assert.Equal("WaitStore=74", Unit(report, UnitKind.Control).Stalls.ToString());
        Assert.Equal("WaitVector=55 Issue=9 Idle=2", Unit(report, UnitKind.Store).Stalls.ToString());
    }

    [Fact]
    public void InitialCredits_LetTheFirstWaitsPass()
    {
        // Two buffers: the loads may run two ahead of the products that free them.
        ProgramText text = new();
        SemaphoreId free = text.Semaphore(1, ProgramText.Matrix, ProgramText.Load, initial: 2);
        DescriptorId far = text.Tile(0, Space.Dram, 0, DType.I8, 64);
        DescriptorId near = text.Tile(1, Space.Scratchpad, 0, DType.I8, 64);
        DescriptorId a = text.Tile(2, Space.Scratchpad, 0, DType.I8, 4, 4);
        DescriptorId sums = text.Tile(3, Space.Accumulator, 0, DType.I32, 4, 4);
        text.Add(new Move(near, far), wait: free);
        text.Add(new Move(near, far), wait: free);
        text.Add(new ConfigureArray(2, 8));
        text.Add(new MatMul(sums, a, a), signal: free);
        text.Add(new Move(near, far), wait: free);
        // Loads 5..24, 24..43. array 7..14. On 2x8: two folds of 2·2 + 4 + 8 − 2 = 14; each row fold writes 64 bytes: 28 + 2 = 30: 14..44.
        // Third load 44..63.
        TimingReport report = TimingModel.Estimate(text.Build(), ProgramText.Machine());
        Assert.Equal(63, report.Cycles);
        Assert.Equal("WaitMatrix=1 Issue=5", Unit(report, UnitKind.Load).Stalls.ToString());
        Assert.Equal(7, Unit(report, UnitKind.Matrix).Terms[CostTerm.Reconfigure]);
    }

    [Fact]
    public void TwoCores_RemoteSemaphoreAndSharedDram()
    {
        ProgramText text = new(cores: 2);
        SemaphoreId remote = text.Semaphore(9, ProgramText.Load, ProgramText.Load, producerCore: 0, consumerCore: 1);
        TileShape shape = TileShape.Dense(DType.I8, 64);
        text.Tile(0, Space.Dram, 0, shape);
        text.Tile(1, Space.Scratchpad, 0, shape);
        text.Add(new Move(new DescriptorId(1), new DescriptorId(0)));
        text.Add(new Move(new DescriptorId(1), new DescriptorId(0)), signal: remote);
        text.Core = 1;
        text.Tile(0, Space.Dram, 0, shape);
        text.Tile(1, Space.Scratchpad, 0, shape, core: 0);
        text.Add(new Move(new DescriptorId(1), new DescriptorId(0)), wait: default);
        text.Add(new Move(new DescriptorId(1), new DescriptorId(0)), wait: remote);
        // Both first loads ask for DRAM at 3; core 0 is served first and holds the channel 8 cycles: 3..22, then 22..41.
        // Core 1 is served at 11. It writes over the link: transfer max(8, 64/4 = 16) = 16, latency 11, hop 6: 33, 11..44.
        // Its second load has its signal since 41: 44..77.
        TimingReport report = TimingModel.Estimate(text.Build(), ProgramText.Machine(cores: 2));
        Assert.Equal(77, report.Cycles);
        UnitReport second = report.Units.Single(u => u.Core == 1 && u.Unit.Kind == UnitKind.Load);
        Assert.Equal("Latency=22 Transfer=32 Link=12", second.Terms.ToString());
        Assert.Equal("Issue=3 Dram=8", second.Stalls.ToString());
        Assert.Equal(128, report.Events[EventKind.LinkBytes]);
    }

    [Fact]
    public void DramChannels_ServeInOrderOfTime_NotOfProgram()
    {
        // Core 0's only load comes first in every order but time: it waits for a product.
        ProgramText text = new(cores: 2);
        SemaphoreId multiplied = text.Semaphore(1, ProgramText.Matrix, ProgramText.Load);
        TileShape small = TileShape.Dense(DType.I8, 8);
        TileShape large = TileShape.Dense(DType.I8, 800);
        DescriptorId a = text.Tile(0, Space.Scratchpad, 1024, DType.I8, 4, 4);
        DescriptorId sums = text.Tile(1, Space.Accumulator, 0, DType.I32, 4, 4);
        DescriptorId far = text.Tile(2, Space.Dram, 0, large);
        DescriptorId near = text.Tile(3, Space.Scratchpad, 0, large);
        text.Add(new MatMul(sums, a, a), signal: multiplied);
        text.Add(new Move(near, far), wait: multiplied);
        text.Core = 1;
        text.Tile(2, Space.Dram, 0, small);
        text.Tile(3, Space.Scratchpad, 0, small);
        text.Add(new Move(near, far));
        text.Add(new Move(near, far));
        TimingReport report = TimingModel.Estimate(text.Build(), ProgramText.Machine(cores: 2));
        // Core 1: 3..15, 15..27. Core 0: product 5..21, then latency 11 and 800 / 8: 21..132.
        Assert.Equal("Issue=3 Idle=105", Unit(report, UnitKind.Load, core: 1).Stalls.ToString());
        Assert.Equal(132, report.Cycles);
    }

    [Fact]
    public void PredicatedOff_TakesItsSlotOnly()
    {
        ProgramText text = new();
        DescriptorId a = text.Tile(0, Space.Scratchpad, 0, DType.I8, 4, 4);
        text.Add(new MatMul(a, a, a), predicate: new PredicateId(3));
        TimingReport report = TimingModel.Estimate(text.Build(), ProgramText.Machine());
        Assert.Equal(3, report.Cycles);
        Assert.Equal(1, report.Events[EventKind.Skipped]);
        Assert.Equal(0, report.Macs);
    }

    [Fact]
    public void Deadlock_IsATypedError()
    {
        ProgramText text = new();
        SemaphoreId never = text.Semaphore(1, ProgramText.Load, ProgramText.Control);
        text.Add(new LoadImmediate(new RegisterId(0), 1), wait: never);
        TimingException error = Assert.Throws<TimingException>(() => TimingModel.Estimate(text.Build(), ProgramText.Machine()));
        Assert.Equal("timing.trap", error.Code);
    }

    internal static UnitReport Unit(TimingReport report, UnitKind kind, int core = 0) => report.Units.Single(u => u.Core == core && u.Unit.Kind == kind);
}
