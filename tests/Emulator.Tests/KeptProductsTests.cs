using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>A machine that remembers small products does what one without a past does: values, traps, statistics, and where the budget ends.</summary>
public sealed class KeptProductsTests
{
    private static readonly DescriptorField[] Fields =
    [
        DescriptorField.TileSpace, DescriptorField.TileCore, DescriptorField.TileExtent, DescriptorField.TileDType, DescriptorField.TileLayout, DescriptorField.TileRank,
        DescriptorField.TileDim0, DescriptorField.TileDim1, DescriptorField.TileStride0, DescriptorField.TileStride1, DescriptorField.TileMax0, DescriptorField.TileZeroPoint,
        DescriptorField.TileZeroPointArray, DescriptorField.TileScales,
    ];

    [Fact]
    public void RandomChanges_AreSeen()
    {
        Random random = new(43);
        byte[] noise = new byte[TestMachines.ScratchpadBytes];
        random.NextBytes(noise);
        using Machine old = new(TestMachines.Config());
        Descriptor[] tiles = Tiles();
        HashSet<RunStatus> seen = [];
        HashSet<string> fields = [];
        for (int step = 0; step < 4000; step++)
        {
            if (step % 20 == 0)
            {
                tiles = Tiles();
            }
            Change(tiles, random);
            MachineProgram program = Program(tiles, accumulate: random.Next(2) == 0);
            long budget = random.Next(6) == 0 ? random.Next(8192, 16384) : RunOptions.Default.WorkBudget;
            using Machine fresh = new(TestMachines.Config());
            (RunResult expected, byte[] sums) = Run(fresh, program, noise, budget);
            (RunResult actual, byte[] kept) = Run(old, program, noise, budget);
            Assert.Equal((step, expected.Status, expected.Trap?.ToString()), (step, actual.Status, actual.Trap?.ToString()));
            Assert.Equal(expected.Statistics, actual.Statistics);
            Assert.True(sums.AsSpan().SequenceEqual(kept), $"step {step}: sums");
            seen.Add(actual.Status);
            fields.Add(actual.Trap?.Field ?? "");
        }
        Assert.Superset(new HashSet<RunStatus> { RunStatus.Halted, RunStatus.Trapped, RunStatus.BudgetExhausted }, seen);
        Assert.Superset(new HashSet<string> { "sums.offset", "sums.base", "a.offset", "a.base", "b.offset", "b.base" }, fields);
    }

    [Theory]
    [InlineData(false, 4096 + 256 + 256 + 1024)]
    [InlineData(true, 4096 + 256 + 256 + 1024 + 1024)]
    public void Budget_EndsAtTheSameOperation(bool accumulate, int work)
    {
        MachineProgram program = Program(Tiles(), accumulate);
        using Machine machine = new(TestMachines.Config());
        byte[] noise = new byte[TestMachines.ScratchpadBytes];
        Assert.Equal(RunStatus.Halted, Run(machine, program, noise, RunOptions.Default.WorkBudget).Result.Status);
        // The product comes twice.
        Assert.Equal(RunStatus.BudgetExhausted, Run(machine, program, noise, (2 * work) - 1).Result.Status);
        Assert.Equal(RunStatus.Halted, Run(machine, program, noise, 2 * work).Result.Status);
    }

    [Fact]
    public void NewOperands_AreRead()
    {
        MachineProgram program = Program(Tiles(), accumulate: true);
        using Machine machine = new(TestMachines.Config());
        byte[] noise = new byte[TestMachines.ScratchpadBytes];
        Random random = new(3);
        for (int run = 0; run < 4; run++)
        {
            random.NextBytes(noise);
            byte[] sums = Run(machine, program, noise, RunOptions.Default.WorkBudget).Sums, expected = new byte[1024];
            (TileShape s, TileShape a, TileShape b) = Shapes();
            for (int product = 0; product < 2; product++)
            {
                Reference.MatMul(new Tile(expected, s), new Tile(noise.AsSpan(0, 256), a), new Tile(noise.AsSpan(4096, 256), b), true);
            }
            Assert.True(expected.AsSpan().SequenceEqual(sums.AsSpan(0, 1024)), $"run {run}");
        }
    }

    private static (TileShape Sums, TileShape A, TileShape B) Shapes() =>
        (TileShape.Dense(DType.I32, 16, 16), TileShape.Dense(DType.I8, 16, 16), TileShape.Panels(DType.I8, false, 16, 16));

    private static Descriptor[] Tiles()
    {
        (TileShape sums, TileShape a, TileShape b) = Shapes();
        return
        [
            TileDescriptor.Create(Space.Accumulator, 0, 8192, 0, sums),
            TileDescriptor.Create(Space.Scratchpad, 0, 4096, 0, a),
            TileDescriptor.Create(Space.Scratchpad, 4096, 4096, 0, b),
        ];
    }

    private static void Change(Descriptor[] tiles, Random random)
    {
        int which = random.Next(tiles.Length);
        ref Descriptor tile = ref tiles[which];
        int bytes = which == 0 ? 1024 : 256, extent = which == 0 ? 8192 : 4096, capacity = which == 0 ? TestMachines.AccumulatorBytes : TestMachines.ScratchpadBytes;
        switch (random.Next(8))
        {
            case 0 or 1 or 2:
                tile[DescriptorField.TileOffset] = random.Next(8) switch { 0 => -1, 1 => extent - bytes, 2 => extent - bytes + 4, 3 => long.MaxValue, _ => 4 * random.Next(0, (extent - bytes) / 4) };
                break;
            case 3 or 4:
                tile[DescriptorField.TileBase] = random.Next(8) switch { 0 => -1, 1 => capacity - bytes, 2 => capacity, 3 => long.MaxValue, _ => 4096 * random.Next(4) };
                break;
            case 5:
                tile[Fields[random.Next(Fields.Length)]] = random.Next(3) == 0 ? random.Next(-1, 5) : random.Next(64);
                break;
            default:
                tiles[which] = Tiles()[which];
                break;
        }
    }

    private static MachineProgram Program(Descriptor[] tiles, bool accumulate)
    {
        ProgramBuilder program = new();
        for (int t = 0; t < tiles.Length; t++)
        {
            program.Set(t, tiles[t]);
        }
        MatMul product = new(ProgramBuilder.D(0), ProgramBuilder.D(1), ProgramBuilder.D(2), Accumulate: accumulate);
        return program.Emit(product).Emit(product).Build();
    }

    private static (RunResult Result, byte[] Sums) Run(Machine machine, MachineProgram program, byte[] noise, long budget)
    {
        machine.Load(program);
        machine.Scratchpad(0).Write(0, noise);
        RunResult result = machine.Run(new RunOptions { WorkBudget = budget });
        byte[] sums = new byte[TestMachines.AccumulatorBytes];
        machine.Accumulator(0).Read(0, sums);
        return (result, sums);
    }
}
