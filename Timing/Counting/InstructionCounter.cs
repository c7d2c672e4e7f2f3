using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

/// <summary>
/// Counts the events of one instruction from its descriptors as they are at issue. Knows shapes and array states, no rates: cycles and energy come
/// from tables. One instance serves a whole run; nothing is allocated for an instruction.
/// </summary>
/// <param name="machine">Number and initial state of the arrays.</param>
/// <param name="values">What the descriptors do not say.</param>
internal sealed partial class InstructionCounter(MachineConfig machine, ValueSource values) : IInstructionVisitor
{
    private readonly ArrayState[][] arrays = ResetArrays(machine);
    private CoreState core = new();
    private int programCounter;
    private ulong unknown;
    private int sparse;
    private Touched touched;
    private EventVector events;

    /// <summary>Events of the instruction visited last.</summary>
    public ref readonly EventVector Events => ref events;

    /// <summary>High-water marks so far.</summary>
    public Touched Touched => touched;

    /// <summary>Back to the start of a run.</summary>
    public void Reset()
    {
        touched = default;
        foreach (ArrayState[] states in arrays)
        {
            for (int a = 0; a < states.Length; a++)
            {
                states[a] = ArrayState.Reset(machine.Arrays[a]);
            }
        }
    }

    /// <summary>Counts an instruction.</summary>
    /// <param name="state">Core with its descriptors as they are at issue.</param>
    /// <param name="position">Position of the word.</param>
    /// <param name="word">The instruction.</param>
    /// <param name="unknownDescriptors">Descriptors whose fields depend on values nobody has recorded.</param>
    public void Count(CoreState state, int position, MachineWord word, ulong unknownDescriptors)
    {
        core = state;
        programCounter = position;
        unknown = unknownDescriptors;
        sparse = 0;
        events = default;
        InstructionCounter self = this;
        InstructionSet.Dispatch(word, ref self);
    }

    /// <summary>A scalar access of the instruction that retires: bytes of one element.</summary>
    private void Scalar(Space space, DType type, bool write)
    {
        events[Kind(space, write)] += type.BytesOf(1);
    }

    private TileDescriptor Tile(DescriptorId id) => TileDescriptor.TryRead(Known(id), out TileDescriptor tile, out DescriptorFault fault)
        ? tile
        : throw Fault(id.ToString(), fault);

    private ConvGeometry Geometry(DescriptorId id) => ConvDescriptor.TryRead(Known(id), out ConvGeometry geometry, out DescriptorFault fault)
        ? geometry
        : throw Fault(id.ToString(), fault);

    private DrainDescriptor DrainOf(DescriptorId id) => DrainDescriptor.TryRead(Known(id), out DrainDescriptor drain, out DescriptorFault fault)
        ? drain
        : throw Fault(id.ToString(), fault);

    private ref readonly Descriptor Known(DescriptorId id)
    {
        if ((unknown >> id.Index & 1) != 0)
        {
            throw TimingException.Dynamic(core.Index, programCounter, $"{id}, set from a value of the run,");
        }
        return ref core.Descriptors[id.Index];
    }

    private TimingException Fault(string descriptor, in DescriptorFault fault) =>
        new("timing.trap", core.Index, programCounter, $"{descriptor}.{fault.Field} = {fault.Value}; legal: {fault.Legal}");

    /// <summary>Bytes stored for a tile: what a dense one spans, or values and mask of a sparse one.</summary>
    private long Stored(DescriptorId operand, in TileDescriptor tile) => tile.Shape.Format == SparseFormat.Dense
        ? TileBytes.Dense(tile.Shape)
        : values.StoredBytes(core, programCounter, operand, tile, sparse++) + TileBytes.Mask(tile.Shape);

    private long Read(DescriptorId operand)
    {
        TileDescriptor tile = Tile(operand);
        long bytes = Stored(operand, tile);
        Access(tile, bytes, write: false);
        return bytes;
    }

    private long Write(DescriptorId operand)
    {
        TileDescriptor tile = Tile(operand);
        long bytes = Stored(operand, tile);
        Access(tile, bytes, write: true);
        return bytes;
    }

    /// <summary>Counts bytes in the tile's memory and on the link to it.</summary>
    private void Access(in TileDescriptor tile, long bytes, bool write)
    {
        Touch(tile);
        if (write && tile.Space == Space.Dram)
        {
            values.NoteWrite(tile.Address, tile.Extent - tile.Offset);
        }
        events[Kind(tile.Space, write)] += bytes;
        if (tile.Space != Space.Dram && tile.Core >= 0 && tile.Core != core.Index)
        {
            events[EventKind.LinkBytes] += bytes;
        }
    }

    private void Touch(in TileDescriptor tile) =>
        touched.Add(tile.Space, tile.Address, tile.Shape.Format == SparseFormat.Dense ? tile.Shape.SpanBytes() : Math.Min(tile.Extent - tile.Offset, TileBytes.Dense(tile.Shape)));

    private static EventKind Kind(Space space, bool write) =>
        (EventKind)((int)EventKind.DramRead + (2 * (int)space) + (write ? 1 : 0));

    private static ArrayState[][] ResetArrays(MachineConfig machine)
    {
        ArrayState[][] states = new ArrayState[machine.Cores][];
        for (int c = 0; c < states.Length; c++)
        {
            states[c] = new ArrayState[machine.Arrays.Length];
            for (int a = 0; a < states[c].Length; a++)
            {
                states[c][a] = ArrayState.Reset(machine.Arrays[a]);
            }
        }
        return states;
    }
}
