using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>A machine that puts loads off is never to be told from one that makes them: memories, registers, traps, traces, races, statistics and snapshots.</summary>
public sealed class DeferralTests
{
    [Fact]
    public void RandomPrograms_AreTheSame_WithAndWithoutDeferral()
    {
        using Pair pair = new();
        HashSet<string> seen = [];
        for (int seed = 0; seed < 600; seed++)
        {
            pair.Compare(seed, seen);
        }
        Assert.True(pair.Deferred > 500, $"copies were pending at {pair.Deferred} stops");
        Assert.Superset(new HashSet<string> { "Halted", "Yielded", "BudgetExhausted", "Trapped", "saved", "restored", "host write" }, seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NibbleLoads_WithUnusedBitsSet_Trap(bool defers)
    {
        TileShape shape = TileShape.Dense(DType.U4, 40, 1023);
        MachineProgram program = new ProgramBuilder().Tile(0, Space.Dram, 0, shape).Tile(1, Space.Scratchpad, 0, shape).Emit(new Move(ProgramBuilder.D(1), ProgramBuilder.D(0))).Build();
        using Machine machine = new(TestMachines.Config()) { DefersCopies = defers };
        machine.Load(program);
        machine.Dram.Write(511, [0xF0]);
        RunResult result = machine.Run(TestMachines.Plain with { Kernels = new KernelOptions(KernelTiers.Default, 1) });
        Assert.Equal((RunStatus.Trapped, TrapKind.BadOperand), (result.Status, result.Trap?.Kind));
        Assert.Equal(0, machine.Scratchpad(0).DeferredBytes);
    }

    private sealed class Pair : IDisposable
    {
        private readonly Machine lazy = new(TestMachines.Config(cores: 2));
        private readonly Machine plain = new(TestMachines.Config(cores: 2)) { DefersCopies = false };

        public int Deferred { get; private set; }

        public void Compare(int seed, HashSet<string> seen)
        {
            Random random = new(seed);
            MachineProgram program = FittingPrograms.Generate(random, 10, largeMoves: true);
            if (random.Next(2) == 0)
            {
                // Two cores that share DRAM, out of step by one instruction.
                MachineWord idle = InstructionSet.Encode(new LoadImmediate(ProgramBuilder.R(9), 1));
                ImmutableArray<MachineWord> code = program.Code[0];
                program = program with { Code = [code, code.Insert(code.Length, idle)], Entries = [0, 0] };
            }
            RunOptions options = TestMachines.Plain with
            {
                Kernels = new KernelOptions(random.Next(4) == 0 ? KernelTier.Vector128 : KernelTiers.Default, 1),
                InstructionBudget = random.Next(2) == 0 ? random.Next(1, 30) : 4000,
                WorkBudget = 20_000_000,
                Trace = (TraceLevel)random.Next(3),
                CheckRaces = random.Next(3) == 0,
            };
            byte[] image = FittingPrograms.Fill(random, TestMachines.DramBytes);
            foreach (Machine machine in (Machine[])[lazy, plain])
            {
                machine.Load(program);
                machine.Dram.Write(0, image);
                machine.Scratchpad(0).Write(0, image.AsSpan(0, TestMachines.ScratchpadBytes));
                machine.Scratchpad(1).Write(0, image.AsSpan(8192, TestMachines.ScratchpadBytes));
            }
            (MachineSnapshot Lazy, MachineSnapshot Plain)? saved = null;
            RunResult one;
            int stops = 0;
            do
            {
                one = lazy.Run(program, options);
                RunResult other = plain.Run(program, options);
                seen.Add($"{one.Status}");
                Assert.Equal((seed, other.Status, other.Trap?.ToString(), other.Yield), (seed, one.Status, one.Trap?.ToString(), one.Yield));
                Assert.Equal(other.Statistics, one.Statistics);
                Assert.Equal(other.Races.Select(r => $"{r}"), one.Races.Select(r => $"{r}"));
                Assert.True((other.Trace?.Save() ?? []).AsSpan().SequenceEqual(one.Trace?.Save() ?? []), $"seed {seed}: trace");
                Assert.Equal(plain.Scratchpad(0).TouchedBytes + plain.Scratchpad(1).TouchedBytes, lazy.Scratchpad(0).TouchedBytes + lazy.Scratchpad(1).TouchedBytes);
                Deferred += lazy.Scratchpad(0).DeferredBytes + lazy.Scratchpad(1).DeferredBytes > 0 ? 1 : 0;
                Assert.Equal(0, plain.Scratchpad(0).DeferredBytes);
                Interfere(random, ref saved, seen);
            }
            while (one.IsResumable && ++stops < 40);
            AssertSame(seed);
        }

        public void Dispose()
        {
            lazy.Dispose();
            plain.Dispose();
        }

        // What a host may do between two runs. Not always: some of it makes the copies.
        private void Interfere(Random random, ref (MachineSnapshot Lazy, MachineSnapshot Plain)? saved, HashSet<string> seen)
        {
            switch (random.Next(10))
            {
                case 0 or 1:
                    byte[] data = new byte[random.Next(1, 5000)];
                    random.NextBytes(data);
                    bool dram = random.Next(3) > 0;
                    int at = random.Next((dram ? TestMachines.DramBytes : TestMachines.ScratchpadBytes) - data.Length);
                    (dram ? lazy.Dram : lazy.Scratchpad(0)).Write(at, data);
                    (dram ? plain.Dram : plain.Scratchpad(0)).Write(at, data);
                    seen.Add("host write");
                    break;
                case 2:
                    byte[] one = new byte[random.Next(1, 3000)], other = new byte[one.Length];
                    int from = random.Next(TestMachines.ScratchpadBytes - one.Length);
                    lazy.Scratchpad(0).Read(from, one);
                    plain.Scratchpad(0).Read(from, other);
                    Assert.Equal(other, one);
                    break;
                case 3 when saved is null:
                    saved = (lazy.Save(), plain.Save());
                    Assert.Equal(saved.Value.Plain.Bytes, saved.Value.Lazy.Bytes);
                    seen.Add("saved");
                    break;
                case 4 when saved is { } s:
                    // Either snapshot will do for either machine.
                    lazy.Restore(random.Next(2) == 0 ? s.Lazy : s.Plain);
                    plain.Restore(random.Next(2) == 0 ? s.Lazy : s.Plain);
                    saved = null;
                    seen.Add("restored");
                    break;
                default:
                    break;
            }
        }

        private void AssertSame(int seed)
        {
            for (int core = 0; core < 2; core++)
            {
                MemoryImages.AssertEqual(MemoryImages.Of(plain, core), MemoryImages.Of(lazy, core), $"seed {seed} core {core}");
                Assert.Equal(plain.Core(core).Registers, lazy.Core(core).Registers);
                Assert.Equal(plain.Core(core).Counters, lazy.Core(core).Counters);
            }
        }
    }
}
