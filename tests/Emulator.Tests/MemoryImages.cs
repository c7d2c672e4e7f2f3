using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Whole memories of one core as byte arrays: to fill a machine, to run the reference on, to compare.</summary>
internal sealed class MemoryImages
{
    public readonly byte[] Dram = new byte[TestMachines.DramBytes];
    public readonly byte[] Scratchpad = new byte[TestMachines.ScratchpadBytes];
    public readonly byte[] Accumulator = new byte[TestMachines.AccumulatorBytes];

    public byte[] this[Space space] => space switch { Space.Dram => Dram, Space.Scratchpad => Scratchpad, _ => Accumulator };

    public void CopyTo(Machine machine, int core = 0)
    {
        machine.Dram.Write(0, Dram);
        machine.Scratchpad(core).Write(0, Scratchpad);
        machine.Accumulator(core).Write(0, Accumulator);
    }

    public static MemoryImages Of(Machine machine, int core = 0)
    {
        MemoryImages images = new();
        machine.Dram.Read(0, images.Dram);
        machine.Scratchpad(core).Read(0, images.Scratchpad);
        machine.Accumulator(core).Read(0, images.Accumulator);
        return images;
    }

    public MemoryImages Clone()
    {
        MemoryImages copy = new();
        Dram.CopyTo(copy.Dram, 0);
        Scratchpad.CopyTo(copy.Scratchpad, 0);
        Accumulator.CopyTo(copy.Accumulator, 0);
        return copy;
    }

    public static void AssertEqual(MemoryImages expected, MemoryImages actual, string what)
    {
        foreach (Space space in new[] { Space.Dram, Space.Scratchpad, Space.Accumulator })
        {
            int at = expected[space].AsSpan().CommonPrefixLength(actual[space]);
            Assert.True(at == expected[space].Length, at == expected[space].Length ? "" : $"{what}: {space} byte {at} is {actual[space][at]}, expected {expected[space][at]}");
        }
    }

    public void FillRandom(Random random, Space space, long address, in TileShape shape)
    {
        Span<byte> bytes = this[space].AsSpan((int)address, (int)shape.SpanBytes());
        random.NextBytes(bytes);
        if (shape.Type == DType.F32)
        {
            for (int i = 0; i + 4 <= bytes.Length; i += 4)
            {
                BitConverter.TryWriteBytes(bytes[i..], (float)((random.NextDouble() * 4) - 2));
            }
        }
    }
}
