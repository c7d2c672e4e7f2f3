using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Random words and random programs end in typed outcomes, never in a crash or a hang. <see cref="Fuzz.Cases"/> says how many.</summary>
public sealed class FuzzTests
{
    private static readonly int Count = Fuzz.Cases();

    /// <summary>Programs with these faults are refused when they are loaded, so that no run meets them.</summary>
    private static readonly TrapKind[] OnlyAtLoad = [TrapKind.IllegalInstruction, TrapKind.BadSemaphore];

    private static readonly RunOptions Bounded = TestMachines.Plain with { InstructionBudget = 400, WorkBudget = 200_000 };

    [Fact]
    public void RandomWords_AreRefusedOrRun()
    {
        using Machine machine = new(TestMachines.Config());
        for (int seed = 0; seed < Count; seed++)
        {
            Random random = new(seed);
            MachineWord[] words = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => FuzzPrograms.Word(random, InstructionSet.All[random.Next(InstructionSet.All.Length)]))];
            if (random.Next(4) == 0)
            {
                words[0] = new MachineWord((ulong)random.NextInt64(), (ulong)random.NextInt64());
            }
            Guard(seed, () => RunIfLegal(machine, new MachineProgram { Code = [[.. words]], Entries = [0] }));
        }
    }

    [Fact]
    public void RandomPrograms_EndInTypedOutcomes_AndTrapsArePrecise()
    {
        Dictionary<string, int> seen = [];
        HashSet<Opcode> executed = [];
        using Machine rich = new(TestMachines.Config(cores: 2)), poor = new(TestMachines.Config(formats: [SparseFormat.Dense], types: [DType.I8])), again = new(TestMachines.Config(cores: 2));
        for (int seed = 0; seed < Count; seed++)
        {
            Random random = new(seed);
            Machine machine = seed % 16 == 9 ? poor : rich;
            MachineProgram program = (seed % 4) switch
            {
                1 => FittingPrograms.Generate(random, 12),
                3 => FuzzPrograms.OfAllKinds(seed, machine.Config.Cores),
                _ => FuzzPrograms.OnTiles(random),
            };
            Guard(seed, () =>
            {
                RunOptions options = Bounded with
                {
                    Kernels = new KernelOptions((KernelTier)random.Next(5), random.Next(1, 3)),
                    CheckRaces = random.Next(4) == 0,
                    Trace = (TraceLevel)random.Next(3),
                };
                Fill(machine, program, seed);
                RunResult result = machine.Run(program, options);
                string outcome = result.Trap is { } trap ? $"{trap.Kind}" : $"{result.Status}";
                seen[outcome] = seen.GetValueOrDefault(outcome) + 1;
                if (result.Trap is not null && seed % 16 == 0)
                {
                    Fill(again, program, seed);
                    again.Run(program, Bounded with { InstructionBudget = result.Statistics.Instructions });
                    MemoryImages.AssertEqual(MemoryImages.Of(again), MemoryImages.Of(machine), $"before and after the trap {result.Trap}");
                }
                if (seed % 8 is 1 or 3)
                {
                    Fill(machine, program, seed);
                    Step(machine, program, executed);
                }
            });
        }
        TrapKind[] atRunTime = [.. Enum.GetValues<TrapKind>().Except(OnlyAtLoad)];
        string[] outcomes = [.. atRunTime.Select(kind => $"{kind}"), .. Enum.GetNames<RunStatus>().Except(["Trapped", "Cancelled"])];
        Assert.SkipWhen(Count < 10_000, "too few cases to reach everything");
        Assert.All(outcomes, name => Assert.True(seen.GetValueOrDefault(name) > 0, $"{name} never happened: {string.Join(", ", seen)}"));
        Assert.Empty(seen.Keys.Except(outcomes));
        string missing = string.Join(", ", InstructionSet.All.Select(i => i.Opcode).Except(executed));
        Assert.True(missing.Length == 0, $"never executed: {missing}");
    }

    [Theory]
    [InlineData(TrapKind.IllegalInstruction, "isa.opcode")]
    [InlineData(TrapKind.IllegalInstruction, "isa.reserved")]
    [InlineData(TrapKind.IllegalInstruction, "isa.enum")]
    [InlineData(TrapKind.BadSemaphore, "isa.semaphore")]
    public void TrapKinds_ThatNoRunRaises_AreRefusedWhenLoading(TrapKind kind, string code)
    {
        Assert.Contains(kind, OnlyAtLoad);
        MachineWord halt = InstructionSet.Encode(new Halt());
        InstructionInfo unary = InstructionSet.Find(Opcode.Unary)!;
        FieldLayout function = unary.Fields.First(f => !f.Values.IsEmpty);
        MachineWord word = code switch
        {
            "isa.opcode" => default,
            "isa.reserved" => halt with { High = 1 },
            "isa.enum" => new InstructionHeader(Opcode.Unary).Encode().With(function.Lo, function.Width, (1UL << function.Width) - 1),
            _ => InstructionSet.Encode(new Halt(), new InstructionHeader(Opcode.Halt, Wait0: ProgramBuilder.S(1))),
        };
        using Machine machine = new(TestMachines.Config());
        Assert.Equal(code, Assert.Throws<IsaException>(() => machine.Load(new MachineProgram { Code = [[word, halt]], Entries = [0] })).Code);
    }

    [Fact]
    public void DamagedProgramFiles_AreRefusedOrRun()
    {
        byte[][] files = [.. Enumerable.Range(0, 8).Select(seed => ProgramFile.Save(FuzzPrograms.OnTiles(new Random(seed))))];
        using Machine machine = new(TestMachines.Config());
        int ran = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            byte[] file = FileMutator.Mutate(seed, files[seed % files.Length], isSealed: true);
            Guard(seed, () =>
            {
                try
                {
                    machine.Load(ProgramFile.Load(file));
                }
                catch (IsaException)
                {
                    return;
                }
                ran++;
                Assert.True(Enum.IsDefined(machine.Run(Bounded).Status));
            });
        }
        Assert.True(ran > Count / 10, $"only {ran} damaged programs run");
    }

    /// <summary>One instruction at a time, to see which ones retire.</summary>
    private static void Step(Machine machine, MachineProgram program, HashSet<Opcode> executed)
    {
        int[] positions = new int[program.Code.Length];
        long[] retired = new long[program.Code.Length];
        RunResult result;
        int steps = 0;
        do
        {
            for (int core = 0; core < positions.Length; core++)
            {
                positions[core] = machine.Core(core).ProgramCounter;
                retired[core] = machine.Core(core).Counters[(int)EventCounter.Retired];
            }
            result = machine.Run(program, Bounded with { InstructionBudget = 1 });
            for (int core = 0; core < positions.Length; core++)
            {
                if (machine.Core(core).Counters[(int)EventCounter.Retired] > retired[core])
                {
                    executed.Add(InstructionHeader.Decode(program.Code[core][positions[core]]).Opcode);
                }
            }
        }
        while (result.Status is RunStatus.BudgetExhausted or RunStatus.Yielded && ++steps < 200);
        if (result.Trap?.Kind == TrapKind.User)
        {
            executed.Add(Opcode.TrapNow);
        }
    }

    private static void Guard(int seed, Action body)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
        }
    }

    private static void RunIfLegal(Machine machine, MachineProgram program)
    {
        try
        {
            machine.Load(program);
        }
        catch (IsaException)
        {
            return;
        }
        Assert.True(Enum.IsDefined(machine.Run(program, Bounded).Status));
    }

    private static void Fill(Machine machine, MachineProgram program, int seed)
    {
        machine.Load(program);
        byte[] data = new byte[2048];
        new Random(seed).NextBytes(data);
        machine.Scratchpad(0).Write(0, data);
        machine.Dram.Write(0, data);
        // Small numbers, so that some are legal as indices.
        for (int i = 1; i < data.Length; i++)
        {
            data[i] = (byte)(i % 4 == 0 ? data[i] & 3 : 0);
        }
        machine.Scratchpad(0).Write(2048, data);
    }
}
