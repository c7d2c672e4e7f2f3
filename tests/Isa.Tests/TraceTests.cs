using System;
using System.IO;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class TraceTests
{
    internal static RetireTrace Sample()
    {
        RetireTrace trace = new(TraceLevel.L1, 2);
        foreach (long value in new[] { 0, -1, 5, long.MinValue, long.MaxValue })
        {
            trace.Cores[0].Scalar(value);
        }
        trace.Cores[0].Decide(100, 3);
        trace.Cores[0].Decide(3, 1 << 20);
        trace.Cores[1].BeginUnit(7, new UnitId(UnitKind.Vector, 1));
        trace.Cores[1].AddTile(new TileSummary(Space.Dram, 0, 1L << 39, TileShape.Dense(DType.F32, 4, 5)));
        trace.Cores[1].AddTile(new TileSummary(Space.Accumulator, 3, 8, TileShape.Panels(DType.I4, true, 32, 17)));
        trace.Cores[1].Observe(ObservationKind.CompactCount, 12);
        trace.Cores[1].Observe(ObservationKind.GroupRows, 0);
        trace.Cores[1].BeginUnit(8, new UnitId(UnitKind.Load, 0));
        return trace;
    }

    [Fact]
    public void SaveAndLoad_GiveBackEveryRecord()
    {
        RetireTrace trace = RetireTrace.Load(Sample().Save());
        Assert.Equal(TraceLevel.L1, trace.Level);
        ScalarReader scalars = trace.Cores[0].ReadScalars();
        foreach (long value in new[] { 0, -1, 5, long.MinValue, long.MaxValue })
        {
            Assert.True(scalars.TryRead(out long read));
            Assert.Equal(value, read);
        }
        Assert.False(scalars.TryRead(out _));
        OutcomeReader outcomes = trace.Cores[0].ReadOutcomes();
        Assert.True(outcomes.TryRead(out Outcome first));
        Assert.True(outcomes.TryRead(out Outcome second));
        Assert.False(outcomes.TryRead(out _));
        Assert.Equal((new Outcome(100, 3), new Outcome(3, 1 << 20)), (first, second));
        UnitReader units = trace.Cores[1].ReadUnits();
        UnitRecord record = new();
        Assert.True(units.TryRead(record));
        Assert.Equal((7, "vx1", 2, 2), (record.ProgramCounter, record.Unit.ToString(), record.Tiles.Length, record.Observations.Length));
        Assert.Equal((Space.Dram, 1L << 39, 5L, 20L), (record.Tiles[0].Space, record.Tiles[0].Address, record.Tiles[0].Shape.Dims[1], record.Tiles[0].Shape.Strides[0]));
        Assert.Equal((3, Layout.PanelSums, DType.I4), (record.Tiles[1].Core, record.Tiles[1].Shape.Layout, record.Tiles[1].Shape.Type));
        Assert.Equal(new Observation(ObservationKind.CompactCount, 12), record.Observations[0]);
        Assert.True(units.TryRead(record));
        Assert.Equal((8, 0, 0), (record.ProgramCounter, record.Tiles.Length, record.Observations.Length));
        Assert.False(units.TryRead(record));
    }

    [Fact]
    public void Text_HasALineForEachRecord()
    {
        StringWriter text = new() { NewLine = "\n" };
        Sample().WriteText(text);
        Assert.Contains("  vx1 7 dram+0x8000000000:f32[4,5] accumulator@3+0x8:i4[32,17]panel_sums compact_count=12 group_rows=0\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("  decide 100 -> 3\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void File_TruncatedAnywhere_IsATypedError()
    {
        byte[] file = Sample().Save();
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<IsaException>(() => RetireTrace.Load(file.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Crc32_OfTheCheckString_IsTheStandardValue() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Fact]
    public void Clear_ForgetsEverything()
    {
        RetireTrace trace = Sample();
        trace.Cores[0].Clear();
        Assert.Equal(0, trace.Cores[0].Bytes);
        Assert.False(trace.Cores[0].ReadScalars().TryRead(out _));
    }
}
