using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>What the reference does to the same tiles.</summary>
internal delegate void OnTiles(CaseTiles tiles);

/// <summary>Tiles of a case over one set of images.</summary>
internal readonly struct CaseTiles(MemoryImages images, List<(Space Space, long Address, TileShape Shape, long Mask)> tiles)
{
    public Tile this[DescriptorId id]
    {
        get
        {
            (Space space, long address, TileShape shape, long mask) = tiles[id.Index];
            int bytes = (int)(shape.Format == SparseFormat.Dense ? shape.SpanBytes() : BitmaskFormat.MaximumValueBytes(shape));
            return new Tile(images[space].AsSpan((int)address, bytes), shape)
            {
                Metadata = mask < 0 ? [] : images[space].AsSpan((int)mask, (int)BitmaskFormat.MetadataBytes(shape)),
            };
        }
    }

    public MemoryImages Images => images;
}

/// <summary>One unit instruction on random tiles, executed on a machine and by the reference; whole memories are compared.</summary>
internal sealed class InstructionCase(int seed)
{
    private readonly ProgramBuilder program = new();
    private readonly List<(Space Space, long Address, TileShape Shape, long Mask)> tiles = [];
    private readonly long[] next = [64, 64, 64];
    private OnTiles? reference;

    public Random Random { get; } = new(seed);

    public MemoryImages Images { get; } = new();

    /// <summary>The bias of the case's drain.</summary>
    public DescriptorId Bias { get; set; }

    public DescriptorId Pad(in TileShape shape) => Tile(Space.Scratchpad, shape);

    public DescriptorId Tile(Space space, in TileShape shape)
    {
        long address = Take(space, shape.Format == SparseFormat.Dense ? shape.SpanBytes() : BitmaskFormat.MaximumValueBytes(shape));
        int slot = tiles.Count;
        long mask = -1;
        Descriptor descriptor = TileDescriptor.Create(space, address, next[(int)space] - address, 0, shape);
        if (shape.Format != SparseFormat.Dense)
        {
            mask = Take(space, BitmaskFormat.MetadataBytes(shape));
            descriptor[DescriptorField.TileMetadata] = mask;
            descriptor[DescriptorField.TileMetadataExtent] = BitmaskFormat.MetadataBytes(shape);
        }
        else
        {
            Images.FillRandom(Random, space, address, shape);
        }
        tiles.Add((space, address, shape, mask));
        program.Set(slot, descriptor);
        return ProgramBuilder.D(slot);
    }

    /// <summary>A parameter descriptor.</summary>
    public DescriptorId Parameters(in Descriptor descriptor)
    {
        tiles.Add(default);
        program.Set(tiles.Count - 1, descriptor);
        return ProgramBuilder.D(tiles.Count - 1);
    }

    /// <summary>Changes a field of a descriptor.</summary>
    public InstructionCase With(DescriptorId id, DescriptorField field, long value)
    {
        program.Emit(new DescriptorSet(id, field, value));
        return this;
    }

    public InstructionCase Register(int register, long value)
    {
        program.Emit(new LoadImmediate(ProgramBuilder.R(register), value));
        return this;
    }

    public long Address(DescriptorId id) => tiles[id.Index].Address;

    public void Put<T>(DescriptorId id, params ReadOnlySpan<T> values) where T : unmanaged
    {
        Span<byte> bytes = Images[tiles[id.Index].Space].AsSpan((int)tiles[id.Index].Address);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).CopyTo(bytes);
    }

    public CaseTiles On(MemoryImages images) => new(images, tiles);

    public InstructionCase Is<T>(T instruction, OnTiles byReference, InstructionHeader header = default) where T : struct, IInstruction<T>
    {
        program.Emit(instruction, header);
        reference = byReference;
        return this;
    }

    /// <summary>Runs on every tier and two thread counts, with and without recording, and compares all memories with the reference.</summary>
    public void Check()
    {
        MachineProgram built = program.Build();
        MemoryImages expected = Images.Clone();
        reference!(On(expected));
        foreach (KernelTier tier in Enum.GetValues<KernelTier>())
        {
            foreach (int threads in new[] { 1, 3 })
            {
                using Machine machine = new(TestMachines.Config());
                machine.Load(built);
                StartStopped(machine);
                Images.CopyTo(machine);
                RunResult result = machine.Run(TestMachines.Plain with { Kernels = new KernelOptions(tier, threads), CheckRaces = threads == 3, Trace = threads == 3 ? TraceLevel.L1 : TraceLevel.None });
                Assert.True(result.Status == RunStatus.Halted, $"{tier}: {result.Status} {result.Trap}");
                Assert.Empty(result.Races);
                MemoryImages.AssertEqual(expected, MemoryImages.Of(machine), $"{tier}, {threads} threads");
            }
        }
    }

    /// <summary>Runs and expects a trap that has changed nothing.</summary>
    public Trap Traps(MachineConfig? config = null)
    {
        using Machine machine = new(config ?? TestMachines.Config());
        machine.Load(program.Build());
        StartStopped(machine);
        Images.CopyTo(machine);
        RunResult result = machine.Run(TestMachines.Plain);
        Assert.Equal(RunStatus.Trapped, result.Status);
        MemoryImages.AssertEqual(Images, MemoryImages.Of(machine), "after the trap");
        Assert.Equal(result.Trap!.ProgramCounter, machine.Core(0).ProgramCounter);
        return result.Trap;
    }

    // A run that stopped on an empty budget goes on: a fresh start would clear what is put into the accumulators.
    private static void StartStopped(Machine machine) => machine.Run(TestMachines.Plain with { InstructionBudget = 0 });

    private long Take(Space space, long bytes)
    {
        long address = next[(int)space];
        next[(int)space] = (address + bytes + 63) & ~63L;
        return address;
    }
}
