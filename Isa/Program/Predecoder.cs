namespace AccelEmu.Isa;

/// <summary>Turns validated words into <see cref="ControlOp"/>.</summary>
internal static class Predecoder
{
    private const ulong SemaphoreBits = 0x0000_FFFF_FFFF_0000;

    public static ControlOp Decode(MachineWord word)
    {
        ControlOp op = Operation(word) with { Predicate = (byte)((word.Low >> 8) & 31) };
        return (word.Low & SemaphoreBits) != 0 ? op with { Kind = ControlOpKind.Guarded }
            : op.Predicate != 0 ? op with { Kind = ControlOpKind.Predicated }
            : op;
    }

    private static ControlOp Operation(MachineWord word)
    {
        switch (InstructionHeader.Decode(word).Opcode)
        {
            case Opcode.Halt:
                return new ControlOp(ControlOpKind.Halt);
            case Opcode.TrapNow:
                return new ControlOp(ControlOpKind.Trap, value: InstructionSet.Decode<TrapNow>(word).Code);
            case Opcode.Yield:
                return new ControlOp(ControlOpKind.Yield);
            case Opcode.LoadImmediate:
                LoadImmediate li = InstructionSet.Decode<LoadImmediate>(word);
                return new ControlOp(ControlOpKind.LoadImmediate, li.Dst.Index, value: li.Value);
            case Opcode.Alu:
                Alu alu = InstructionSet.Decode<Alu>(word);
                return new ControlOp(ControlOpKind.AluAdd + (byte)alu.Operation, alu.Dst.Index, alu.A.Index, alu.B.Index);
            case Opcode.AluImmediate:
                AluImmediate alui = InstructionSet.Decode<AluImmediate>(word);
                return new ControlOp(ControlOpKind.ImmediateAdd + (byte)alui.Operation, alui.Dst.Index, alui.A.Index, value: alui.Value);
            case Opcode.ScalarLoad:
                ScalarLoad ld = InstructionSet.Decode<ScalarLoad>(word);
                return new ControlOp(ControlOpKind.Load, ld.Dst.Index, ld.Address.Index, (byte)ld.Space, (byte)ld.Type, ld.Offset);
            case Opcode.ScalarStore:
                ScalarStore st = InstructionSet.Decode<ScalarStore>(word);
                return new ControlOp(ControlOpKind.Store, st.Src.Index, st.Address.Index, (byte)st.Space, (byte)st.Type, st.Offset);
            case Opcode.Jump:
                return new ControlOp(ControlOpKind.Jump, value: InstructionSet.Decode<Jump>(word).Target.Index);
            case Opcode.Branch:
                Branch branch = InstructionSet.Decode<Branch>(word);
                return new ControlOp(ControlOpKind.BranchEq + (byte)branch.Comparison, 0, branch.A.Index, branch.B.Index, value: branch.Target.Index);
            case Opcode.Loop:
                Loop loop = InstructionSet.Decode<Loop>(word);
                long end = (long)loop.End.Index << 32;
                return loop.Register is { } trips
                    ? new ControlOp(ControlOpKind.LoopRegister, a: trips.Index, value: end)
                    : new ControlOp(ControlOpKind.Loop, value: end | loop.Count);
            case Opcode.Call:
                return new ControlOp(ControlOpKind.Call, value: InstructionSet.Decode<Call>(word).Target.Index);
            case Opcode.Return:
                return new ControlOp(ControlOpKind.Return);
            case Opcode.Dispatch:
                Dispatch dispatch = InstructionSet.Decode<Dispatch>(word);
                return new ControlOp(ControlOpKind.Dispatch, a: dispatch.Index.Index, value: dispatch.Table);
            case Opcode.SetPredicate:
                return new ControlOp(ControlOpKind.SetPredicate);
            case Opcode.CombinePredicates:
                return new ControlOp(ControlOpKind.CombinePredicates);
            case Opcode.ReadCounter:
                ReadCounter counter = InstructionSet.Decode<ReadCounter>(word);
                return new ControlOp(ControlOpKind.ReadCounter, counter.Dst.Index, a: (byte)counter.Counter);
            case Opcode.Philox:
                Philox philox = InstructionSet.Decode<Philox>(word);
                return new ControlOp(ControlOpKind.Philox, philox.Dst.Index, philox.Counter.Index, philox.Key.Index);
            default:
                return Descriptor(word);
        }
    }

    private static ControlOp Descriptor(MachineWord word)
    {
        switch (InstructionHeader.Decode(word).Opcode)
        {
            case Opcode.DescriptorLoad:
                DescriptorLoad dload = InstructionSet.Decode<DescriptorLoad>(word);
                return new ControlOp(ControlOpKind.DescriptorLoad, dload.Dst.Index, value: dload.Template);
            case Opcode.DescriptorSet:
                DescriptorSet dset = InstructionSet.Decode<DescriptorSet>(word);
                return new ControlOp(ControlOpKind.DescriptorSet, dset.Dst.Index, extra: (byte)dset.Field, value: dset.Value);
            case Opcode.DescriptorSetRegister:
                DescriptorSetRegister dsetr = InstructionSet.Decode<DescriptorSetRegister>(word);
                return new ControlOp(ControlOpKind.DescriptorSetRegister, dsetr.Dst.Index, dsetr.Src.Index, extra: (byte)dsetr.Field);
            case Opcode.DescriptorAdd:
                DescriptorAdd dadd = InstructionSet.Decode<DescriptorAdd>(word);
                return new ControlOp(ControlOpKind.DescriptorAdd, dadd.Dst.Index, extra: (byte)dadd.Field, value: dadd.Value);
            case Opcode.DescriptorAddRegister:
                DescriptorAddRegister daddr = InstructionSet.Decode<DescriptorAddRegister>(word);
                return new ControlOp(ControlOpKind.DescriptorAddRegister, daddr.Dst.Index, daddr.Src.Index, extra: (byte)daddr.Field);
            case Opcode.DescriptorGet:
                DescriptorGet dget = InstructionSet.Decode<DescriptorGet>(word);
                return new ControlOp(ControlOpKind.DescriptorGet, dget.Dst.Index, dget.Src.Index, extra: (byte)dget.Field);
            case Opcode.DescriptorCopy:
                DescriptorCopy dcopy = InstructionSet.Decode<DescriptorCopy>(word);
                return new ControlOp(ControlOpKind.DescriptorCopy, dcopy.Dst.Index, dcopy.Src.Index);
            case Opcode.DescriptorSlice:
                return new ControlOp(ControlOpKind.DescriptorSlice);
            case Opcode.DescriptorTranspose:
                return new ControlOp(ControlOpKind.DescriptorTranspose);
            case Opcode.DescriptorReshape:
                return new ControlOp(ControlOpKind.DescriptorReshape);
            default:
                return new ControlOp(ControlOpKind.Unit);
        }
    }
}
