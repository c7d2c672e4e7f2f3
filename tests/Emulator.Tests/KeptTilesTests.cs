using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>A machine that remembers resolved tiles does what one without a past does, however descriptors change from one instruction to the next.</summary>
public sealed class KeptTilesTests
{
    private static readonly DescriptorField[] Fields =
    [
        DescriptorField.TileSpace, DescriptorField.TileCore, DescriptorField.TileExtent, DescriptorField.TileDType, DescriptorField.TileLayout, DescriptorField.TileRank,
        DescriptorField.TileDim0, DescriptorField.TileDim1, DescriptorField.TileStride0, DescriptorField.TileStride1, DescriptorField.TileMax0, DescriptorField.TileZeroPoint,
        DescriptorField.TileZeroPointArray, DescriptorField.TileScales, DescriptorField.TileMetadata,
    ];

    [Fact]
    public void RandomChanges_AreSeen()
    {
        Random random = new(41);
        byte[] noise = new byte[TestMachines.ScratchpadBytes];
        random.NextBytes(noise);
        using Machine old = new(TestMachines.Config());
        Descriptor[] tiles = new Descriptor[3];
        HashSet<RunStatus> seen = [];
        HashSet<string> fields = [];
        int halted = 0;
        for (int step = 0; step < 4000; step++)
        {
            if (step % 25 == 0)
            {
                for (int t = 0; t < tiles.Length; t++)
                {
                    tiles[t] = TileDescriptor.Create(Space.Scratchpad, 4096 * t, 4096, 64 * random.Next(8), TileShape.Dense(DType.I8, 4, 16));
                }
            }
            Change(ref tiles[random.Next(tiles.Length)], random);
            MachineProgram program = Program(tiles, random.Next(3));
            using Machine fresh = new(TestMachines.Config());
            (RunResult expected, byte[] memory) = Run(fresh, program, noise);
            (RunResult actual, byte[] kept) = Run(old, program, noise);
            Assert.Equal((step, expected.Status, expected.Trap?.ToString()), (step, actual.Status, actual.Trap?.ToString()));
            Assert.Equal(expected.Statistics, actual.Statistics);
            Assert.True(memory.AsSpan().SequenceEqual(kept), $"step {step}: memory");
            seen.Add(actual.Status);
            fields.Add(actual.Trap?.Field ?? "");
            halted += actual.Status == RunStatus.Halted ? 1 : 0;
        }
        Assert.Equal(2, seen.Count);
        Assert.True(halted > 500, $"{halted} instructions executed");
        Assert.Superset(new HashSet<string> { "dst.offset", "dst.base", "a.offset", "a.base", "b.offset", "b.base" }, fields);
    }

    private static void Change(ref Descriptor tile, Random random)
    {
        switch (random.Next(6))
        {
            case 0 or 1:
                tile[DescriptorField.TileOffset] = random.Next(8) switch { 0 => -1, 1 => 4096 - 64, 2 => 4096 - 63, 3 => 4096, 4 => long.MaxValue, _ => random.Next(4096 - 63) };
                break;
            case 2 or 3:
                tile[DescriptorField.TileBase] = random.Next(8) switch { 0 => -1, 1 => TestMachines.ScratchpadBytes - 64, 2 => TestMachines.ScratchpadBytes, 3 => long.MaxValue, _ => 4096 * random.Next(8) };
                break;
            case 4:
                tile[Fields[random.Next(Fields.Length)]] = random.Next(3) == 0 ? random.Next(-1, 5) : random.Next(64);
                break;
            default:
                tile = TileDescriptor.Create(Space.Scratchpad, 4096 * random.Next(8), 4096, 64 * random.Next(8), TileShape.Dense(DType.I8, 4, 16));
                break;
        }
    }

    /// <summary>The same slots as sources and as destination, of instructions with different demands.</summary>
    private static MachineProgram Program(Descriptor[] tiles, int kind)
    {
        ProgramBuilder program = new();
        for (int t = 0; t < tiles.Length; t++)
        {
            program.Set(t, tiles[t]);
        }
        DescriptorId zero = ProgramBuilder.D(0), one = ProgramBuilder.D(1), two = ProgramBuilder.D(2);
        return (kind switch
        {
            0 => program.Emit(new Binary(BinaryOperation.Add, zero, one, two)),
            1 => program.Emit(new Binary(BinaryOperation.Add, one, two, zero)),
            _ => program.Emit(new Move(two, zero)),
        }).Build();
    }

    private static (RunResult Result, byte[] Memory) Run(Machine machine, MachineProgram program, byte[] noise)
    {
        machine.Load(program);
        machine.Scratchpad(0).Write(0, noise);
        RunResult result = machine.Run(TestMachines.Plain);
        byte[] memory = new byte[noise.Length];
        machine.Scratchpad(0).Read(0, memory);
        return (result, memory);
    }
}
