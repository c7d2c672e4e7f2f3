using System;
using System.Runtime.InteropServices;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>From drain descriptors to the arguments of the drain.</summary>
internal ref partial struct UnitExecutor
{
    /// <summary>Resolves a drain: its scalars, and spans over its arrays.</summary>
    private readonly bool TryDrain(DescriptorId id, scoped in Operand source, scoped in Operand output, out DrainArguments arguments)
    {
        arguments = default;
        ref DrainDescriptor drain = ref own.Drain;
        if (!DrainDescriptor.TryRead(core.Descriptors[id.Index], out drain, out DescriptorFault fault))
        {
            return core.Raise(Mnemonic, "drain", fault);
        }
        arguments.Mode = drain.Mode;
        arguments.Rounding = drain.Rounding;
        arguments.OutputZeroPoint = drain.OutputZeroPoint;
        arguments.ClampMin = drain.ClampMin;
        arguments.ClampMax = drain.ClampMax;
        arguments.ClampMinF32 = DrainDescriptor.Float(drain.ClampMin);
        arguments.ClampMaxF32 = DrainDescriptor.Float(drain.ClampMax);
        arguments.ResidualMode = drain.ResidualMode;
        arguments.ResidualArguments = drain.ResidualArguments;
        return CheckDrainShapes(source, output)
            && TryBias(ref arguments, source.Shape.Type, output.LastExtent)
            && TryScaling(ref arguments, output.LastExtent)
            && TryLut(ref arguments, output)
            && TryResidual(ref arguments, output);
    }

    private readonly bool CheckDrainShapes(in Operand source, in Operand output)
    {
        bool same = source.Shape.Rank == output.Shape.Rank;
        for (int d = 0; same && d < source.Shape.Rank; d++)
        {
            same = source.Shape.Dims[d] == output.Shape.Dims[d];
        }
        return same || Fail(TrapKind.BadOperand, output.Name, Describe(output.Shape), $"the dimensions of {source.Name}, {Describe(source.Shape)}");
    }

    private readonly bool TryBias(ref DrainArguments arguments, DType sums, long channels)
    {
        long count = own.Drain.PerChannel ? channels : 1;
        return sums switch
        {
            DType.F32 => TryParameters("drain.bias", own.Drain.Bias, count, out arguments.BiasF32),
            DType.I64 => TryParameters("drain.bias", own.Drain.Bias, count, out arguments.Bias64),
            _ => TryParameters("drain.bias", own.Drain.Bias, count, out arguments.Bias32),
        };
    }

    private readonly bool TryScaling(ref DrainArguments arguments, long channels)
    {
        ref DrainDescriptor drain = ref own.Drain;
        long count = drain.PerChannel ? channels : 1;
        if (!TryParameters("drain.multipliers", drain.Multipliers, count, out arguments.Multipliers)
            || !TryParameters("drain.shifts", drain.Shifts, count, out arguments.Shifts)
            || !TryParameters("drain.addends", drain.Addends, count, out arguments.Addends)
            || !TryParameters("drain.scale_array", drain.ScaleArray, count, out arguments.Scales))
        {
            return false;
        }
        if (drain.Multipliers < 0)
        {
            arguments.Multipliers = MemoryMarshal.CreateReadOnlySpan(ref drain.Multiplier, 1);
        }
        if (drain.Shifts < 0)
        {
            arguments.Shifts = MemoryMarshal.CreateReadOnlySpan(ref drain.Shift, 1);
        }
        if (drain.ScaleArray < 0 && drain.Mode == RequantMode.Float32)
        {
            arguments.Scales = MemoryMarshal.CreateReadOnlySpan(ref drain.Scale, 1);
        }
        return true;
    }

    private readonly bool TryLut(ref DrainArguments arguments, scoped in Operand output)
    {
        if (own.Drain.Lut < 0)
        {
            return true;
        }
        return output.Shape.Type is DType.I8 or DType.U8
            ? TryParameters("drain.lut", own.Drain.Lut, 256, out arguments.Lut)
            : Fail(TrapKind.BadOperand, "drain.lut", output.Shape.Type.Name(), "an output of i8 or u8");
    }

    private readonly bool TryResidual(ref DrainArguments arguments, scoped in Operand output)
    {
        if (own.Drain.ResidualMode == ResidualMode.None)
        {
            return true;
        }
        if (!Local("residual", new DescriptorId((byte)own.Drain.Residual), false, out Operand residual) || !CheckDrainShapes(output, residual))
        {
            return false;
        }
        arguments.Residual = residual.Tile;
        return true;
    }

    /// <summary>An array of drain parameters; absent ones are empty.</summary>
    private readonly bool TryParameters<T>(string name, long address, long count, out ReadOnlySpan<T> values) where T : unmanaged
    {
        values = default;
        if (address < 0)
        {
            return true;
        }
        MachineMemory memory = machine.Memory(own.Drain.ParameterSpace, core.Index);
        long bytes = count * Marshal.SizeOf<T>();
        if (bytes > int.MaxValue || !memory.Contains(address, bytes))
        {
            return Fail(TrapKind.OutOfBounds, name, address, $"0..{memory.Capacity - bytes}: {bytes} bytes in {memory} of {memory.Capacity}");
        }
        machine.Accesses.Add(name, memory, Footprint.Range(address, bytes), bytes, false);
        values = MemoryMarshal.Cast<byte, T>(memory.View(address, (int)bytes));
        return true;
    }

    private static string Describe(in TileShape shape)
    {
        string text = $"{shape.Type.Name()}[";
        for (int d = 0; d < shape.Rank; d++)
        {
            text += d == 0 ? $"{shape.Dims[d]}" : $", {shape.Dims[d]}";
        }
        return text + "]";
    }
}
