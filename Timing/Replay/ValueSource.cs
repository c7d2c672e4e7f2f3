using System;
using System.Buffers;
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
    private readonly bool recorded;
    private readonly UnitReader[] readers;
    private readonly UnitRecord[] records;
    private readonly bool[] pending;
    private long[] groups = new long[8];

    /// <summary>Values of a program's run; <paramref name="trace"/> may be null.</summary>
    public ValueSource(MachineProgram program, RetireTrace? trace)
    {
        constants = program.Constants;
        overwritten = new bool[constants.Length];
        recorded = trace is { Level: TraceLevel.L1 };
        int cores = recorded ? trace!.Cores.Length : 0;
        readers = new UnitReader[cores];
        records = new UnitRecord[cores];
        pending = new bool[cores];
        for (int c = 0; c < cores; c++)
        {
            readers[c] = trace!.Cores[c].ReadUnits();
            records[c] = new UnitRecord();
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
    public long StoredBytes(CoreState core, int programCounter, DescriptorId operand, in TileDescriptor tile)
    {
        if (recorded)
        {
            // The n-th figure belongs to the n-th sparse tile of the record.
            UnitRecord record = records[core.Index];
            int position = 0;
            foreach (ref readonly TileSummary summary in record.Tiles)
            {
                if (summary.Shape.Format != SparseFormat.Bitmask)
                {
                    continue;
                }
                if (summary.Space == tile.Space && summary.Address == tile.Address && TryObserve(record, ObservationKind.StoredBytes, position, out long bytes))
                {
                    return bytes;
                }
                position++;
            }
        }
        else if (TryCountMask(tile, out long values))
        {
            return tile.Shape.Type.BytesOf(values);
        }
        throw TimingException.Dynamic(core.Index, programCounter, $"the stored bytes of sparse {operand}");
    }

    /// <summary>Indices a compact stores; with an empty mask, none.</summary>
    public long CompactCount(CoreState core, int programCounter, long elements) => elements == 0 ? 0
        : Observed(core, programCounter, ObservationKind.CompactCount, "the count of a compact");

    /// <summary>Rows an indexed move really moves: all, unless its policy leaves some out.</summary>
    public long IndexedRows(CoreState core, int programCounter, IndexPolicy policy, long rows) => rows == 0 || policy != IndexPolicy.Zero ? rows
        : Observed(core, programCounter, ObservationKind.IndexedRows, "the rows an indexed move leaves out");

    /// <summary>Rows of each group; one group has them all.</summary>
    public ReadOnlySpan<long> GroupRows(CoreState core, int programCounter, long count, long rows)
    {
        if (groups.Length < count)
        {
            groups = new long[count];
        }
        Span<long> result = groups.AsSpan(0, (int)count);
        if (count == 1 || rows == 0)
        {
            result.Fill(rows);
            return result;
        }
        int found = 0;
        foreach (Observation observation in recorded ? records[core.Index].Observations : default)
        {
            if (observation.Kind == ObservationKind.GroupRows && found < count)
            {
                result[found++] = observation.Value;
            }
        }
        return found == count ? result : throw TimingException.Dynamic(core.Index, programCounter, "the rows of each group");
    }

    private long Observed(CoreState core, int programCounter, ObservationKind kind, string what) =>
        recorded && TryObserve(records[core.Index], kind, 0, out long value) ? value : throw TimingException.Dynamic(core.Index, programCounter, what);

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
