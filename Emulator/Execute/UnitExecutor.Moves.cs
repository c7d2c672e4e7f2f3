using System;
using System.Buffers.Binary;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>DMA instructions.</summary>
internal ref partial struct UnitExecutor
{
    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Sync instruction) => ready = true;

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Move instruction)
    {
        if (Resolve("dst", instruction.Dst, Reach.Anywhere, true, true, 1, out Operand dst)
            && Resolve("src", instruction.Src, Reach.Anywhere, false, true, 1, out Operand src)
            && TryCount(instruction.Count, out Operand count))
        {
            bool lazy = IsPlainLoad(dst, src);
            if (lazy)
            {
                Find(dst).IsLazy = true;
            }
            if (!Begin(false, 0))
            {
                return;
            }
            if (lazy)
            {
                dst.Memory.CopyLazily(dst.Bytes.Address, dst.Bytes.Run, src.Memory, src.Bytes.Address);
                StoreCount(count, dst.Shape.Elements);
                return;
            }
            long stored = MoveKernels.Move(machine.Kernels, dst.Tile, src.Tile);
            if (dst.Shape.Format != SparseFormat.Dense)
            {
                ShrinkSparse(dst, stored);
            }
            StoreCount(count, stored);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Fill instruction)
    {
        if (Anywhere("dst", instruction.Dst, true, out Operand dst) && Begin(false, 0))
        {
            long value = instruction.Register is { } register ? core.Registers[register.Index] : instruction.Value;
            MoveKernels.Fill(machine.Kernels, dst.Tile, (ulong)value);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Gather instruction)
    {
        if (Anywhere("dst", instruction.Dst, true, out Operand dst) && Anywhere("src", instruction.Src, false, out Operand src)
            && Anywhere("index", instruction.Index, false, out Operand index)
            && CheckIndices(index, src.Shape.Dims[0], instruction.Policy)
            && BeginIndexed(src, dst.ElementBytes))
        {
            MoveKernels.Gather(machine.Kernels, dst.Tile, src.Tile, index.Tile, instruction.Policy);
            NarrowToRows(src, index, instruction.Policy);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Scatter instruction)
    {
        if (Anywhere("dst", instruction.Dst, true, out Operand dst) && Anywhere("src", instruction.Src, false, out Operand src)
            && Anywhere("index", instruction.Index, false, out Operand index)
            && CheckIndices(index, dst.Shape.Dims[0], instruction.Policy)
            && BeginIndexed(dst, src.ElementBytes))
        {
            MoveKernels.Scatter(machine.Kernels, dst.Tile, src.Tile, index.Tile, instruction.Policy);
            NarrowToRows(dst, index, instruction.Policy);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in ScatterAdd instruction)
    {
        if (Anywhere("dst", instruction.Dst, true, out Operand dst) && Anywhere("src", instruction.Src, false, out Operand src)
            && Anywhere("index", instruction.Index, false, out Operand index)
            && CheckIndices(index, dst.Shape.Dims[0], instruction.Policy)
            && BeginIndexed(dst, src.ElementBytes))
        {
            AlsoReads(dst, src.ElementBytes);
            MoveKernels.ScatterAdd(machine.Kernels, dst.Tile, src.Tile, index.Tile, instruction.Policy);
            NarrowToRows(dst, index, instruction.Policy);
        }
    }

    /// <summary>
    /// True for a large load of a run of bytes as they are: weights, mostly, which the scratchpad may as well read in DRAM. Not of elements below a byte: a move
    /// has to look whether the unused bits of their rows are zero.
    /// </summary>
    private readonly bool IsPlainLoad(in Operand dst, in Operand src)
    {
        const long LeastBytes = 16 * 1024;
        if (!machine.DefersCopies || machine.Kernels.Tier == KernelTier.Reference || src.Memory.Space != Space.Dram || dst.Memory.Space != Space.Scratchpad || dst.Bytes.Run < LeastBytes
            || dst.Bytes.Loops != 0 || src.Bytes.Loops != 0 || dst.Bytes.SharesBytes || src.Bytes.SharesBytes || dst.ZeroPoints >= 0 || src.ZeroPoints >= 0
            || dst.Shape.Type != src.Shape.Type || dst.Shape.Type.IsSubByte() || dst.Shape.Rank != src.Shape.Rank
            || dst.Shape.Layout != Layout.Plain || src.Shape.Layout != Layout.Plain || dst.Shape.Format != SparseFormat.Dense || src.Shape.Format != SparseFormat.Dense)
        {
            return false;
        }
        for (int d = 0; d < dst.Shape.Rank; d++)
        {
            if (dst.Shape.Dims[d] != src.Shape.Dims[d] || (dst.Shape.Dims[d] > 1 && dst.Shape.Strides[d] != src.Shape.Strides[d]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>An i32 element for a count, when the instruction names one.</summary>
    private readonly bool TryCount(DescriptorId? id, out Operand count)
    {
        count = default;
        if (id is not { } descriptor)
        {
            return true;
        }
        return Anywhere("count", descriptor, true, out count) && CheckCount(count);
    }

    private readonly bool CheckCount(in Operand count) => (count.Shape.Type == DType.I32 && count.Shape.Elements == 1)
        || Fail(TrapKind.BadOperand, count.Name, $"{count.Shape.Type.Name()}, {count.Shape.Elements} elements", "one i32 element");

    private static void StoreCount(in Operand count, long value)
    {
        if (count.Memory is not null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(count.Memory.View(count.Bytes.Address, sizeof(int)), (int)value);
        }
    }

    /// <summary>A sparse destination was announced with all its room; now its values are known.</summary>
    private readonly void ShrinkSparse(in Operand dst, long stored)
    {
        machine.Observe(ObservationKind.NonZeros, stored);
        machine.Observe(ObservationKind.StoredBytes, BitmaskFormat.ValueBytes(dst.Shape.Type, stored));
        ref OperandAccess access = ref Find(dst);
        access.Traffic = BitmaskFormat.ValueBytes(dst.Shape.Type, stored);
        access.Bytes = Footprint.Range(dst.Bytes.Address, access.Traffic);
    }

    /// <summary>Finds the first index outside [0, rows) when the policy is to trap.</summary>
    private readonly bool CheckIndices(in Operand index, long rows, IndexPolicy policy)
    {
        if (index.Shape.Type is not (DType.I32 or DType.I64) || index.Shape.Rank != 1)
        {
            return Fail(TrapKind.BadOperand, "index", $"{index.Shape.Type.Name()} of rank {index.Shape.Rank}", "i32 or i64 of rank 1");
        }
        if (policy != IndexPolicy.Trap || index.LastExtent > machine.WorkBudget)
        {
            return true;
        }
        ReadOnlySpan<byte> bytes = index.Memory.View(index.Bytes.Address, (int)index.Bytes.Span);
        for (long i = 0; i < index.LastExtent; i++)
        {
            long value = IndexAt(index, bytes, i);
            if ((ulong)value >= (ulong)rows)
            {
                return Fail(TrapKind.BadIndex, $"index[{i}]", value, $"0..{rows - 1}");
            }
        }
        return true;
    }

    private static long IndexAt(in Operand index, ReadOnlySpan<byte> bytes, long i)
    {
        ReadOnlySpan<byte> at = bytes[(int)(i * index.Shape.Strides[0])..];
        return index.Shape.Type == DType.I32 ? BinaryPrimitives.ReadInt32LittleEndian(at) : BinaryPrimitives.ReadInt64LittleEndian(at);
    }

    /// <summary>Begins an indexed move, which moves as many bytes of the table as of the list, however long the table.</summary>
    private bool BeginIndexed(in Operand table, long traffic)
    {
        Find(table).Traffic = traffic;
        return Begin(false, 0);
    }

    /// <summary>For observers: the rows of the table that were really used, instead of all of it.</summary>
    private readonly void NarrowToRows(in Operand table, in Operand index, IndexPolicy policy)
    {
        if (!machine.IsObserved)
        {
            return;
        }
        Find(table).Bytes.Run = 0;
        bool write = Find(table).Write;
        TileShape row = table.Shape;
        row.Dims[0] = 1;
        ReadOnlySpan<byte> bytes = index.Memory.View(index.Bytes.Address, (int)index.Bytes.Span);
        long rows = table.Shape.Dims[0];
        long moved = 0;
        for (long i = 0; i < index.LastExtent; i++)
        {
            long at = IndexAt(index, bytes, i);
            if ((ulong)at >= (ulong)rows && policy == IndexPolicy.Zero)
            {
                continue;
            }
            moved++;
            long address = table.Bytes.Address + (Math.Clamp(at, 0, rows - 1) * table.Shape.Strides[0]);
            machine.Accesses.Add(table.Name, table.Memory, Footprint.Of(row, address, 1, 0), 0, write);
        }
        machine.Observe(ObservationKind.IndexedRows, moved);
    }

    /// <summary>The access of an operand tile.</summary>
    private readonly ref OperandAccess Find(in Operand operand)
    {
        for (int i = 0; i < machine.Accesses.Count; i++)
        {
            if (machine.Accesses[i].IsTile && ReferenceEquals(machine.Accesses[i].Name, operand.Name))
            {
                return ref machine.Accesses[i];
            }
        }
        throw new InvalidOperationException($"operand {operand.Name} was not resolved");
    }

    /// <summary>Counts bytes of a written operand that are read as well.</summary>
    private readonly void AlsoReads(in Operand operand, long traffic) =>
        machine.Accesses.Add(operand.Name, operand.Memory, Footprint.Range(operand.Bytes.Address, 0), traffic, false);
}
