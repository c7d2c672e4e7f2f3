using System;
using System.Runtime.InteropServices;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator.Tests;

/// <summary>Matrix instructions and their drains.</summary>
public sealed partial class InstructionTests
{
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
        Bias32 = MemoryMarshal.Cast<byte, int>(t[c.Bias].Data),
        Multipliers = new int[] { 1 << 30 },
        Shifts = new int[] { -8 },
        OutputZeroPoint = -3,
        ClampMin = -100,
        ClampMax = 90,
    };

    internal static DrainDescriptor Residual()
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
