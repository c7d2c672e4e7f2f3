using System;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>One range of bytes an instruction reads or writes.</summary>
internal struct OperandAccess
{
    /// <summary>Name in traps.</summary>
    public string Name;
    /// <summary>Where.</summary>
    public MachineMemory Memory;
    /// <summary>Which bytes.</summary>
    public Footprint Bytes;
    /// <summary>Whether this is an operand tile rather than one of its arrays.</summary>
    public bool IsTile;
    /// <summary>Shape of an operand tile.</summary>
    public TileShape Shape;
    /// <summary>Bytes moved: broadcast elements count each time they are used.</summary>
    public long Traffic;
    /// <summary>Written with zeros only, which they mostly are already: the writer itself clears what is not.</summary>
    public bool StaysZero;
    /// <summary>Made equal to bytes of another memory, which the instruction itself sees to.</summary>
    public bool IsLazy;
    /// <summary>Whether the bytes are written.</summary>
    public bool Write;
}

/// <summary>Everything the instruction at hand reads and writes; reused from instruction to instruction.</summary>
internal sealed class OperandAccesses
{
    private OperandAccess[] items = new OperandAccess[24];

    /// <summary>Accesses noted.</summary>
    public int Count { get; private set; }

    /// <summary>Access <paramref name="index"/> in the order noted.</summary>
    public ref OperandAccess this[int index] => ref items[index];

    /// <summary>Starts a new instruction.</summary>
    public void Clear() => Count = 0;

    /// <summary>Notes an access.</summary>
    public ref OperandAccess Add(string name, MachineMemory memory, in Footprint bytes, long traffic, bool write)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, Count * 2);
        }
        ref OperandAccess access = ref items[Count++];
        access.Name = name;
        access.Memory = memory;
        access.Bytes = bytes;
        access.Traffic = traffic;
        access.Write = write;
        access.StaysZero = false;
        access.IsLazy = false;
        access.IsTile = false;
        return ref access;
    }

    /// <summary>Notes the access of an operand tile.</summary>
    public ref OperandAccess Add(in Operand operand, long traffic, bool write)
    {
        ref OperandAccess access = ref Add(operand.Name, operand.Memory, operand.Bytes, traffic, write);
        access.IsTile = true;
        access.Shape = operand.Shape;
        return ref access;
    }

    /// <summary>
    /// Finds a written range that another operand shares. Elementwise instructions may work in place: the same bytes by the same strides.
    /// </summary>
    public bool TryFindOverlap(bool elementwise, out int written, out int other)
    {
        for (written = 0; written < Count; written++)
        {
            ref OperandAccess first = ref items[written];
            for (other = 0; first.Write && other < Count; other++)
            {
                ref OperandAccess second = ref items[other];
                bool checkedBefore = second.Write && other <= written;
                if (!checkedBefore && ReferenceEquals(first.Memory, second.Memory) && Footprint.Intersect(first.Bytes, second.Bytes)
                    && !(elementwise && !second.Write && Footprint.Same(first.Bytes, second.Bytes)))
                {
                    return true;
                }
            }
        }
        other = 0;
        return false;
    }
}
