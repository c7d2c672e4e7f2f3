using System;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>The descriptor class: loading, changing and deriving parameter records.</summary>
internal static class DescriptorOperations
{
    /// <summary>Executes a descriptor instruction; false when it traps, with nothing changed.</summary>
    public static bool TryExecute(MachineProgram program, CoreState core, ControlOpKind kind, in ControlOp op, MachineWord word)
    {
        DescriptorField field = (DescriptorField)op.Extra;
        switch (kind)
        {
            case ControlOpKind.DescriptorLoad:
                core.Descriptors[op.Dst] = program.Templates[(int)op.Value];
                return true;
            case ControlOpKind.DescriptorSet:
                return TryWrite(core, "dset", op.Dst, field, op.Value);
            case ControlOpKind.DescriptorSetRegister:
                return TryWrite(core, "dsetr", op.Dst, field, core.Registers[op.A]);
            case ControlOpKind.DescriptorAdd:
                return HasField(core, "dadd", "dst", op.Dst, field) && TryWrite(core, "dadd", op.Dst, field, core.Descriptors[op.Dst][field] + op.Value);
            case ControlOpKind.DescriptorAddRegister:
                return HasField(core, "daddr", "dst", op.Dst, field) && TryWrite(core, "daddr", op.Dst, field, core.Descriptors[op.Dst][field] + core.Registers[op.A]);
            case ControlOpKind.DescriptorGet:
                if (!HasField(core, "dget", "src", op.A, field))
                {
                    return false;
                }
                core.Registers[op.Dst] = core.Descriptors[op.A][field];
                return true;
            case ControlOpKind.DescriptorCopy:
                if (core.Descriptors[op.A].Kind == DescriptorKind.None)
                {
                    return core.Raise(TrapKind.BadDescriptor, "dcopy", "src.kind", "none", "a descriptor that has been written");
                }
                core.Descriptors[op.Dst] = core.Descriptors[op.A];
                return true;
            case ControlOpKind.DescriptorSlice:
                return DescriptorDerivation.TrySlice(core, InstructionSet.Decode<DescriptorSlice>(word));
            case ControlOpKind.DescriptorTranspose:
                return DescriptorDerivation.TryTranspose(core, InstructionSet.Decode<DescriptorTranspose>(word));
            default:
                return DescriptorDerivation.TryReshape(core, InstructionSet.Decode<DescriptorReshape>(word));
        }
    }

    private static bool TryWrite(CoreState core, string mnemonic, int index, DescriptorField field, long value)
    {
        if (!HasField(core, mnemonic, "dst", index, field))
        {
            return false;
        }
        core.Descriptors[index][field] = value;
        return true;
    }

    private static bool HasField(CoreState core, string mnemonic, string operand, int index, DescriptorField field) =>
        core.Descriptors[index].Kind == field.Kind()
        || core.Raise(TrapKind.BadDescriptor, mnemonic, $"{operand}.kind", DescriptorFields.KindName(core.Descriptors[index].Kind), $"{DescriptorFields.KindName(field.Kind())}: it has {field.Name()}");
}
