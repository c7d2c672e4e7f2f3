using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing.Tests;

/// <summary>One use of every unit instruction, on tiles prepared by <see cref="Prepare"/>.</summary>
internal static class InstructionSamples
{
    private static DescriptorId D(int index) => new((byte)index);

    /// <summary>What adds an instruction to a program, by opcode.</summary>
    public static Dictionary<Opcode, Action<ProgramText>> Units { get; } = new()
    {
        [Opcode.Sync] = t => t.Add(new Sync(UnitKind.Matrix)),
        [Opcode.Move] = t => t.Add(new Move(D(0), D(1))),
        [Opcode.Fill] = t => t.Add(new Fill(D(0), null, 1)),
        [Opcode.Gather] = t => t.Add(new Gather(D(0), D(0), D(2))),
        [Opcode.Scatter] = t => t.Add(new Scatter(D(0), D(0), D(2))),
        [Opcode.ScatterAdd] = t => t.Add(new ScatterAdd(D(0), D(0), D(2))),
        [Opcode.MatMul] = t => t.Add(new MatMul(D(3), D(0), D(0), SumsDisposition.Drain, false, D(0), D(9))),
        [Opcode.Conv] = t => t.Add(new Conv(D(5), D(4), D(6), D(8))),
        [Opcode.DepthwiseConv] = t => t.Add(new DepthwiseConv(D(5), D(4), D(7), D(8))),
        [Opcode.GroupedMatMul] = t => t.Add(new GroupedMatMul(D(3), D(0), D(10), D(11))),
        [Opcode.ConfigureArray] = t => t.Add(new ConfigureArray(2, 8)),
        [Opcode.DrainSums] = t => t.Add(new DrainSums(D(3), D(0), D(9))),
        [Opcode.Unary] = t => t.Add(new Unary(UnaryOperation.Neg, D(0), D(0))),
        [Opcode.Binary] = t => t.Add(new Binary(BinaryOperation.Add, D(0), D(0), D(0))),
        [Opcode.Compare] = t => t.Add(new Compare(Comparison.Lt, D(0), D(0), D(0))),
        [Opcode.Select] = t => t.Add(new Select(D(0), D(0), D(0), D(0))),
        [Opcode.Reduce] = t => t.Add(new Reduce(Reduction.Sum, D(12), D(0), 1)),
        [Opcode.Scan] = t => t.Add(new Scan(D(0), D(0))),
        [Opcode.Histogram] = t => t.Add(new Histogram(D(2), D(2))),
        [Opcode.TopK] = t => t.Add(new TopK(D(12), D(12), D(0))),
        [Opcode.Compact] = t => t.Add(new Compact(D(2), D(13), D(14))),
        [Opcode.Sample] = t => t.Add(new Sample(D(4), D(4), D(15))),
        [Opcode.Lookup] = t => t.Add(new Lookup(D(0), D(0), D(0))),
        [Opcode.Requantize] = t => t.Add(new Isa.Requantize(D(0), D(0), D(9))),
        [Opcode.Convert] = t => t.Add(new Isa.Convert(D(0), D(0))),
        [Opcode.Quantize] = t => t.Add(new Quantize(D(0), D(0))),
        [Opcode.Dequantize] = t => t.Add(new Dequantize(D(0), D(0))),
        [Opcode.Pool] = t => t.Add(new Pool(Pooling.Average, D(4), D(4), D(8))),
        [Opcode.Softmax] = t => t.Add(new Softmax(D(0), D(0))),
        [Opcode.QuantizedAdd] = t => t.Add(new QuantizedAdd(D(0), D(0), D(0), D(9))),
        [Opcode.RandomFill] = t => t.Add(new RandomFill(D(0), new RegisterId(0), new RegisterId(2))),
    };

    /// <summary>Loads the descriptors the samples use: sixteen control slots.</summary>
    public static void Prepare(ProgramText text)
    {
        text.Tile(0, Space.Scratchpad, 0, DType.F32, 4, 4);
        text.Tile(1, Space.Dram, 0, DType.F32, 4, 4);
        text.Tile(2, Space.Scratchpad, 64, DType.I32, 4);
        text.Tile(3, Space.Accumulator, 0, DType.F32, 4, 4);
        text.Tile(4, Space.Scratchpad, 128, DType.F32, 1, 4, 4, 2);
        text.Tile(5, Space.Accumulator, 64, DType.F32, 1, 4, 4, 2);
        text.Tile(6, Space.Scratchpad, 256, DType.F32, 1, 1, 2, 2);
        text.Tile(7, Space.Scratchpad, 256, DType.F32, 1, 1, 2);
        text.Descriptor(8, ConvDescriptor.Create(ConvGeometry.Unit));
        text.Descriptor(9, DrainDescriptor.Create(DrainDescriptor.NoneF32));
        text.Tile(10, Space.Scratchpad, 512, DType.F32, 1, 4, 4);
        text.Tile(11, Space.Scratchpad, 640, DType.I32, 2);
        text.Tile(12, Space.Scratchpad, 768, DType.F32, 4, 1);
        text.Tile(13, Space.Scratchpad, 800, DType.U8, 0);
        text.Tile(14, Space.Scratchpad, 900, DType.I32, 1);
        text.Tile(15, Space.Scratchpad, 1024, DType.F32, 1, 16, 2);
    }
}
