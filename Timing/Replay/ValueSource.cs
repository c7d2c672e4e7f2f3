using System;
using System.Collections.Immutable;
using System.Numerics;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

/// <summary>
/// What costs depend on and descriptors do not say: stored bytes of sparse tiles, counts, rows of groups. They come from an L1 trace; without one, from
/// the program's constants where these decide; else the error names what is missing.
/// </summary>
internal sealed class ValueSource
{
    private readonly ImmutableArray<ConstantSegment> constants;
    private readonly bool[] overwritten;
    private bool recorded;
    private readonly UnitReader[] readers;
    private readonly UnitRecord[] records;
    private readonly bool[] pending;
    private long[] groups = new long[8];

    /// <summary>Values of a program's runs.</summary>
    public ValueSource(MachineProgram program)
    {
        constants = program.Constants;
        overwritten = new bool[constants.Length];
        int cores = program.Code.Length;
        readers = new UnitReader[cores];
        records = new UnitRecord[cores];
        pending = new bool[cores];
        for (int c = 0; c < cores; c++)
        {
            records[c] = new UnitRecord();
        }
    }

    /// <summary>Begins a run; <paramref name="trace"/> may be null.</summary>
    public void Begin(RetireTrace? trace)
    {
        recorded = trace is { Level: TraceLevel.L1 };
        Array.Clear(overwritten);
        Array.Clear(pending);
        for (int c = 0; recorded && c < readers.Length; c++)
        {
            readers[c] = trace!.Cores[c].ReadUnits();
        }
    }

    /// <summary>Moves on to the record of a unit instruction that is issued now.</summary>
    public void Issue(CoreState core, int programCounter, UnitId unit, bool optional)
    {
        if (!recorded)
        {
            return;
        }
        if (!pending[core.Index])
        {
            pending[core.Index] = readers[core.Index].TryRead(records[core.Index]);
        }
        UnitRecord record = records[core.Index];
        if (pending[core.Index] && record.ProgramCounter == programCounter && record.Unit == unit)
        {
            pending[core.Index] = false;
        }
        else if (!optional)
        {
            string found = pending[core.Index] ? $"{record.Unit} at pc {record.ProgramCounter}" : "the end";
            throw new TimingException("timing.trace", core.Index, programCounter, $"the trace has {found} where the program issues to {unit}; record it again from this program");
        }
    }

    /// <summary>Notes that a tile in DRAM is written: constants under it decide nothing any more.</summary>
    public void NoteWrite(long address, long bytes)
    {
        for (int s = 0; s < constants.Length; s++)
        {
            overwritten[s] |= address < constants[s].Address + constants[s].Data.Length && constants[s].Address < address + bytes;
        }
    }

    /// <summary>Bytes of values of a bitmask tile, its mask apart.</summary>
    /// <param name="core">Core that uses it.</param>
    /// <param name="programCounter">Instruction.</param>
    /// <param name="operand">Its descriptor.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="position">Its number among the instruction's sparse tiles: those read in operand order, then those written.</param>
    public long StoredBytes(CoreState core, int programCounter, DescriptorId operand, in TileDescriptor tile, int position) =>
        recorded
            ? TryObserve(records[core.Index], ObservationKind.StoredBytes, position, out long bytes) ? bytes : throw Missing(core, programCounter, operand)
            : TryCountMask(tile, out long values) ? tile.Shape.Type.BytesOf(values) : throw Missing(core, programCounter, operand);

    private static TimingException Missing(CoreState core, int programCounter, DescriptorId operand) =>
        TimingException.Dynamic(core.Index, programCounter, $"the stored bytes of sparse {operand}");

    /// <summary>Indices a compact stores; with an empty mask, none.</summary>
    public long CompactCount(CoreState core, int programCounter, long elements) => elements == 0 ? 0
        : recorded && TryObserve(records[core.Index], ObservationKind.CompactCount, 0, out long count) ? count
        : throw TimingException.Dynamic(core.Index, programCounter, "the count of a compact");

    /// <summary>Rows of each group; one group has them all.</summary>
    public ReadOnlySpan<long> GroupRows(CoreState core, int programCounter, long count, long rows)
    {
        if (count < 1)
        {
            throw new TimingException("timing.trap", core.Index, programCounter, "the offsets of a grouped product need at least two entries");
        }
        if (count > 1 && rows > 0 && (!recorded || count > records[core.Index].Observations.Length))
        {
            throw TimingException.Dynamic(core.Index, programCounter, "the rows of each group");
        }
        if (count == 1 || rows == 0)
        {
            groups[0] = rows;
            return groups.AsSpan(0, 1);
        }
        if (groups.Length < count)
        {
            groups = new long[count];
        }
        Span<long> result = groups.AsSpan(0, (int)count);
        int found = 0;
        foreach (Observation observation in records[core.Index].Observations)
        {
            if (observation.Kind == ObservationKind.GroupRows && found < count)
            {
                result[found++] = observation.Value;
            }
        }
        return found == count ? result : throw TimingException.Dynamic(core.Index, programCounter, "the rows of each group");
    }

    private static bool TryObserve(UnitRecord record, ObservationKind kind, int position, out long value)
    {
        foreach (Observation observation in record.Observations)
        {
            if (observation.Kind == kind && position-- == 0)
            {
                value = observation.Value;
                return true;
            }
        }
        value = 0;
        return false;
    }

    /// <summary>Set bits of a mask that lies in constants nothing has written to.</summary>
    private bool TryCountMask(in TileDescriptor tile, out long values)
    {
        values = 0;
        long bytes = TileBytes.Mask(tile.Shape);
        for (int s = 0; s < constants.Length; s++)
        {
            ConstantSegment segment = constants[s];
            if (tile.Space == Space.Dram && !overwritten[s] && tile.Metadata >= segment.Address && tile.Metadata + bytes <= segment.Address + segment.Data.Length)
            {
                foreach (byte b in segment.Data.AsSpan((int)(tile.Metadata - segment.Address), (int)bytes))
                {
                    values += BitOperations.PopCount(b);
                }
                return true;
            }
        }
        return false;
    }
}
