using System;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Reads the unit instructions of a <see cref="CoreTrace"/>; buffers of the record are reused.</summary>
public struct UnitReader
{
    private readonly ByteLog log;
    private int position;

    internal UnitReader(ByteLog log) => this.log = log;

    /// <summary>Reads the next unit instruction into <paramref name="record"/>; false at the end.</summary>
    /// <exception cref="IsaException">The bytes are not a trace.</exception>
    public bool TryRead(UnitRecord record)
    {
        if (position >= log.Length)
        {
            return false;
        }
        ByteCursor cursor = new(log.Span) { Position = position };
        if (cursor.Byte() != CoreTrace.UnitTag)
        {
            throw IsaException.At("trace.corrupt", "trace", "tag", $"{log.Span[position]}", "0: a unit instruction");
        }
        int pc = cursor.Bounded("pc", CodeAddress.Max);
        byte unit = cursor.Byte();
        if (unit >> 3 > (int)UnitKind.Vector)
        {
            throw IsaException.At("trace.corrupt", "trace", "unit", $"{unit}", "0..39");
        }
        record.Begin(pc, new UnitId((UnitKind)(unit >> 3), (byte)(unit & 7)));
        while (!cursor.AtEnd && cursor.Peek() != CoreTrace.UnitTag)
        {
            byte tag = cursor.Byte();
            if (tag == CoreTrace.TileTag)
            {
                record.Add(ReadTile(ref cursor));
            }
            else if (tag == CoreTrace.ObservationTag)
            {
                ObservationKind kind = (ObservationKind)cursor.Byte();
                record.Add(new Observation(
                    SnakeCase.IsDefined(kind) ? kind : throw IsaException.At("trace.corrupt", "trace", "observation", $"{(byte)kind}", "a defined kind"),
                    cursor.Signed()));
            }
            else
            {
                throw IsaException.At("trace.corrupt", "trace", "tag", $"{tag}", "0..2");
            }
        }
        position = cursor.Position;
        return true;
    }

    private static TileSummary ReadTile(ref ByteCursor cursor)
    {
        byte packed = cursor.Byte();
        TileShape shape = new()
        {
            Format = (SparseFormat)((packed >> 5) & 1),
            Layout = (Layout)((packed >> 3) & 3),
            Rank = packed & 7,
            Type = (DType)cursor.Byte(),
        };
        if (packed >> 6 > (int)Space.Accumulator || shape.Layout > Layout.PanelSums || shape.Rank > 5 || !SnakeCase.IsDefined(shape.Type))
        {
            throw IsaException.At("trace.corrupt", "trace", "tile", $"0x{packed:x2} {(byte)shape.Type}", "a defined space, layout, rank and dtype");
        }
        int core = cursor.Bounded("core", int.MaxValue);
        long address = (long)cursor.Unsigned();
        for (int d = 0; d < shape.Rank; d++)
        {
            shape.Dims[d] = (long)cursor.Unsigned();
            shape.Strides[d] = (long)cursor.Unsigned();
        }
        return new TileSummary((Space)(packed >> 6), core, address, shape);
    }
}

/// <summary>One unit instruction of a trace: where, on which unit, its tiles and observations.</summary>
public sealed class UnitRecord
{
    private TileSummary[] tiles = new TileSummary[4];
    private Observation[] observations = new Observation[4];
    private int tileCount;
    private int observationCount;

    /// <summary>Position of the instruction.</summary>
    public int ProgramCounter { get; private set; }

    /// <summary>Unit that executed it.</summary>
    public UnitId Unit { get; private set; }

    /// <summary>Operand tiles in operand order; valid until the next read.</summary>
    public ReadOnlySpan<TileSummary> Tiles => tiles.AsSpan(0, tileCount);

    /// <summary>Value-dependent figures; valid until the next read.</summary>
    public ReadOnlySpan<Observation> Observations => observations.AsSpan(0, observationCount);

    internal void Begin(int programCounter, UnitId unit)
    {
        ProgramCounter = programCounter;
        Unit = unit;
        tileCount = 0;
        observationCount = 0;
    }

    internal void Add(in TileSummary tile)
    {
        if (tileCount == tiles.Length)
        {
            Array.Resize(ref tiles, tileCount * 2);
        }
        tiles[tileCount++] = tile;
    }

    internal void Add(Observation observation)
    {
        if (observationCount == observations.Length)
        {
            Array.Resize(ref observations, observationCount * 2);
        }
        observations[observationCount++] = observation;
    }
}
