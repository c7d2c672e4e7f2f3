using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using CsCheck;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>What holds for every program.</summary>
public class PropertyTests
{
    private const string Seed = "0N0XIzNsQ0O2";
    private static readonly UnitId[] Units = [ProgramText.Load, ProgramText.Store, ProgramText.Matrix, ProgramText.Vector];

    /// <summary>A random program: instructions as (unit, size), tokens as (signalling, waiting) instruction.</summary>
    private static readonly Gen<(List<(int Unit, int Size)> Work, List<(int From, int To)> Tokens)> Programs =
        from work in Gen.Select(Gen.Int[0, 3], Gen.Int[1, 30]).List[1, 40]
        from tokens in Gen.Select(Gen.Int[0, work.Count - 1], Gen.Int[0, work.Count - 1]).List[0, 12]
        select (work.Select(w => (w.Item1, w.Item2)).ToList(), tokens.Select(t => (Math.Min(t.Item1, t.Item2), Math.Max(t.Item1, t.Item2))).ToList());

    /// <summary>Every token has a semaphore of its own; an instruction carries at most two waits and one signal.</summary>
    private static MachineProgram Build(List<(int Unit, int Size)> work, IEnumerable<(int From, int To)> tokens)
    {
        ProgramText text = new();
        Dictionary<int, SemaphoreId> signals = [];
        Dictionary<int, List<SemaphoreId>> waits = [];
        byte id = 1;
        foreach ((int from, int to) in tokens)
        {
            if (from == to || signals.ContainsKey(from) || waits.GetValueOrDefault(to)?.Count == 2)
            {
                continue;
            }
            SemaphoreId semaphore = text.Semaphore(id++, Units[work[from].Unit], Units[work[to].Unit]);
            signals[from] = semaphore;
            (waits.TryGetValue(to, out List<SemaphoreId>? list) ? list : waits[to] = []).Add(semaphore);
        }
        for (int i = 0; i < work.Count; i++)
        {
            text.Node = i % 3 == 2 ? -1 : i % 3 == 0 && i < 3 ? text.NewNode("a") : i == 1 ? text.NewNode("b") : i % 3;
            List<SemaphoreId> waiting = waits.GetValueOrDefault(i) ?? [];
            Add(text, work[i].Unit, work[i].Size, waiting.ElementAtOrDefault(0), waiting.ElementAtOrDefault(1), signals.GetValueOrDefault(i));
        }
        return text.Build();
    }

    private static void Add(ProgramText text, int unit, int size, SemaphoreId wait0, SemaphoreId wait1, SemaphoreId signal)
    {
        DescriptorId near = text.Tile(0, Space.Scratchpad, 0, DType.I8, size, 4);
        DescriptorId far = text.Tile(1, Space.Dram, 0, DType.I8, size, 4);
        DescriptorId square = text.Tile(2, Space.Scratchpad, 512, DType.I8, 4, 4);
        DescriptorId sums = text.Tile(3, Space.Accumulator, 0, DType.I32, size, 4);
        switch (unit)
        {
            case 0:
                text.Add(new Move(near, far), wait0, signal, wait1);
                break;
            case 1:
                text.Add(new Move(far, near), wait0, signal, wait1, instance: 1);
                break;
            case 2:
                text.Add(new MatMul(sums, near, square), wait0, signal, wait1);
                break;
            default:
                text.Add(new Unary(UnaryOperation.Relu, near, near), wait0, signal, wait1);
                break;
        }
    }

    [Fact]
    public void EverythingAddsUp() => Programs.Sample(
        p =>
        {
            TimingReport report = TimingModel.Estimate(Build(p.Work, p.Tokens), ProgramText.Machine());
            foreach (UnitReport unit in report.Units)
            {
                Assert.Equal(unit.Busy, unit.Terms.Sum);
                Assert.Equal(report.Cycles, unit.Busy + unit.Stalls.Sum);
                Assert.True(unit.Busy <= report.Cycles);
            }
            Assert.Equal(report.Cycles, report.Layers.Sum(l => l.Cycles));
            Assert.Equal(report.Instructions, report.Layers.Sum(l => l.Events[EventKind.Instructions]));
            foreach (EventKind kind in Enum.GetValues<EventKind>())
            {
                Assert.Equal(report.Events[kind], report.Layers.Sum(l => l.Events[kind]));
            }
            foreach (UnitKind kind in Enum.GetValues<UnitKind>())
            {
                Assert.Equal(report.Units.Where(u => u.Unit.Kind == kind).Sum(u => u.Busy), report.Layers.Sum(l => l.Busy[kind]));
            }
            foreach (CostTerm term in Enum.GetValues<CostTerm>())
            {
                Assert.Equal(report.Units.Sum(u => u.Terms[term]), report.Layers.Sum(l => l.Terms[term]));
            }
            foreach (StallCause cause in Enum.GetValues<StallCause>())
            {
                Assert.Equal(report.Units.Sum(u => u.Stalls[cause]), report.Layers.Sum(l => l.Stalls[cause]));
            }
        },
        seed: Seed,
        iter: 300);

    [Fact]
    public void AToken_NeverReducesCycles() => Programs.Where(p => p.Tokens.Count > 0).Sample(
        p =>
        {
            long with = TimingModel.Estimate(Build(p.Work, p.Tokens), ProgramText.Machine()).Cycles;
            long without = TimingModel.Estimate(Build(p.Work, p.Tokens.SkipLast(1)), ProgramText.Machine()).Cycles;
            Assert.True(with >= without, $"{with} < {without}");
        },
        seed: Seed,
        iter: 300);

    [Fact]
    public void EqualRuns_GiveEqualTexts() => Programs.Sample(
        p => Assert.Equal(TimingModel.Estimate(Build(p.Work, p.Tokens), ProgramText.Machine()).ToString(), TimingModel.Estimate(Build(p.Work, p.Tokens), ProgramText.Machine()).ToString()),
        seed: Seed,
        iter: 50);

    [Fact]
    public void LongLoops_AllocateByChunksOnly()
    {
        ProgramText text = new();
        DescriptorId near = text.Tile(0, Space.Scratchpad, 0, DType.I8, 4, 4);
        DescriptorId sums = text.Tile(1, Space.Accumulator, 0, DType.I32, 4, 4);
        int loop = text.Position;
        text.Add(new Loop(null, 20_000, new CodeAddress(loop + 6)));
        text.Add(new DescriptorAdd(near, DescriptorField.TileOffset, 0));
        text.Add(new MatMul(sums, near, near));
        text.Add(new Unary(UnaryOperation.Relu, near, near));
        text.Add(new AluImmediate(AluOperation.Add, new RegisterId(0), new RegisterId(0), 1));
        text.Add(new MatMul(sums, near, near));
        MachineProgram program = text.Build();
        TimingModel.Estimate(program, ProgramText.Machine());
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimingReport report = TimingModel.Estimate(program, ProgramText.Machine());
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / report.Instructions;
        Assert.Equal(100_004, report.Instructions);
        // Two queue entries for three of five words.
        Assert.True(each < 128, $"{each} bytes an instruction");
    }
}
