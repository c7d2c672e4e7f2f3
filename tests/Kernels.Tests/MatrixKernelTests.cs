using System;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

public sealed class MatrixKernelTests
{
    private static readonly MatrixCase.Types[] AllTypes =
    [
        new(DType.U8, DType.I8, DType.I32, Layout.PanelSums),
        new(DType.U8, DType.I8, DType.I32, Layout.Panel),
        new(DType.I8, DType.I8, DType.I32, Layout.PanelSums),
        new(DType.I8, DType.I8, DType.I32, Layout.Plain),
        new(DType.U8, DType.U8, DType.I32, Layout.PanelSums),
        new(DType.U8, DType.U8, DType.I32, Layout.Panel),
        new(DType.I8, DType.U8, DType.I32, Layout.Plain),
        new(DType.I16, DType.I16, DType.I32, Layout.Panel),
        new(DType.I16, DType.I16, DType.I32, Layout.Plain),
        new(DType.I16, DType.I8, DType.I64, Layout.Panel),
        new(DType.F32, DType.F32, DType.F32, Layout.Panel),
        new(DType.F32, DType.F32, DType.F32, Layout.Plain),
    ];

    private static readonly DType[] Outputs = [DType.I8, DType.U8, DType.I16, DType.I32, DType.F32];

    [Fact]
    public void MatMul_EveryTypeAndLayout_EqualsReference()
    {
        Random random = new(2);
        using MatrixCase run = new();
        foreach (MatrixCase.Types types in AllTypes)
        {
            for (int i = 0; i < 40; i++)
            {
                run.MatMul(random, types, random.Next(1, 60), random.Next(1, 140), random.Next(1, 140), null);
            }
        }
    }

    [Fact]
    public void MatMulDrain_EveryTypeAndOutput_EqualsReference()
    {
        Random random = new(3);
        using MatrixCase run = new();
        foreach (MatrixCase.Types types in AllTypes)
        {
            for (int i = 0; i < 80; i++)
            {
                run.MatMul(random, types, random.Next(1, 40), random.Next(1, 100), random.Next(1, 70), types.Sums == DType.I64 ? DType.I16 : Outputs[i % Outputs.Length]);
            }
        }
    }

    [Fact]
    public void Drain_EveryOutput_EqualsReference()
    {
        Random random = new(4);
        using MatrixCase run = new();
        for (int i = 0; i < 1500; i++)
        {
            run.Drain(random, i % 3 == 0 ? DType.F32 : DType.I32, Outputs[i % Outputs.Length], random.Next(1, 12), random.Next(1, 150));
        }
    }

    [Theory]
    [InlineData(RequantMode.FixedSingle, ShiftRounding.Floor, -31, 30)]
    [InlineData(RequantMode.FixedDouble, ShiftRounding.Floor, -31, 30)]
    [InlineData(RequantMode.Fixed16, ShiftRounding.Floor, -31, 14)]
    [InlineData(RequantMode.MulAddShift, ShiftRounding.Floor, 0, 62)]
    [InlineData(RequantMode.Shift, ShiftRounding.Floor, 0, 62)]
    [InlineData(RequantMode.Shift, ShiftRounding.HalfUp, 0, 62)]
    public void Drain_EveryShiftOfAMode_EqualsReferenceWithoutIt(RequantMode mode, ShiftRounding rounding, int first, int last)
    {
        Random random = new(8);
        TileShape sums = TileShape.Dense(DType.I32, 3, 40), to = TileShape.Dense(DType.I16, 3, 40);
        byte[] x = new byte[sums.SpanBytes()], expected = new byte[to.SpanBytes()], actual = new byte[to.SpanBytes()];
        int[] multipliers = new int[40], shifts = new int[40], addends = new int[40];
        for (int shift = first; shift <= last; shift++)
        {
            random.NextBytes(x);
            for (int i = 0; i < 40; i++)
            {
                multipliers[i] = i == 0 ? int.MaxValue : random.Next(int.MinValue + 1, int.MaxValue) >> random.Next(24);
                shifts[i] = i % 2 == 0 ? shift : random.Next(first, last + 1);
                addends[i] = random.Next(int.MinValue, int.MaxValue);
            }
            Run(new KernelOptions(KernelTier.Reference, 1), expected);
            foreach (KernelTier tier in MatrixCase.Tiers(large: false))
            {
                long before = ReferencePath.Taken;
                Run(new KernelOptions(tier, 1), actual);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{tier} {mode} shift {shift}");
                Assert.Equal(before, ReferencePath.Taken);
            }
        }

        void Run(KernelOptions options, byte[] y) => MatrixKernels.Drain(
            options,
            new Tile(y, to),
            new Tile(x, sums),
            new DrainArguments { Mode = mode, Rounding = rounding, Multipliers = multipliers, Shifts = shifts, Addends = addends, OutputZeroPoint = 5, ClampMin = int.MinValue, ClampMax = 32000 });
    }

    [Fact]
    public void Conv_RandomGeometry_EqualsReference()
    {
        Random random = new(5);
        using MatrixCase run = new();
        int[] channels = [1, 2, 3, 4, 8, 15, 16, 17, 24, 32, 48];
        for (int i = 0; i < 1500; i++)
        {
            MatrixCase.Types types = AllTypes[i % AllTypes.Length];
            ConvGeometry geometry = ConvGeometry.Unit;
            geometry.Groups = random.Next(4) == 0 ? random.Next(2, 4) : 1;
            geometry.StrideH = random.Next(1, 4);
            geometry.StrideW = random.Next(1, 4);
            geometry.DilationH = random.Next(3) == 0 ? 2 : 1;
            geometry.DilationW = random.Next(3) == 0 ? 2 : 1;
            geometry.PadTop = random.Next(3);
            geometry.PadBottom = random.Next(3);
            geometry.PadLeft = random.Next(3);
            geometry.PadRight = random.Next(3);
            if (random.Next(10) == 0)
            {
                geometry.InputDilationH = 2;
            }
            int kernelRows = random.Next(1, 5);
            int kernelColumns = random.Next(1, 5);
            if (random.Next(4) == 0)
            {
                (kernelRows, kernelColumns) = (1, 1);
                (geometry.PadTop, geometry.PadBottom, geometry.PadLeft, geometry.PadRight) = (0, 0, 0, 0);
                (geometry.StrideH, geometry.StrideW) = random.Next(2) == 0 ? (1, 1) : (2, 2);
            }
            TileShape input = MatrixCase.Strided(random, types.Left, random.Next(1, 3), random.Next(1, 9), random.Next(1, 9), channels[random.Next(channels.Length)] * geometry.Groups);
            DType? drained = random.Next(2) == 0 ? null : types.Sums == DType.I64 ? DType.I16 : Outputs[random.Next(Outputs.Length)];
            run.Conv(random, types, input, geometry, kernelRows, kernelColumns, random.Next(1, 40) * geometry.Groups, drained);
        }
    }

    [Theory]
    [InlineData(DType.U8, DType.I8)]
    [InlineData(DType.I8, DType.U8)]
    public void BitmaskWeights_EveryDensity_EqualReferenceWithoutIt(DType left, DType right)
    {
        Random random = new(6);
        using GuardedMemory values = new(1 << 14), bits = new(1 << 12);
        for (int i = 0; i < 200; i++)
        {
            bool conv = random.Next(2) == 0;
            int m = random.Next(1, 20), n = random.Next(1, 80), k = random.Next(1, 60), taps = conv ? random.Next(1, 3) : 1;
            long[] dims = conv ? [taps, 1, k, n] : [k, n];
            TileShape a = conv ? TileShape.Dense(left, 1, m + taps - 1, 1, k) : TileShape.Dense(left, m, k), c = conv ? TileShape.Dense(DType.I32, 1, m, 1, n) : TileShape.Dense(DType.I32, m, n);
            TileShape plain = TileShape.Dense(right, dims), b = plain with { Format = SparseFormat.Bitmask, ZeroPoint = Randomness.ZeroPoint(random, right) };
            a.ZeroPoint = Randomness.ZeroPoint(random, left);
            byte[] x = new byte[a.SpanBytes()], w = new byte[plain.SpanBytes()], packed = new byte[w.Length], mask = new byte[BitmaskFormat.MetadataBytes(b)];
            random.NextBytes(x);
            random.NextBytes(w);
            double density = random.NextDouble();
            for (int j = 0; j < w.Length; j++)
            {
                w[j] = random.NextDouble() < density ? w[j] : (byte)b.ZeroPoint;
            }
            long stored = Reference.Move(new Tile(packed, b) { Metadata = mask }, new Tile(w, plain));
            packed.AsSpan(0, (int)stored).CopyTo(values.Take(stored));
            mask.CopyTo(bits.Take(mask.Length));
            byte[] expected = new byte[c.SpanBytes()];
            Run(new KernelOptions(KernelTier.Reference, 1), expected);
            foreach (KernelTier tier in MatrixCase.Tiers(large: false))
            {
                byte[] actual = new byte[expected.Length];
                long before = ReferencePath.Taken;
                Run(new KernelOptions(tier, 1), actual);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{tier} conv {conv} {m} x {n} x {k}, {stored} stored");
                Assert.Equal(before, ReferencePath.Taken);
            }

            void Run(KernelOptions options, byte[] y)
            {
                Tile weights = new(values, b) { Metadata = bits };
                if (conv)
                {
                    MatrixKernels.Conv(options, new Tile(y, c), new Tile(x, a), weights, ConvGeometry.Unit, accumulate: false);
                }
                else
                {
                    MatrixKernels.MatMul(options, new Tile(y, c), new Tile(x, a), weights, accumulate: false);
                }
            }
        }
    }
}
