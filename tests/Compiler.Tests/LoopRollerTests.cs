using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>The roller on code written by hand: moves between DRAM and scratchpad.</summary>
public sealed class LoopRollerTests
{
    private readonly OperandShapes shapes = new();
    private readonly List<Instruction> code = [];

    private Operand Tile(Space space, long address, long bytes = 64, RunTimeExtent? rows = null) =>
        shapes.Split((View.Dense(new Buffer(space, 0, 0, 1 << 20), address, DType.I8, bytes)).ToDescriptor(), rows, -1);

    private Instruction Add(params Operand[] operands)
    {
        Instruction instruction = new(InstructionSet.Encode(new Move(new DescriptorId(0), new DescriptorId(1))), UnitKind.Load, 0, operands);
        code.Add(instruction);
        return instruction;
    }

    private Instruction Move(long to, long from, long bytes = 64) => Add(Tile(Space.Scratchpad, to, bytes), Tile(Space.Dram, from, bytes));

    private MachineProgram Program(bool roll)
    {
        TemplateTable templates = new();
        CodeImage image = CodeImage.Build(code, shapes, templates, roll);
        SemaphoreDeclaration semaphore = new(new SemaphoreId(1), "own", 0, new UnitId(UnitKind.Load, 0), 0, new UnitId(UnitKind.Load, 0), 100);
        return new MachineProgram { Code = [image.Words], Entries = [0], Templates = templates.Templates, Nodes = ["a", "b"], SourceMap = [image.Nodes], Semaphores = [semaphore] };
    }

    /// <summary>Checks that the same is executed and gives (trips of each loop in the order of the code, words).</summary>
    private (long[] Trips, int Words) Roll()
    {
        MachineProgram rolled = Program(true);
        ExecutedCode.AssertSame(Program(false), rolled);
        return ([.. rolled.Code[0].Where(word => InstructionHeader.Decode(word).Opcode == Opcode.Loop).Select(word => (long)InstructionSet.Decode<Loop>(word).Count)], rolled.Code[0].Length);
    }

    [Fact]
    public void EvenGrowth_BecomesOneLoop()
    {
        for (int i = 0; i < 10; i++)
        {
            Move(0, 640 + (i * 128));
        }
        // Two loads, the loop, the move, one addition, halt.
        (long[] trips, int words) = Roll();
        Assert.Equal([10], trips);
        Assert.Equal(6, words);
    }

    [Fact]
    public void AlternatingBuffers_RollInPairs()
    {
        for (int i = 0; i < 20; i++)
        {
            Move(i % 2 * 64, i * 128);
        }
        (long[] trips, int words) = Roll();
        Assert.Equal([10], trips);
        Assert.True(words <= 10, $"{words}");
    }

    [Fact]
    public void NestedGrowth_BecomesNestedLoops()
    {
        for (int n = 0; n < 5; n++)
        {
            for (int m = 0; m < 6; m++)
            {
                Move(4096, 4096 + (n * 64), 32);
                for (int k = 0; k < 7; k++)
                {
                    Move(k * 64, (n * 10000) + (m * 1000) + (k * 64));
                }
            }
        }
        Assert.Equal([5L, 6, 7], Roll().Trips);
    }

    [Fact]
    public void FirstAndLastTiles_ThatDiffer_StayOutside()
    {
        Move(0, 0, 32);
        for (int i = 0; i < 10; i++)
        {
            Move(0, 64 + (i * 64));
        }
        Move(0, 704, 16);
        Assert.Equal([10], Roll().Trips);
    }

    [Fact]
    public void UnevenGrowth_DoesNotRollAsOne()
    {
        foreach (int at in (int[])[0, 64, 192, 256, 1024, 1088, 1344, 5000])
        {
            Move(0, at);
        }
        Assert.DoesNotContain(Roll().Trips, trips => trips > 2);
    }

    [Fact]
    public void DifferentExtents_DoNotRoll()
    {
        for (int i = 0; i < 10; i++)
        {
            Move(0, i * 64, 10 + i);
        }
        Assert.Empty(Roll().Trips);
    }

    [Fact]
    public void DifferentTokens_DoNotRoll()
    {
        for (int i = 0; i < 9; i++)
        {
            Instruction move = Move(0, i * 64);
            for (int w = 0; w < i; w++)
            {
                move.Waits.Add(new SemaphoreId(1));
            }
        }
        Assert.Empty(Roll().Trips);
    }

    [Fact]
    public void ManyTokens_KeepTheirSyncWords()
    {
        for (int i = 0; i < 4; i++)
        {
            Instruction move = Move(0, i * 64);
            move.Waits.AddRange(Enumerable.Repeat(new SemaphoreId(1), 5));
            move.Signals.AddRange(Enumerable.Repeat(new SemaphoreId(1), 4));
        }
        Assert.Equal([4], Roll().Trips);
    }

    [Fact]
    public void RegistersThatChange_DoNotRoll()
    {
        for (int i = 0; i < 10; i++)
        {
            code.Add(new Instruction(InstructionSet.Encode(new LoadImmediate(new RegisterId(16), i)), UnitKind.Control, 0, []));
            Add(Tile(Space.Scratchpad, 0, rows: new RunTimeExtent(new RegisterId(16), i)), Tile(Space.Dram, i * 64));
        }
        Assert.Empty(Roll().Trips);
    }

    [Fact]
    public void RegistersThatStay_Roll()
    {
        code.Add(new Instruction(InstructionSet.Encode(new LoadImmediate(new RegisterId(16), 5)), UnitKind.Control, 0, []));
        RunTimeExtent rows = new(new RegisterId(16), 1);
        for (int i = 0; i < 10; i++)
        {
            Add(Tile(Space.Scratchpad, 0, rows: rows), Tile(Space.Dram, i * 64, rows: rows));
        }
        Assert.Equal([10], Roll().Trips);
    }

    [Fact]
    public void Nodes_AreNotMixed()
    {
        for (int i = 0; i < 20; i++)
        {
            Instruction move = Move(0, i * 64);
            code[^1] = new Instruction(move.Word, move.Unit, i / 10, move.Operands);
        }
        Assert.Equal([10L, 10], Roll().Trips);
    }

    [Fact]
    public void MoreOperandsThanDescriptors_ShareThem()
    {
        for (int pass = 0; pass < 3; pass++)
        {
            for (int i = 0; i < 80; i++)
            {
                Move(i * i * 64, (pass * 4096) + (i * i * i));
            }
        }
        (long[] trips, int words) = Roll();
        Assert.Contains(3, trips);
        Assert.True(words < 350, $"{words}");
    }

    [Fact]
    public void MoreShapesThanDescriptors_StayUnrolled()
    {
        for (int pass = 0; pass < 3; pass++)
        {
            for (int i = 0; i < 80; i++)
            {
                Move(0, (pass * 4096) + (i * i), i + 1);
            }
        }
        Assert.Empty(Roll().Trips);
    }

    [Fact]
    public void RandomNests_ExecuteTheSame()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            code.Clear();
            Random random = new(seed);
            Nest(random, 0, random.Next(1 << 12), random.Next(1 << 12));
            Roll();
        }
    }

    private void Nest(Random random, int depth, long to, long from)
    {
        int seed = random.Next();
        long stepTo = random.Next(2) * 64 * random.Next(-1, 3), stepFrom = random.Next(3) * 64, trips = random.Next(1, 5);
        for (int i = 0; i < trips; i++)
        {
            Random own = new(random.Next(8) == 0 ? random.Next() : seed);
            for (int parts = own.Next(1, 4); parts > 0; parts--)
            {
                long a = Math.Abs(to + (i * stepTo)), b = Math.Abs(from + (i * stepFrom));
                if (depth < 5 && own.Next(3) > 0 && code.Count < 3000)
                {
                    Nest(own, depth + 1, a, b);
                }
                else
                {
                    Move(a + own.Next(2), b + own.Next(2), own.Next(1, 4));
                }
            }
        }
    }

    /// <summary>Comparing every pair would not end while anybody waits.</summary>
    [Fact]
    public void AHundredThousandInstructions_AreNotComparedPairByPair()
    {
        Random random = new(7);
        for (int i = 0; i < 100_000; i++)
        {
            Move(i % 2 * 64, i * 8L % 500_000, i % 97 == 0 ? random.Next(1, 60) : 64);
        }
        LoopRoller roller = new();
        Assert.True(roller.Roll(roller.Steps(code)).Count < 50_000);
    }
}
