using System;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Copies that are put off are never to be told from copies that are made.</summary>
public sealed class DeferredCopyTests
{
    private const int Bytes = 1 << 16;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RandomAccesses_EqualThoseOfPlainArrays(bool mapped)
    {
        Random random = new(21);
        using MachineMemory dram = new(Space.Dram, -1, Bytes, mapped), pad = new(Space.Scratchpad, 0, Bytes, mapped);
        byte[] dramModel = new byte[Bytes], padModel = new byte[Bytes], read = new byte[Bytes];
        (SavedRange[] Dram, SavedRange[] Pad, byte[] DramModel, byte[] PadModel)? saved = null;
        for (int step = 0; step < 40_000; step++)
        {
            bool inDram = random.Next(2) == 0;
            (MachineMemory memory, byte[] model) = inDram ? (dram, dramModel) : (pad, padModel);
            int length = random.Next(1, random.Next(4) == 0 ? 20_000 : 700);
            int at = random.Next(Bytes - length), other = random.Next(Bytes - length);
            switch (random.Next(9))
            {
                case 0 or 1 or 2:
                    pad.CopyLazily(at, length, dram, other);
                    dramModel.AsSpan(other, length).CopyTo(padModel.AsSpan(at));
                    break;
                case 3:
                    byte[] data = new byte[length];
                    random.NextBytes(data);
                    memory.Write(at, data);
                    data.CopyTo(model, at);
                    break;
                case 4:
                    memory.Read(at, read.AsSpan(0, length));
                    Assert.True(read.AsSpan(0, length).SequenceEqual(model.AsSpan(at, length)), $"step {step}: {memory} {at} + {length}");
                    break;
                case 5:
                    memory.Zero(at, length);
                    model.AsSpan(at, length).Clear();
                    break;
                case 6:
                    if (memory.TryReadWord(at, out long word))
                    {
                        Assert.Equal(BitConverter.ToInt64(model, at), word);
                    }
                    break;
                case 7:
                    if (memory.TryWriteWord(at, sizeof(int), step, uint.MaxValue))
                    {
                        BitConverter.TryWriteBytes(model.AsSpan(at), step);
                    }
                    break;
                default:
                    if (random.Next(100) == 0)
                    {
                        saved = (dram.Save(), pad.Save(), [.. dramModel], [.. padModel]);
                    }
                    else if (random.Next(100) == 0 && saved is { } s)
                    {
                        pad.Restore(s.Pad);
                        dram.Restore(s.Dram);
                        (dramModel, padModel) = ([.. s.DramModel], [.. s.PadModel]);
                    }
                    break;
            }
        }
        Assert.True(pad.DeferredBytes > 0);
        pad.Read(0, read);
        Assert.Equal(padModel, read);
        dram.Read(0, read);
        Assert.Equal(dramModel, read);
    }

    [Fact]
    public void Reset_OfAMemoryThatIsAllCopies_LeavesTheirSource()
    {
        using MachineMemory dram = new(Space.Dram, -1, Bytes), pad = new(Space.Scratchpad, 0, Bytes);
        byte[] data = new byte[8192], read = new byte[8192];
        new Random(23).NextBytes(data);
        dram.Write(4096, data);
        pad.CopyLazily(0, data.Length, dram, 4096);
        pad.Reset();
        dram.Read(4096, read);
        Assert.Equal(data, read);
        pad.Read(0, read);
        Assert.Equal(new byte[data.Length], read);
    }

    [Fact]
    public void Programs_OfLoadsFillsAndStores_LeaveWhatTheReferenceLeaves()
    {
        const int Length = 1 << 14;
        MachineConfig config = TestMachines.Config() with { Dram = new(8 * Length, 64, 10), Scratchpad = new(4 * Length, 64, 1) };
        Random random = new(22);
        using Machine plain = new(config), lazy = new(config);
        byte[] image = new byte[8 * Length];
        random.NextBytes(image);
        plain.Dram.Write(0, image);
        lazy.Dram.Write(0, image);
        long deferred = 0;
        for (int round = 0; round < 60; round++)
        {
            ProgramBuilder builder = new();
            for (int i = 0; i < 12; i++)
            {
                int length = Length + (random.Next(2) * random.Next(4000));
                TileShape shape = TileShape.Dense(DType.I8, length);
                builder.Tile(1, Space.Dram, random.Next((8 * Length) - length), shape).Tile(2, Space.Scratchpad, random.Next((4 * Length) - length), shape);
                _ = random.Next(4) switch
                {
                    0 => builder.Tile(2, Space.Scratchpad, random.Next((4 * Length) - 999), TileShape.Dense(DType.I8, 999)).Emit(new Fill(ProgramBuilder.D(2), null, (byte)i)),
                    1 => builder.Emit(new Move(ProgramBuilder.D(1), ProgramBuilder.D(2))),
                    _ => builder.Emit(new Move(ProgramBuilder.D(2), ProgramBuilder.D(1))),
                };
            }
            MachineProgram program = builder.Build() with { DramBytes = 8 * Length, ScratchpadBytes = 4 * Length };
            Assert.Equal(RunStatus.Halted, plain.Run(program, TestMachines.Plain).Status);
            Assert.Equal(RunStatus.Halted, lazy.Run(program, TestMachines.Plain with { Kernels = new KernelOptions(KernelTiers.Default, 1) }).Status);
            deferred += lazy.Scratchpad(0).DeferredBytes;
            // Not every time: reading everything makes the copies.
            if (round % 7 == 6)
            {
                Assert.True(Same(plain.Scratchpad(0), lazy.Scratchpad(0)), $"scratchpad after round {round}");
                Assert.True(Same(plain.Dram, lazy.Dram), $"DRAM after round {round}");
            }
        }
        Assert.True(deferred > 0);
    }

    private static bool Same(MachineMemory a, MachineMemory b)
    {
        byte[] one = new byte[a.Capacity], other = new byte[b.Capacity];
        a.Read(0, one);
        b.Read(0, other);
        return one.AsSpan().SequenceEqual(other);
    }
}
