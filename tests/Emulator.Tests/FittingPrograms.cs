using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using static AccelEmu.Emulator.Tests.ProgramBuilder;

namespace AccelEmu.Emulator.Tests;

/// <summary>Random programs whose operands fit, so that they get past their first unit instruction; now and then one descriptor is wrong.</summary>
internal static class FittingPrograms
{
    /// <summary>Kinds of instruction that <see cref="Add"/> chooses from.</summary>
    private const int Kinds = 41;

    private const int Sums = 0, A = 1, B = 2, Out = 3, Index = 4, Mask = 5, Integers = 6, Reals = 7, MoreReals = 8, ImageSums = 9, Image = 10, Kernel = 11, Window = 12, DepthKernel = 13, Drain = 14,
        ImageOut = 15, Experts = 16, Offsets = 17, Dram = 18, One = 19, Table = 20, Bytes = 21, Row = 22, Map = 23, Sampled = 24, Coordinates = 25, Scaled = 26, Column = 27, Top = 28, TopAt = 29, Residual = 30,
        Mask2 = 31, Counted = 32, Sparse = 33, Spare = 40, Large = 41, LargeTiles = 12;

    /// <summary>Bytes after which <see cref="Fill"/> repeats itself.</summary>
    private const int Period = 8192;

    /// <summary>
    /// A program of <paramref name="size"/> random instructions in a loop. With <paramref name="largeMoves"/> scratchpads are loaded in large pieces now and then, stored,
    /// partly overwritten, and the run yields.
    /// </summary>
    public static MachineProgram Generate(Random random, int size, bool largeMoves = false)
    {
        ProgramBuilder program = new();
        Operands(program);
        if (random.Next(4) == 0)
        {
            DescriptorField[] fields = [.. DescriptorFields.All];
            program.Emit(new DescriptorSet(D(random.Next(Sparse + 1)), fields[random.Next(fields.Length)], random.Next(-1, 9)));
        }
        if (random.Next(4) == 0)
        {
            Stretch(program, random);
        }
        // Loads of less are always made. One shape, so that all these tiles go together.
        int bytes = (16384 + (random.Next(3) * Period) + (random.Next(4) == 0 ? random.Next(4000) : 0)) & ~63;
        TileShape large = random.Next(3) == 0 ? TileShape.Dense(DType.F32, bytes / 64, 16) : TileShape.Dense(DType.I8, bytes);
        for (int i = 0; largeMoves && i < LargeTiles; i++)
        {
            bool inDram = i % 2 == 0;
            int most = (inDram ? TestMachines.DramBytes : TestMachines.ScratchpadBytes) - bytes;
            int start = random.Next(4) == 0 ? random.Next(most) : random.Next(most / Period) * (inDram || random.Next(2) == 0 ? Period : 0);
            program.Tile(Large + i, inDram ? Space.Dram : Space.Scratchpad, start, large, of: inDram ? -1 : random.Next(-1, 2));
        }
        program.Emit(new LoadImmediate(R(1), 4)).Emit(new LoadImmediate(R(2), BitConverter.SingleToInt32Bits(0.5f))).Emit(new LoadImmediate(R(3), 2));
        program.Emit(new ScalarStore(R(1), Space.Scratchpad, R(0), DType.I32, 4356)).Emit(new ScalarStore(R(2), Space.Scratchpad, R(0), DType.F32, 6400)).Emit(new ScalarLoad(R(4), Space.Scratchpad, R(0), DType.I32, 2048));
        int loop = program.Here();
        program.Emit(new Loop(null, (uint)random.Next(1, 3), new CodeAddress(loop + 1 + size)));
        for (int i = 0; i < size; i++)
        {
            Add(program, random);
            if (largeMoves)
            {
                MoveMuch(program, random);
            }
        }
        return program.Build();
    }

    /// <summary>Bytes that are legal as operands of these programs, wherever a load of whole periods takes them.</summary>
    public static byte[] Fill(Random random, int length)
    {
        byte[] data = new byte[length];
        random.NextBytes(data);
        for (int i = 0; i < length; i++)
        {
            data[i] = i % Period < 2048 || i % 4 == 0 ? (byte)(data[i] & (i % Period < 2048 ? 255 : 3)) : (byte)0;
        }
        return data;
    }

    private static void Operands(ProgramBuilder p)
    {
        TileShape square = TileShape.Dense(DType.I8, 4, 4), image = TileShape.Dense(DType.I8, 1, 2, 2, 4), sparse = square;
        sparse.Format = SparseFormat.Bitmask;
        p.Tile(Sums, Space.Accumulator, 0, TileShape.Dense(DType.I32, 4, 4)).Tile(ImageSums, Space.Accumulator, 256, TileShape.Dense(DType.I32, 1, 2, 2, 4));
        p.Tile(A, Space.Scratchpad, 0, square).Tile(B, Space.Scratchpad, 256, square).Tile(Out, Space.Scratchpad, 512, square).Tile(Dram, Space.Dram, 64, square);
        p.Tile(Image, Space.Scratchpad, 16, image).Tile(Kernel, Space.Scratchpad, 32, TileShape.Dense(DType.I8, 1, 1, 4, 4)).Tile(DepthKernel, Space.Scratchpad, 48, TileShape.Dense(DType.I8, 1, 1, 4)).Tile(ImageOut, Space.Scratchpad, 544, image);
        p.Tile(Index, Space.Scratchpad, 2048, TileShape.Dense(DType.I32, 4)).Tile(Counted, Space.Scratchpad, 2112, TileShape.Dense(DType.U8, 4)).Tile(Mask, Space.Scratchpad, 768, TileShape.Dense(DType.U8, 4)).Tile(Mask2, Space.Scratchpad, 7424, TileShape.Dense(DType.U8, 4, 4));
        p.Tile(Integers, Space.Scratchpad, 1024, TileShape.Dense(DType.I32, 4, 4)).Tile(Reals, Space.Scratchpad, 1280, TileShape.Dense(DType.F32, 4, 4)).Tile(MoreReals, Space.Scratchpad, 1536, TileShape.Dense(DType.F32, 4, 4));
        p.Tile(Experts, Space.Scratchpad, 64, TileShape.Dense(DType.I8, 1, 4, 4)).Tile(Offsets, Space.Scratchpad, 4352, TileShape.Dense(DType.I32, 2)).Tile(One, Space.Scratchpad, 5120, TileShape.Dense(DType.I32, 1));
        p.Tile(Table, Space.Scratchpad, 5376, TileShape.Dense(DType.I8, 256)).Tile(Bytes, Space.Scratchpad, 5632, TileShape.Dense(DType.U8, 4, 4)).Tile(Row, Space.Scratchpad, 5888, TileShape.Dense(DType.I32, 4));
        p.Tile(Map, Space.Scratchpad, 1280, TileShape.Dense(DType.F32, 1, 4, 4, 1)).Tile(Sampled, Space.Scratchpad, 6144, TileShape.Dense(DType.F32, 1, 2, 1)).Tile(Coordinates, Space.Scratchpad, 1536, TileShape.Dense(DType.F32, 1, 2, 2));
        Descriptor scaled = TileDescriptor.Create(Space.Scratchpad, 528, 16, 0, square);
        scaled[DescriptorField.TileScales] = 6400;
        p.Set(Scaled, scaled).Tile(Column, Space.Scratchpad, 6656, TileShape.Dense(DType.F32, 4, 1)).Tile(Top, Space.Scratchpad, 6912, TileShape.Dense(DType.I8, 4, 2)).Tile(TopAt, Space.Scratchpad, 7168, TileShape.Dense(DType.I32, 4, 2));
        Descriptor packed = TileDescriptor.Create(Space.Scratchpad, 7680, 64, 0, sparse);
        packed[DescriptorField.TileMetadata] = 7744;
        packed[DescriptorField.TileMetadataExtent] = 16;
        p.Set(Sparse, packed).Set(Window, ConvDescriptor.Create(ConvGeometry.Unit));
        p.Set(Drain, DrainDescriptor.Create(DrainDescriptor.None with { Mode = RequantMode.FixedSingle, Multiplier = 1 << 30, Shift = -1 })).Set(Residual, DrainDescriptor.Create(InstructionTests.Residual()));
    }

    /// <summary>Tiles that go together become nothing in one dimension, or immense in one of stride 0: both fit in any buffer.</summary>
    private static void Stretch(ProgramBuilder p, Random random)
    {
        int dimension = random.Next(2);
        long extent = random.Next(2) == 0 ? 0 : 1L << random.Next(20, 40), other = random.Next(2) == 0 ? 0 : 1L << random.Next(20, 40);
        foreach (int tile in (int[])[Sums, A, B, Out, Integers, Reals, MoreReals, Dram, Bytes, Mask2, Scaled])
        {
            p.Emit(new DescriptorSet(D(tile), Field(DescriptorField.TileDim0, dimension), extent)).Emit(new DescriptorSet(D(tile), Field(DescriptorField.TileStride0, dimension), 0));
            if (extent == 0 || random.Next(8) == 0)
            {
                p.Emit(new DescriptorSet(D(tile), Field(DescriptorField.TileDim0, 1 - dimension), other));
            }
        }
        if (random.Next(2) == 0)
        {
            foreach (int tile in (int[])[Image, ImageOut, ImageSums])
            {
                p.Emit(new DescriptorSet(D(tile), Field(DescriptorField.TileDim0, random.Next(4)), 0)).Emit(new DescriptorSet(D(tile), Field(DescriptorField.TileDim0, random.Next(4)), other));
            }
            foreach (int tile in (int[])[Index, Row, Mask, Counted, Table, Map, Sampled, Coordinates, Column, Top, TopAt])
            {
                p.Emit(new DescriptorSet(D(tile), Field(DescriptorField.TileDim0, random.Next(2)), random.Next(3) == 0 ? 0 : extent)).Emit(new DescriptorSet(D(tile), Field(DescriptorField.TileStride0, random.Next(2)), 0));
            }
        }
    }

    private static void MoveMuch(ProgramBuilder p, Random random)
    {
        DescriptorId dram = D(Large + (2 * random.Next(LargeTiles / 2))), pad = D(Large + 1 + (2 * random.Next(LargeTiles / 2)));
        _ = random.Next(12) switch
        {
            0 or 1 or 2 or 3 => p.Emit(new Move(pad, dram)),
            4 => p.Emit(new Move(pad, dram, D(One))),
            5 => p.Emit(new Move(dram, pad)),
            6 when random.Next(4) == 0 => p.Emit(new Move(pad, D(Large + 1 + (2 * random.Next(LargeTiles / 2))))),
            7 => p.Emit(new ScalarStore(R(1), (Space)random.Next(2), R(0), DType.I32, 4 * random.Next(Period))),
            8 => p.Emit(new ScalarLoad(R(10), Space.Scratchpad, R(0), DType.I64, random.Next(Period))),
            9 => p.Emit(new Yield(3, null)),
            _ => p,
        };
    }

    private static DescriptorField Field(DescriptorField first, int dimension) => (DescriptorField)((int)first + dimension);

    private static void Add(ProgramBuilder p, Random random)
    {
        T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
        bool flag = random.Next(2) == 0;
        (SumsDisposition how, DescriptorId? drain) = flag ? (SumsDisposition.Drain, D(Drain)) : (SumsDisposition.Keep, (DescriptorId?)null);
        DescriptorId? o = flag ? D(Out) : null, io = flag ? D(ImageOut) : null;
        _ = random.Next(Kinds) switch
        {
            0 => p.Emit(new MatMul(D(Sums), D(A), D(B), how, random.Next(2) == 0, o, drain)),
            1 => p.Emit(new Conv(D(ImageSums), D(Image), D(Kernel), D(Window), how, random.Next(2) == 0, io, drain)),
            2 => p.Emit(new DepthwiseConv(D(ImageSums), D(Image), D(DepthKernel), D(Window), how, random.Next(2) == 0, io, drain)),
            3 => p.Emit(new GroupedMatMul(D(Sums), D(A), D(Experts), D(Offsets), null, how, random.Next(2) == 0, o, drain)),
            4 => p.Emit(new DrainSums(D(Sums), D(Out), D(Drain))),
            5 => p.Emit(new ConfigureArray(flag ? 16u : 8, flag ? 16u : 32, Any<Dataflow>())),
            6 => p.Emit(new Move(D(Out), D(flag ? Dram : Sparse))),
            7 => p.Emit(new Move(D(flag ? Sparse : Dram), D(A), flag ? D(One) : null)),
            8 => p.Emit(new Gather(D(Out), D(A), D(Index), Any<IndexPolicy>())),
            9 => p.Emit(new Scatter(D(Out), D(A), D(Index), Any<IndexPolicy>())),
            10 => p.Emit(new ScatterAdd(D(Reals), D(MoreReals), D(Index), Any<IndexPolicy>())),
            11 => p.Emit(flag ? new Unary(UnaryOperation.Neg, D(Out), D(A)) : new Unary(Any<UnaryOperation>(), D(Reals), D(MoreReals))),
            12 => p.Emit(flag ? new Binary(Any<BinaryOperation>(), D(Out), D(A), D(B)) : new Binary(Any<BinaryOperation>(), D(Reals), D(Reals), D(MoreReals))),
            13 => p.Emit(new Compare(Any<Comparison>(), D(Mask2), D(flag ? A : Reals), D(flag ? B : MoreReals))),
            14 => p.Emit(new Select(D(Out), D(Mask2), D(A), D(B))),
            15 => p.Emit(new Reduce(Any<Reduction>(), D(Column), D(Reals), 1, flag)),
            16 => p.Emit(new Scan(D(Row), D(Index), flag)),
            17 => p.Emit(new Histogram(D(Row), D(Counted))),
            18 => p.Emit(new TopK(D(Top), D(TopAt), D(A), flag)),
            19 => p.Emit(new Compact(D(Row), D(Mask), D(One))),
            20 => p.Emit(new Sample(D(Sampled), D(Map), D(Coordinates), Any<SampleMode>())),
            21 => p.Emit(new Lookup(D(Out), D(Bytes), D(Table))),
            22 => p.Emit(new Isa.Requantize(D(Out), D(Integers), D(Drain))),
            23 => p.Emit(new Isa.Convert(D(Integers), D(Reals))),
            24 => p.Emit(new Quantize(D(Scaled), D(Reals), flag)),
            25 => p.Emit(new Dequantize(D(Reals), D(Scaled))),
            26 => p.Emit(new Pool(Any<Pooling>(), D(ImageOut), D(Image), D(Window))),
            27 => p.Emit(new Softmax(D(Reals), D(MoreReals), flag ? R(2) : null)),
            28 => p.Emit(new QuantizedAdd(D(Out), D(A), D(B), D(Residual))),
            29 => p.Emit(new RandomFill(D(flag ? Reals : Integers), R(5), R(7))),
            30 => p.Emit(new Fill(D(flag ? Out : Reals), flag ? R(1) : null, flag ? 0 : BitConverter.SingleToInt32Bits(1.5f))),
            31 => p.Emit(new DescriptorCopy(D(Spare), D(A))),
            32 => p.Emit(new DescriptorSlice(D(Spare), D(B), (uint)random.Next(2), R(3), R(3))),
            33 => p.Emit(new DescriptorTranspose(D(Spare), D(A), 1, 0, 2, 3, 4)),
            34 => p.Emit(new DescriptorReshape(D(Spare), D(A), D(ImageOut))),
            35 => p.Emit(new DescriptorGet(R(9), D(A), DescriptorField.TileBase)),
            36 => p.Emit(new DescriptorSetRegister(D(A), DescriptorField.TileBase, R(0))),
            37 => p.Emit(new DescriptorAddRegister(D(A), DescriptorField.TileOffset, R(0))),
            38 => p.Emit(new ScalarLoad(R(10 + random.Next(4)), Any<Space>(), R(1), (DType)random.Next(8), random.Next(64))),
            39 => p.Emit(new DescriptorAdd(D(A), DescriptorField.TileOffset, 0)),
            _ => p.Emit(new DescriptorSet(D(Spare), DescriptorField.TileZeroPoint, 1)),
        };
    }
}
