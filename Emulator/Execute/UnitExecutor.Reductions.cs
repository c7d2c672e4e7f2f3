using System;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>Vector instructions whose results depend on many elements.</summary>
internal ref partial struct UnitExecutor
{
    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Reduce instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src) && Begin(false, 0))
        {
            if (instruction.Accumulate)
            {
                AlsoReads(dst, dst.ElementBytes);
            }
            VectorKernels.Reduce(machine.Kernels, instruction.Operation, dst.Tile, src.Tile, (int)instruction.Axes, instruction.Accumulate);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Scan instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src) && Begin(false, 0))
        {
            VectorKernels.Scan(machine.Kernels, dst.Tile, src.Tile, instruction.Exclusive);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Histogram instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src) && Begin(false, 0))
        {
            // With fitting types only a value outside the destination is left to be wrong.
            bool fits = dst.Shape.Rank == 1 && dst.Shape.Type.IsInteger() && src.Shape.Type.IsInteger();
            numericsFault = fits ? TrapKind.BadIndex : TrapKind.BadOperand;
            VectorKernels.Histogram(machine.Kernels, dst.Tile, src.Tile);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in TopK instruction)
    {
        if (Local("values", instruction.Values, true, out Operand values) && Local("indices", instruction.Indices, true, out Operand indices)
            && Local("src", instruction.Src, false, out Operand src) && Begin(false, 0))
        {
            VectorKernels.TopK(machine.Kernels, values.Tile, indices.Tile, src.Tile, instruction.Smallest);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Compact instruction)
    {
        if (!Local("dst", instruction.Dst, true, out Operand dst) || !Local("mask", instruction.Mask, false, out Operand mask)
            || !Local("count", instruction.Count, true, out Operand count) || !CheckCount(count) || !Begin(false, 0))
        {
            return;
        }
        int found = VectorKernels.Compact(machine.Kernels, dst.Tile, mask.Tile);
        machine.Observe(ObservationKind.CompactCount, found);
        TileShape written = dst.Shape;
        written.Dims[0] = found;
        ref OperandAccess access = ref Find(dst);
        access.Bytes = Footprint.Of(written, dst.Bytes.Address, 1, 0);
        access.Traffic = written.Type.BytesOf(found);
        StoreCount(count, found);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Sample instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src)
            && Local("coordinates", instruction.Coordinates, false, out Operand coordinates) && Begin(false, 0))
        {
            VectorKernels.Sample(machine.Kernels, dst.Tile, src.Tile, coordinates.Tile, instruction.Mode);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Pool instruction)
    {
        if (TryGeometry(instruction.Geometry, out ConvGeometry geometry)
            && Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src)
            && Begin(false, Multiply(dst.Shape.Elements, (long)geometry.KernelH * geometry.KernelW)))
        {
            VectorKernels.Pool(machine.Kernels, instruction.Operation, dst.Tile, src.Tile, geometry);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Softmax instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src) && Begin(false, 0))
        {
            float beta = instruction.Beta is { } register ? BitConverter.Int32BitsToSingle((int)core.Registers[register.Index]) : 1;
            VectorKernels.Softmax(machine.Kernels, dst.Tile, src.Tile, beta);
        }
    }
}
