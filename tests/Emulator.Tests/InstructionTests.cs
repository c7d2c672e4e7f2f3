using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Every unit instruction on random tiles against the reference: results, and nothing else, on every tier and thread count.</summary>
public sealed partial class InstructionTests
{
    private static readonly Dictionary<string, Action<InstructionCase>> Cases = new(StringComparer.Ordinal)
    {
        ["move"] = c =>
        {
            DescriptorId dst = c.Tile(Space.Scratchpad, TileShape.Panels(DType.I8, true, 20, 24)), src = c.Tile(Space.Dram, TileShape.Dense(DType.I8, 20, 24));
            c.Is(new Move(dst, src), t => Reference.Move(t[dst], t[src]));
        },
        ["move sparse"] = c =>
        {
            TileShape sparse = TileShape.Dense(DType.I8, 6, 20);
            sparse.Format = SparseFormat.Bitmask;
            DescriptorId dst = c.Tile(Space.Scratchpad, sparse), src = c.Tile(Space.Dram, TileShape.Dense(DType.I8, 6, 20)), count = c.Pad(TileShape.Dense(DType.I32, 1));
            foreach (ref byte b in c.Images.Dram.AsSpan((int)c.Address(src), 120))
            {
                b = (byte)(b % 3 == 0 ? b : 0);
            }
            c.Is(new Move(dst, src, count), t => BitConverter.TryWriteBytes(t[count].Data, (int)Reference.Move(t[dst], t[src])));
        },
        ["fill"] = c =>
        {
            DescriptorId dst = c.Tile(Space.Dram, Strided(DType.I16, 5, 7, 40));
            c.Register(4, 0x1234567).Is(new Fill(dst, ProgramBuilder.R(4), 0), t => Reference.Fill(t[dst], 0x1234567));
        },
        ["gather"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I8, 4, 9)), src = c.Tile(Space.Dram, TileShape.Dense(DType.I8, 11, 9)), index = c.Pad(TileShape.Dense(DType.I32, 4));
            c.Put(index, 3, 10, 0, 3);
            c.Is(new Gather(dst, src, index), t => Reference.Gather(t[dst], t[src], t[index], IndexPolicy.Trap));
        },
        ["scatter"] = c =>
        {
            DescriptorId dst = c.Tile(Space.Dram, TileShape.Dense(DType.I8, 11, 9)), src = c.Pad(TileShape.Dense(DType.I8, 4, 9)), index = c.Pad(TileShape.Dense(DType.I64, 4));
            c.Put<long>(index, 3, 99, -1, 3);
            c.Is(new Scatter(dst, src, index, IndexPolicy.Zero), t => Reference.Scatter(t[dst], t[src], t[index], IndexPolicy.Zero));
        },
        ["scatteradd"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.F32, 5, 3)), src = c.Pad(TileShape.Dense(DType.F32, 4, 3)), index = c.Pad(TileShape.Dense(DType.I32, 4));
            c.Put(index, 1, 1, 7, 0);
            c.Is(new ScatterAdd(dst, src, index, IndexPolicy.Clamp), t => Reference.ScatterAdd(t[dst], t[src], t[index], IndexPolicy.Clamp));
        },
        ["sync"] = c => c.Is(new Sync(UnitKind.Vector), _ => { }),
        ["array"] = c => c.Is(new ConfigureArray(8, 32, Dataflow.OutputStationary), _ => { }),
        ["matmul"] = c => MatMul(c, accumulate: false, drains: false, DType.I8),
        ["matmul accumulate"] = c => MatMul(c, accumulate: true, drains: false, DType.I8),
        ["matmul drain"] = c => MatMul(c, accumulate: false, drains: true, DType.I8),
        ["matmul accumulate drain"] = c => MatMul(c, accumulate: true, drains: true, DType.I8),
        ["matmul f32"] = c => MatMul(c, accumulate: true, drains: false, DType.F32),
        ["conv"] = c => Conv(c, accumulate: true, drains: false),
        ["conv drain"] = c => Conv(c, accumulate: false, drains: true),
        ["dwconv"] = c => Depthwise(c, drains: false),
        ["dwconv drain"] = c => Depthwise(c, drains: true),
        ["gmatmul"] = c => Grouped(c, drains: false),
        ["gmatmul drain"] = c => Grouped(c, drains: true),
        ["drain"] = c =>
        {
            DescriptorId sums = c.Tile(Space.Accumulator, Strided(DType.I32, 6, 8, 48)), output = c.Pad(TileShape.Dense(DType.I8, 6, 8)), drain = Drain(c, 8);
            c.Is(new DrainSums(sums, output, drain), t =>
            {
                Reference.Drain(t[output], t[sums], Arguments(c, t));
                Zero(t[sums]);
            });
        },
        ["vunary"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.F32, 3, 17));
            c.Is(new Unary(UnaryOperation.Exp, dst, dst), t => Reference.Unary(UnaryOperation.Exp, t[dst], t[dst]));
        },
        ["vbinary"] = c =>
        {
            TileShape row = TileShape.Dense(DType.I16, 1, 17);
            row.Dims[0] = 3;
            row.Strides[0] = 0;
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I16, 3, 17)), b = c.Pad(row);
            c.Is(new Binary(BinaryOperation.AddSat, dst, dst, b), t => Reference.Binary(BinaryOperation.AddSat, t[dst], t[dst], t[b]));
        },
        ["vcompare"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.U8, 40)), a = c.Pad(TileShape.Dense(DType.I8, 40)), b = c.Pad(TileShape.Dense(DType.I8, 40));
            c.Is(new Compare(Comparison.Lt, dst, a, b), t => Reference.Compare(Comparison.Lt, t[dst], t[a], t[b]));
        },
        ["vselect"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I32, 21)), mask = c.Pad(TileShape.Dense(DType.U8, 21)), a = c.Pad(TileShape.Dense(DType.I32, 21)), b = c.Pad(TileShape.Dense(DType.I32, 21));
            c.Is(new Select(dst, mask, a, b), t => Reference.Select(t[dst], t[mask], t[a], t[b]));
        },
        ["vreduce"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.F32, 4, 1)), src = c.Pad(TileShape.Dense(DType.F32, 4, 37));
            c.Is(new Reduce(Reduction.Sum, dst, src, 1, true), t => Reference.Reduce(Reduction.Sum, t[dst], t[src], 1, true));
        },
        ["vscan"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I32, 2, 13)), src = c.Pad(TileShape.Dense(DType.I32, 2, 13));
            c.Is(new Scan(dst, src, true), t => Reference.Scan(t[dst], t[src], true));
        },
        ["vhistogram"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I32, 256)), src = c.Pad(TileShape.Dense(DType.U8, 100));
            c.Is(new Histogram(dst, src), t => Reference.Histogram(t[dst], t[src]));
        },
        ["vtopk"] = c =>
        {
            DescriptorId values = c.Pad(TileShape.Dense(DType.I8, 3, 5)), indices = c.Pad(TileShape.Dense(DType.I32, 3, 5)), src = c.Pad(TileShape.Dense(DType.I8, 3, 30));
            c.Is(new TopK(values, indices, src), t => Reference.TopK(t[values], t[indices], t[src], false));
        },
        ["vcompact"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I32, 50)), mask = c.Pad(TileShape.Dense(DType.U8, 50)), count = c.Pad(TileShape.Dense(DType.I32, 1));
            foreach (ref byte b in c.Images.Scratchpad.AsSpan((int)c.Address(mask), 50))
            {
                b &= 1;
            }
            c.Is(new Compact(dst, mask, count), t => BitConverter.TryWriteBytes(t[count].Data, Reference.Compact(t[dst], t[mask])));
        },
        ["vsample"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.F32, 1, 6, 3)), src = c.Pad(TileShape.Dense(DType.F32, 1, 4, 5, 3)), coordinates = c.Pad(TileShape.Dense(DType.F32, 1, 6, 2));
            c.Is(new Sample(dst, src, coordinates, SampleMode.Bilinear), t => Reference.Sample(t[dst], t[src], t[coordinates], SampleMode.Bilinear));
        },
        ["vlut"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I16, 33)), src = c.Pad(TileShape.Dense(DType.U8, 33)), table = c.Pad(TileShape.Dense(DType.I16, 256));
            c.Is(new Lookup(dst, src, table), t => Reference.Lookup(t[dst], t[src], t[table]));
        },
        ["vrequant"] = c =>
        {
            DescriptorId src = c.Pad(TileShape.Dense(DType.I32, 6, 8)), dst = c.Pad(TileShape.Dense(DType.I8, 6, 8)), drain = Drain(c, 8);
            c.Is(new Isa.Requantize(dst, src, drain), t => Reference.Drain(t[dst], t[src], Arguments(c, t)));
        },
        ["vconvert"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I8, 33)), src = c.Pad(TileShape.Dense(DType.F32, 33));
            c.Is(new Isa.Convert(dst, src), t => Reference.Convert(t[dst], t[src]));
        },
        ["vquantize"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I8, 33)), src = c.Pad(TileShape.Dense(DType.F32, 33)), scale = c.Pad(TileShape.Dense(DType.F32, 1));
            c.Put(scale, 0.0371f);
            c.With(dst, DescriptorField.TileScales, c.Address(scale)).Is(new Quantize(dst, src), t => Reference.Quantize(t[dst], t[src], [0.0371f], false));
        },
        ["vdequantize"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.F32, 33)), src = c.Pad(TileShape.Dense(DType.I8, 33)), scale = c.Pad(TileShape.Dense(DType.F32, 1));
            c.Put(scale, 0.0371f);
            c.With(src, DescriptorField.TileScales, c.Address(scale)).Is(new Dequantize(dst, src), t => Reference.Dequantize(t[dst], t[src], [0.0371f]));
        },
        ["vpool"] = c =>
        {
            ConvGeometry geometry = ConvGeometry.Unit with { KernelH = 3, KernelW = 2, StrideH = 2, PadTop = 1 };
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I8, 1, geometry.OutputRows(9, 3), geometry.OutputColumns(8, 2), 5)), src = c.Pad(TileShape.Dense(DType.I8, 1, 9, 8, 5));
            DescriptorId parameters = c.Parameters(ConvDescriptor.Create(geometry));
            c.Is(new Pool(Pooling.Average, dst, src, parameters), t => Reference.Pool(Pooling.Average, t[dst], t[src], geometry));
        },
        ["vsoftmax"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.F32, 3, 17)), src = c.Pad(TileShape.Dense(DType.F32, 3, 17));
            c.Register(9, BitConverter.SingleToInt32Bits(0.5f)).Is(new Softmax(dst, src, ProgramBuilder.R(9)), t => Reference.Softmax(t[dst], t[src], 0.5f));
        },
        ["vqadd"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.I8, 40)), b = c.Pad(TileShape.Dense(DType.I8, 40)), drain = c.Parameters(DrainDescriptor.Create(Residual()));
            c.Is(new QuantizedAdd(dst, dst, b, drain), t => Reference.QuantizedAdd(t[dst], t[dst], t[b], ResidualMode.Fixed, Residual().ResidualArguments));
        },
        ["vrandom"] = c =>
        {
            DescriptorId dst = c.Pad(TileShape.Dense(DType.F32, 3, 17));
            c.Register(6, -5).Register(7, 9).Register(8, 77).Is(new RandomFill(dst, ProgramBuilder.R(6), ProgramBuilder.R(8)), t => Reference.RandomFill(t[dst], new UInt128(9, unchecked((ulong)-5)), 77));
        },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void UnitInstruction_OnRandomTiles_EqualsReference(string name)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            InstructionCase c = new(7100 + seed);
            Cases[name](c);
            c.Check();
        }
    }

    [Fact]
    public void EveryUnitInstruction_HasACase() => Assert.Empty(
        InstructionSet.All.Where(i => i.Class is not (InstructionClass.Control or InstructionClass.Descriptor)).Select(i => i.Mnemonic).Except(Cases.Keys.Select(k => k.Split(' ')[0])));

    private static TileShape Strided(DType type, long rows, long columns, long stride)
    {
        TileShape shape = TileShape.Dense(type, rows, columns);
        shape.Strides[0] = stride;
        return shape;
    }
}
