using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

internal sealed partial class InstructionCounter
{
    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Move instruction)
    {
        TileDescriptor dst = Tile(instruction.Dst);
        TileDescriptor src = Tile(instruction.Src);
        Access(src, Stored(instruction.Src, src), write: false);
        Access(dst, Stored(instruction.Dst, dst), write: true);
        if (dst.Shape.Layout == Layout.Plain != (src.Shape.Layout == Layout.Plain))
        {
            // One row of a panel, 16 columns of g values, must be complete before it can leave, and g rows of the plain side are needed for it.
            events[EventKind.ConversionBytes] += PanelLayout.Columns * 4 * PanelLayout.Group(src.Shape.Type);
        }
        if (instruction.Count is { } count)
        {
            Write(count);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Fill instruction) => Write(instruction.Dst);

    /// <inheritdoc/>
    /// <remarks>A row costs its slot whatever its index: nothing here depends on values.</remarks>
    public void Visit(in InstructionHeader header, in Gather instruction)
    {
        Read(instruction.Index);
        TileDescriptor src = Tile(instruction.Src);
        long bytes = Write(instruction.Dst);
        Access(src, bytes, write: false);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Scatter instruction)
    {
        Read(instruction.Index);
        TileDescriptor dst = Tile(instruction.Dst);
        long bytes = Read(instruction.Src);
        Access(dst, bytes, write: true);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in ScatterAdd instruction)
    {
        Read(instruction.Index);
        TileDescriptor dst = Tile(instruction.Dst);
        TileDescriptor src = Tile(instruction.Src);
        Access(src, Stored(instruction.Src, src), write: false);
        long bytes = dst.Shape.Type.BytesOf(src.Shape.Elements);
        Access(dst, bytes, write: false);
        Access(dst, bytes, write: true);
        Operations(dst.Shape.Type, src.Shape.Elements);
    }

    /// <summary>Elementary operations, by class of type.</summary>
    private void Operations(DType type, long count) =>
        events[type.IsFloat() ? EventKind.FloatOperations : EventKind.IntegerOperations] += count;

    private static long CeilLog2(long n) => n <= 1 ? 0 : 64 - long.LeadingZeroCount(n - 1);
}
