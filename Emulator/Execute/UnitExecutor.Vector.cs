using System;
using System.Buffers.Binary;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>Elementwise vector instructions.</summary>
internal ref partial struct UnitExecutor
{
    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Unary instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src) && Begin(true, 0))
        {
            VectorKernels.Unary(machine.Kernels, instruction.Operation, dst.Tile, src.Tile);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Binary instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("a", instruction.A, false, out Operand a)
            && Local("b", instruction.B, false, out Operand b) && Begin(true, 0))
        {
            VectorKernels.Binary(machine.Kernels, instruction.Operation, dst.Tile, a.Tile, b.Tile);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Compare instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("a", instruction.A, false, out Operand a)
            && Local("b", instruction.B, false, out Operand b) && Begin(true, 0))
        {
            VectorKernels.Compare(machine.Kernels, instruction.Comparison, dst.Tile, a.Tile, b.Tile);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Select instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("mask", instruction.Mask, false, out Operand mask)
            && Local("a", instruction.A, false, out Operand a) && Local("b", instruction.B, false, out Operand b) && Begin(true, 0))
        {
            VectorKernels.Select(machine.Kernels, dst.Tile, mask.Tile, a.Tile, b.Tile);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Lookup instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src)
            && Local("table", instruction.Table, false, out Operand table) && Begin(true, 0))
        {
            VectorKernels.Lookup(machine.Kernels, dst.Tile, src.Tile, table.Tile);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Isa.Convert instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src) && Begin(true, 0))
        {
            VectorKernels.Convert(machine.Kernels, dst.Tile, src.Tile);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Quantize instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src)
            && CheckScales(dst) && Begin(true, 0))
        {
            VectorKernels.Quantize(machine.Kernels, dst.Tile, src.Tile, dst.ScaleValues, instruction.HalfAway);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Dequantize instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src)
            && CheckScales(src) && Begin(true, 0))
        {
            VectorKernels.Dequantize(machine.Kernels, dst.Tile, src.Tile, src.ScaleValues);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Isa.Requantize instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Local("src", instruction.Src, false, out Operand src)
            && TryDrain(instruction.Drain, src, dst, out DrainArguments drain) && Begin(true, 0))
        {
            MatrixKernels.Drain(machine.Kernels, dst.Tile, src.Tile, drain);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in QuantizedAdd instruction)
    {
        if (!Local("dst", instruction.Dst, true, out Operand dst) || !Local("a", instruction.A, false, out Operand a)
            || !Local("b", instruction.B, false, out Operand b))
        {
            return;
        }
        if (!DrainDescriptor.TryRead(core.Descriptors[instruction.Drain.Index], out own.Drain, out DescriptorFault fault))
        {
            core.Raise(Mnemonic, "drain", fault);
            return;
        }
        if (Begin(true, 0))
        {
            VectorKernels.QuantizedAdd(machine.Kernels, dst.Tile, a.Tile, b.Tile, own.Drain.ResidualMode, own.Drain.ResidualArguments);
        }
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in RandomFill instruction)
    {
        if (Local("dst", instruction.Dst, true, out Operand dst) && Begin(false, 0))
        {
            long[] registers = core.Registers;
            int low = instruction.Counter.Index;
            UInt128 counter = new((ulong)registers[(low + 1) % RegisterId.Count], (ulong)registers[low]);
            VectorKernels.RandomFill(machine.Kernels, dst.Tile, counter, (ulong)registers[instruction.Key.Index]);
        }
    }

    private readonly bool CheckScales(in Operand operand) => operand.Scales >= 0
        || Fail(TrapKind.BadDescriptor, $"{operand.Name}.scales", operand.Scales, "an address: the instruction needs scales");
}
