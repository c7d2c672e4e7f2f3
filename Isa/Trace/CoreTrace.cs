using System;

namespace AccelEmu.Isa;

/// <summary>
/// What one core's run has recorded, packed as variable-length integers while it runs. Recording: <see cref="Scalar"/> and <see cref="Decide"/> (L0); for each unit
/// instruction <see cref="BeginUnit"/>, then its tiles in operand order, then its observations (L1). Reading: <see cref="ReadScalars"/>, <see cref="ReadOutcomes"/>,
/// <see cref="ReadUnits"/>.
/// </summary>
public sealed class CoreTrace
{
    internal const byte UnitTag = 0;
    internal const byte TileTag = 1;
    internal const byte ObservationTag = 2;

    internal CoreTrace(ByteLog scalars, ByteLog outcomes, ByteLog units)
    {
        Scalars = scalars;
        Outcomes = outcomes;
        Units = units;
    }

    /// <summary>An empty trace.</summary>
    public CoreTrace() : this(new ByteLog(), new ByteLog(), new ByteLog()) { }

    internal ByteLog Scalars { get; }

    internal ByteLog Outcomes { get; }

    internal ByteLog Units { get; }

    /// <summary>Bytes the trace takes in memory.</summary>
    public long Bytes => (long)Scalars.Length + Outcomes.Length + Units.Length;

    /// <summary>Records a value that <c>ld</c> has read.</summary>
    public void Scalar(long value) => Scalars.Signed(value);

    /// <summary>Records where a branch or dispatch went.</summary>
    public void Decide(int programCounter, int target)
    {
        Outcomes.Unsigned((uint)programCounter);
        Outcomes.Signed(target - (long)programCounter);
    }

    /// <summary>Begins the record of a unit instruction.</summary>
    public void BeginUnit(int programCounter, UnitId unit)
    {
        Units.Byte(UnitTag);
        Units.Unsigned((uint)programCounter);
        Units.Byte((byte)(((int)unit.Kind << 3) | unit.Instance));
    }

    /// <summary>Adds an operand tile to the unit instruction begun last.</summary>
    public void AddTile(in TileSummary tile)
    {
        Units.Byte(TileTag);
        Units.Byte((byte)(((int)tile.Space << 6) | ((int)tile.Shape.Format << 5) | ((int)tile.Shape.Layout << 3) | tile.Shape.Rank));
        Units.Byte((byte)tile.Shape.Type);
        Units.Unsigned((uint)tile.Core);
        Units.Unsigned((ulong)tile.Address);
        for (int d = 0; d < tile.Shape.Rank; d++)
        {
            Units.Unsigned((ulong)tile.Shape.Dims[d]);
            Units.Unsigned((ulong)tile.Shape.Strides[d]);
        }
    }

    /// <summary>Adds a value-dependent figure to the unit instruction begun last.</summary>
    public void Observe(ObservationKind kind, long value)
    {
        Units.Byte(ObservationTag);
        Units.Byte((byte)kind);
        Units.Signed(value);
    }

    /// <summary>Forgets everything; buffers stay for the next run.</summary>
    public void Clear()
    {
        Scalars.Clear();
        Outcomes.Clear();
        Units.Clear();
    }

    /// <summary>Reads the scalars in order; <c>while (reader.TryRead(out long value))</c>.</summary>
    public ScalarReader ReadScalars() => new(Scalars);

    /// <summary>Reads the outcomes in order.</summary>
    public OutcomeReader ReadOutcomes() => new(Outcomes);

    /// <summary>Reads the unit instructions in order.</summary>
    public UnitReader ReadUnits() => new(Units);
}

/// <summary>Reads the scalars of a <see cref="CoreTrace"/>; keeps its place, so that it can live in a host.</summary>
public struct ScalarReader
{
    private readonly ByteLog log;
    private int position;

    internal ScalarReader(ByteLog log) => this.log = log;

    /// <summary>The next scalar; false at the end.</summary>
    public bool TryRead(out long value)
    {
        if (position >= log.Length)
        {
            value = 0;
            return false;
        }
        ByteCursor cursor = new(log.Span) { Position = position };
        value = cursor.Signed();
        position = cursor.Position;
        return true;
    }
}

/// <summary>Reads the outcomes of a <see cref="CoreTrace"/>.</summary>
public struct OutcomeReader
{
    private readonly ByteLog log;
    private int position;

    internal OutcomeReader(ByteLog log) => this.log = log;

    /// <summary>The next outcome; false at the end.</summary>
    public bool TryRead(out Outcome outcome)
    {
        if (position >= log.Length)
        {
            outcome = default;
            return false;
        }
        ByteCursor cursor = new(log.Span) { Position = position };
        int pc = cursor.Bounded("pc", CodeAddress.Max);
        long target = pc + cursor.Signed();
        outcome = new Outcome(pc, target is >= 0 and <= CodeAddress.Max ? (int)target : throw IsaException.At("trace.corrupt", "trace", "target", $"{target}", $"0..{CodeAddress.Max}"));
        position = cursor.Position;
        return true;
    }
}
