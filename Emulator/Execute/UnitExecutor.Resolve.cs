using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>From descriptors to operands.</summary>
internal ref partial struct UnitExecutor
{
    private readonly bool Anywhere(string name, DescriptorId id, bool write, out Operand operand) => Resolve(name, id, Reach.Anywhere, write, false, 1, out operand);

    private readonly bool Local(string name, DescriptorId id, bool write, out Operand operand) => Resolve(name, id, Reach.Local, write, false, 1, out operand);

    /// <summary>Resolves a descriptor and notes the access.</summary>
    /// <param name="name">Operand's name.</param>
    /// <param name="id">Descriptor.</param>
    /// <param name="reach">Where it may lie.</param>
    /// <param name="write">Written rather than read.</param>
    /// <param name="formats">Whether sparse formats and panel layouts are legal.</param>
    /// <param name="groups">Blocks of a panel operand of a grouped convolution.</param>
    /// <param name="operand">The operand.</param>
    private readonly bool Resolve(string name, DescriptorId id, Reach reach, bool write, bool formats, long groups, out Operand operand)
    {
        Unsafe.SkipInit(out operand);
        TileUse use = new(reach, write, formats, groups);
        ref Descriptor descriptor = ref core.Descriptors[id.Index];
        if (own.Tiles.TryFind(id, descriptor, use, ref operand, out long traffic))
        {
            operand.Name = name;
            machine.Accesses.Add(operand, traffic, write);
            return true;
        }
        return ResolveAfresh(name, id, use, out operand);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool ResolveAfresh(string name, DescriptorId id, in TileUse use, out Operand operand)
    {
        operand = default;
        operand.Name = name;
        ref Descriptor descriptor = ref core.Descriptors[id.Index];
        if (!TileDescriptor.TryRead(descriptor, out TileDescriptor tile, out DescriptorFault fault))
        {
            return core.Raise(Mnemonic, name, fault);
        }
        if (!CheckReach(name, use.Reach, tile) || !CheckFormat(name, use.Formats, tile))
        {
            return false;
        }
        operand.Memory = machine.Memory(tile.Space, tile.Core < 0 ? core.Index : tile.Core);
        operand.Shape = tile.Shape;
        operand.ZeroPoints = tile.Shape.Type.IsInteger() ? tile.ZeroPointArray : -1;
        operand.Scales = tile.Scales;
        if (!Locate(ref operand, tile, use.Write, use.Groups) || !LocateArrays(ref operand, tile))
        {
            return false;
        }
        long traffic = operand.ElementBytes;
        machine.Accesses.Add(operand, traffic, use.Write);
        own.Tiles.Keep(id, descriptor, use, operand, traffic);
        return true;
    }

    private readonly bool CheckReach(string name, Reach reach, in TileDescriptor tile)
    {
        if (tile.Core >= machine.Cores.Length && tile.Space != Space.Dram)
        {
            return Fail(TrapKind.BadDescriptor, $"{name}.core", tile.Core, $"-1..{machine.Cores.Length - 1}");
        }
        if (reach == Reach.Anywhere)
        {
            return true;
        }
        if (tile.Space == Space.Dram || (reach == Reach.Sums && tile.Space != Space.Accumulator))
        {
            return Fail(TrapKind.BadOperand, $"{name}.space", (long)tile.Space,
                reach == Reach.Sums ? "2: sums are in accumulator memory" : "1..2: matrix and vector units reach the core's own memories, move the tile there first");
        }
        return tile.Core < 0 || tile.Core == core.Index
            || Fail(TrapKind.BadOperand, $"{name}.core", tile.Core, $"-1 or {core.Index}: only moves reach other cores");
    }

    private readonly bool CheckFormat(string name, bool formats, in TileDescriptor tile)
    {
        if (!formats && (tile.Shape.Layout != Layout.Plain || tile.Shape.Format != SparseFormat.Dense))
        {
            return tile.Shape.Layout != Layout.Plain
                ? Fail(TrapKind.BadOperand, $"{name}.layout", (long)tile.Shape.Layout, "0: a plain tile; move it to one first")
                : Fail(TrapKind.BadOperand, $"{name}.format", (long)tile.Shape.Format, "0: a dense tile; move it to one first");
        }
        return machine.Config.Formats.Contains(tile.Shape.Format)
            || Fail(TrapKind.MissingFeature, $"{name}.format", (long)tile.Shape.Format, $"a format of machine {machine.Config.Name}");
    }

    /// <summary>Finds the bytes of the elements and checks them against buffer and memory.</summary>
    private readonly bool Locate(ref Operand operand, in TileDescriptor tile, bool write, long groups)
    {
        if (tile.Shape.Format != SparseFormat.Dense)
        {
            return LocateSparse(ref operand, tile, write);
        }
        long depth = 0;
        if (tile.Shape.Layout != Layout.Plain)
        {
            bool experts = tile.Shape.Rank == 3;
            groups = experts ? tile.Shape.Dims[0] : groups;
            depth = experts ? tile.Shape.Dims[1] : PanelLayout.Depth(tile.Shape);
            // Strides up to 2^40 times counts up to 2^40 leave 64 bits: refuse what no memory can hold before measuring.
            Int128 reach = ((Int128)tile.Shape.Strides[0] * (tile.Shape.Dims[tile.Shape.Rank - 1] / PanelLayout.Columns)) + ((Int128)tile.Shape.Strides[1] * (groups - 1));
            if (tile.Shape.Elements > 0 && reach > TileDescriptor.Limit)
            {
                return Fail(TrapKind.OutOfBounds, $"{operand.Name}.stride0", tile.Shape.Strides[0], $"panels inside a buffer of {tile.Extent} bytes");
            }
        }
        operand.Bytes = Footprint.Of(tile.Shape, tile.Address, groups, depth);
        if (write && operand.Bytes.SharesBytes)
        {
            return Fail(TrapKind.BadDescriptor, $"{operand.Name}.stride{tile.Shape.Rank - 1}", tile.Shape.Strides[tile.Shape.Rank - 1], "strides by which the elements of a written tile do not share bytes");
        }
        return CheckRange(operand, "offset", tile.Offset, operand.Bytes.Span, tile.Extent)
            && CheckMemory(operand, "base", tile.Address, operand.Bytes.Span);
    }

    private readonly bool LocateSparse(ref Operand operand, in TileDescriptor tile, bool write)
    {
        long maskBytes = BitmaskFormat.MetadataBytes(tile.Shape);
        long valueBytes = Math.Min(BitmaskFormat.MaximumValueBytes(tile.Shape), Math.Max(0, tile.Extent - tile.Offset));
        if (!CheckRange(operand, "metadata_extent", 0, maskBytes, tile.MetadataExtent) || !CheckMemory(operand, "metadata", tile.Metadata, maskBytes))
        {
            return false;
        }
        operand.MaskAddress = tile.Metadata;
        operand.MaskBytes = (int)maskBytes;
        machine.Accesses.Add($"{operand.Name}.metadata", operand.Memory, Footprint.Range(tile.Metadata, maskBytes), maskBytes, write);
        if (!write)
        {
            ReadOnlySpan<byte> mask = operand.Memory.View(tile.Metadata, (int)maskBytes);
            long stored = BitmaskFormat.Stored(mask);
            if (BitmaskFormat.ValueBytes(tile.Shape.Type, stored) > valueBytes || !PaddingIsZero(mask, operand.LastExtent))
            {
                return Fail(TrapKind.CorruptFormat, $"{operand.Name}.metadata", stored, $"mask bits of elements only, at most {valueBytes} bytes of them: the buffer holds no more");
            }
            valueBytes = BitmaskFormat.ValueBytes(tile.Shape.Type, stored);
            machine.Observe(ObservationKind.NonZeros, stored);
            machine.Observe(ObservationKind.StoredBytes, valueBytes);
        }
        operand.Bytes = Footprint.Range(tile.Address, valueBytes);
        return CheckMemory(operand, "base", tile.Address, valueBytes);
    }

    private static bool PaddingIsZero(ReadOnlySpan<byte> mask, long columns)
    {
        int used = (int)(columns % 8);
        int rowBytes = (int)((columns + 7) / 8);
        for (int at = rowBytes - 1; used != 0 && at < mask.Length; at += rowBytes)
        {
            if (mask[at] >> used != 0)
            {
                return false;
            }
        }
        return true;
    }

    private readonly bool LocateArrays(ref Operand operand, in TileDescriptor tile)
    {
        if (operand.ZeroPoints >= 0)
        {
            long bytes = operand.LastExtent * sizeof(int);
            if (!CheckMemory(operand, "zero_point_array", operand.ZeroPoints, bytes))
            {
                return false;
            }
            machine.Accesses.Add($"{operand.Name}.zero_point_array", operand.Memory, Footprint.Range(operand.ZeroPoints, bytes), bytes, false);
        }
        if (operand.Scales >= 0)
        {
            long bytes = tile.ScaleCount * sizeof(float);
            if (!CheckMemory(operand, "scales", operand.Scales, bytes))
            {
                return false;
            }
            operand.ScaleCount = (int)tile.ScaleCount;
            machine.Accesses.Add($"{operand.Name}.scales", operand.Memory, Footprint.Range(operand.Scales, bytes), bytes, false);
        }
        return true;
    }

    private readonly bool CheckRange(in Operand operand, string field, long offset, long bytes, long extent) => bytes == 0 || offset <= extent - bytes
        || Fail(TrapKind.OutOfBounds, $"{operand.Name}.{field}", offset, $"0..{extent - bytes}: the tile spans {bytes} bytes of a buffer of {extent}");

    private readonly bool CheckMemory(in Operand operand, string field, long address, long bytes)
    {
        if (bytes > int.MaxValue)
        {
            return Fail(TrapKind.BadOperand, $"{operand.Name}.{field}", bytes, $"tiles of at most {int.MaxValue} bytes");
        }
        return bytes == 0 || operand.Memory.Contains(address, bytes)
            || Fail(TrapKind.OutOfBounds, $"{operand.Name}.{field}", address, $"0..{operand.Memory.Capacity - bytes}: {bytes} bytes in {operand.Memory} of {operand.Memory.Capacity}");
    }

    /// <summary>A dense run of int32 values as a span.</summary>
    private readonly bool TryIntegers(scoped in Operand operand, out ReadOnlySpan<int> values)
    {
        values = default;
        if (operand.Shape.Type != DType.I32 || operand.Shape.Rank != 1 || (operand.LastExtent > 1 && operand.Shape.Strides[0] != sizeof(int)))
        {
            return Fail(TrapKind.BadOperand, operand.Name, operand.Shape.Type.Name(), "a dense i32 tile of rank 1");
        }
        values = MemoryMarshal.Cast<byte, int>(operand.Memory.View(operand.Bytes.Address, (int)operand.Bytes.Span));
        return true;
    }
}
