using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Emulator.Tests;

/// <summary>Every unit instruction on random tiles against the reference: results, and nothing else, on every tier and thread count.</summary>
public sealed class InstructionTests
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

    private static void MatMul(InstructionCase c, bool accumulate, bool drains, DType type)
    {
        int m = c.Random.Next(1, 9), k = c.Random.Next(1, 40), n = c.Random.Next(1, 40);
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(type.IsFloat() ? DType.F32 : DType.I32, m, n)), a = c.Pad(TileShape.Dense(type, m, k)), b = c.Pad(TileShape.Panels(type, false, k, n));
        DescriptorId packed = c.Pad(TileShape.Dense(type, k, n));
        CaseTiles initial = c.On(c.Images);
        Reference.Move(initial[b], initial[packed]);
        Product(c, sums, drains, n, (output, drain) => c.Is(
            new MatMul(sums, a, b, drains ? SumsDisposition.Drain : SumsDisposition.Keep, accumulate, output, drain),
            t =>
            {
                Reference.MatMul(t[sums], t[a], t[b], accumulate);
                DrainIf(c, t, drains, sums, output);
            }));
    }

    private static void Conv(InstructionCase c, bool accumulate, bool drains)
    {
        ConvGeometry geometry = ConvGeometry.Unit with { PadTop = 1, PadLeft = 1, StrideW = 2, DilationH = 2 };
        long rows = geometry.OutputRows(7, 3), columns = geometry.OutputColumns(6, 3);
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(DType.I32, 1, rows, columns, 9));
        DescriptorId x = c.Pad(TileShape.Dense(DType.U8, 1, 7, 6, 5)), w = c.Pad(TileShape.Dense(DType.I8, 3, 3, 5, 9)), parameters = c.Parameters(ConvDescriptor.Create(geometry));
        c.With(x, DescriptorField.TileZeroPoint, 12);
        Product(c, sums, drains, 9, (output, drain) => c.Is(
            new Conv(sums, x, w, parameters, drains ? SumsDisposition.Drain : SumsDisposition.Keep, accumulate, output, drain),
            t =>
            {
                TileShape shape = t[x].Shape;
                shape.ZeroPoint = 12;
                Reference.Conv(t[sums], new Tile(t[x].Data, shape), t[w], geometry, accumulate);
                DrainIf(c, t, drains, sums, output);
            }));
    }

    private static void Depthwise(InstructionCase c, bool drains)
    {
        ConvGeometry geometry = ConvGeometry.Unit with { PadTop = 1, PadBottom = 1 };
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(DType.I32, 1, 5, 4, 8));
        DescriptorId x = c.Pad(TileShape.Dense(DType.I8, 1, 5, 6, 4)), w = c.Pad(TileShape.Dense(DType.I8, 3, 3, 8)), parameters = c.Parameters(ConvDescriptor.Create(geometry));
        Product(c, sums, drains, 8, (output, drain) => c.Is(
            new DepthwiseConv(sums, x, w, parameters, drains ? SumsDisposition.Drain : SumsDisposition.Keep, false, output, drain),
            t =>
            {
                Reference.DepthwiseConv(t[sums], t[x], t[w], geometry, false, false);
                DrainIf(c, t, drains, sums, output);
            }));
    }

    private static void Grouped(InstructionCase c, bool drains)
    {
        DescriptorId sums = c.Tile(Space.Accumulator, TileShape.Dense(DType.I32, 7, 10)), a = c.Pad(TileShape.Dense(DType.I8, 7, 12)), b = c.Pad(TileShape.Dense(DType.I8, 3, 12, 10));
        DescriptorId offsets = c.Pad(TileShape.Dense(DType.I32, 5)), experts = c.Pad(TileShape.Dense(DType.I32, 4));
        c.Put(offsets, 0, 2, 2, 6, 7);
        c.Put(experts, 2, 0, 1, 2);
        Product(c, sums, drains, 10, (output, drain) => c.Is(
            new GroupedMatMul(sums, a, b, offsets, experts, drains ? SumsDisposition.Drain : SumsDisposition.Keep, false, output, drain),
            t =>
            {
                Reference.GroupedMatMul(t[sums], t[a], t[b], [0, 2, 2, 6, 7], [2, 0, 1, 2], false);
                DrainIf(c, t, drains, sums, output);
            }));
    }

    private static void Product(InstructionCase c, DescriptorId sums, bool drains, int channels, Action<DescriptorId?, DescriptorId?> emit)
    {
        if (!drains)
        {
            emit(null, null);
            return;
        }
        TileShape shape = c.On(c.Images)[sums].Shape;
        DescriptorId output = c.Pad(TileShape.Dense(DType.I8, ((ReadOnlySpan<long>)shape.Dims)[..shape.Rank]));
        emit(output, Drain(c, channels));
    }

    private static void DrainIf(InstructionCase c, CaseTiles t, bool drains, DescriptorId sums, DescriptorId? output)
    {
        if (drains)
        {
            Reference.Drain(t[output!.Value], t[sums], Arguments(c, t));
            Zero(t[sums]);
        }
    }

    private static void Zero(Tile sums) => Reference.Fill(sums, 0);

    private static DescriptorId Drain(InstructionCase c, int channels)
    {
        c.Bias = c.Pad(TileShape.Dense(DType.I32, channels));
        DrainDescriptor drain = DrainDescriptor.None with
        {
            Mode = RequantMode.FixedSingle,
            PerChannel = true,
            ParameterSpace = Space.Scratchpad,
            Bias = c.Address(c.Bias),
            Multiplier = 1 << 30,
            Shift = -8,
            OutputZeroPoint = -3,
            ClampMin = -100,
            ClampMax = 90,
        };
        return c.Parameters(DrainDescriptor.Create(drain));
    }

    private static DrainArguments Arguments(InstructionCase c, CaseTiles t) => new()
    {
        Mode = RequantMode.FixedSingle,
        Bias32 = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(t[c.Bias].Data),
        Multipliers = new int[] { 1 << 30 },
        Shifts = new int[] { -8 },
        OutputZeroPoint = -3,
        ClampMin = -100,
        ClampMax = 90,
    };

    private static DrainDescriptor Residual()
    {
        DrainDescriptor drain = DrainDescriptor.None with { ResidualMode = ResidualMode.Fixed, Residual = 0 };
        drain.ResidualArguments = drain.ResidualArguments with
        {
            LeftShift = 20,
            ZeroPointA = 3,
            ZeroPointB = -4,
            MultiplierA = 1 << 30,
            MultiplierB = 1 << 29,
            MultiplierOut = 1 << 30,
            ShiftOut = -18,
            ZeroPointOut = 5,
        };
        return drain;
    }
}
