using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>
/// Registers, predicates and descriptors of a core that hold values nobody has recorded: read from memory without a trace, or the counters of bytes, which
/// no trace holds. They may be computed with and stored; as soon as one decides where control goes, or a shape, the error says so.
/// </summary>
internal sealed class Unknowns
{
    private bool scalarsKnown;
    private uint registers;
    private ushort predicates;

    /// <summary>Descriptors with an unknown field, one bit each.</summary>
    public ulong Descriptors { get; private set; }

    /// <summary>True when anything is unknown.</summary>
    public bool Any => registers != 0 || predicates != 0 || Descriptors != 0;

    /// <summary>Begins a run: nothing is unknown.</summary>
    /// <param name="isTraced">Whether a trace answers scalar reads.</param>
    public void Begin(bool isTraced)
    {
        scalarsKnown = isTraced;
        registers = 0;
        predicates = 0;
        Descriptors = 0;
    }

    /// <summary>Refuses an instruction whose predicate is unknown.</summary>
    public void CheckPredicate(CoreState core, int programCounter, PredicateId predicate)
    {
        if ((predicates >> predicate.Index & 1) != 0)
        {
            throw TimingException.Dynamic(core.Index, programCounter, $"the predicate {predicate}, set from a value of the run,");
        }
    }

    /// <summary>Follows a control or descriptor instruction that has retired.</summary>
    public void Retire(CoreState core, int programCounter, in InstructionHeader header, MachineWord word)
    {
        if (!Any && header.Opcode is not (Opcode.ScalarLoad or Opcode.ReadCounter))
        {
            return;
        }
        CheckPredicate(core, programCounter, header.Predicate);
        switch (header.Opcode)
        {
            case Opcode.ScalarLoad:
                Set(InstructionSet.Decode<ScalarLoad>(word).Dst, !scalarsKnown);
                break;
            case Opcode.LoadImmediate:
                Set(InstructionSet.Decode<LoadImmediate>(word).Dst, false);
                break;
            case Opcode.ReadCounter:
                ReadCounter read = InstructionSet.Decode<ReadCounter>(word);
                Set(read.Dst, read.Counter is EventCounter.BytesRead or EventCounter.BytesWritten);
                break;
            case Opcode.Alu:
                Alu alu = InstructionSet.Decode<Alu>(word);
                Set(alu.Dst, Has(alu.A) || Has(alu.B));
                break;
            case Opcode.AluImmediate:
                AluImmediate immediate = InstructionSet.Decode<AluImmediate>(word);
                Set(immediate.Dst, Has(immediate.A));
                break;
            case Opcode.Philox:
                Philox philox = InstructionSet.Decode<Philox>(word);
                bool seed = Has(philox.Counter) || Has(Next(philox.Counter)) || Has(philox.Key);
                Set(philox.Dst, seed);
                Set(Next(philox.Dst), seed);
                break;
            case Opcode.SetPredicate:
                SetPredicate setp = InstructionSet.Decode<SetPredicate>(word);
                Set(setp.Dst, Has(setp.A) || Has(setp.B));
                break;
            case Opcode.CombinePredicates:
                CombinePredicates combine = InstructionSet.Decode<CombinePredicates>(word);
                Set(combine.Dst, Has(combine.A) || Has(combine.B));
                break;
            case Opcode.Branch:
                Branch branch = InstructionSet.Decode<Branch>(word);
                Require(core, programCounter, branch.A);
                Require(core, programCounter, branch.B);
                break;
            case Opcode.Loop when InstructionSet.Decode<Loop>(word).Register is { } trips:
                Require(core, programCounter, trips);
                break;
            case Opcode.Dispatch:
                Require(core, programCounter, InstructionSet.Decode<Dispatch>(word).Index);
                break;
            default:
                RetireDescriptor(header.Opcode, word);
                break;
        }
    }

    private void RetireDescriptor(Opcode opcode, MachineWord word)
    {
        switch (opcode)
        {
            case Opcode.DescriptorGet:
                DescriptorGet get = InstructionSet.Decode<DescriptorGet>(word);
                Set(get.Dst, Has(get.Src));
                break;
            case Opcode.DescriptorLoad:
                Set(InstructionSet.Decode<DescriptorLoad>(word).Dst, false);
                break;
            case Opcode.DescriptorSetRegister:
                DescriptorSetRegister set = InstructionSet.Decode<DescriptorSetRegister>(word);
                Set(set.Dst, Has(set.Dst) || Has(set.Src));
                break;
            case Opcode.DescriptorAddRegister:
                DescriptorAddRegister add = InstructionSet.Decode<DescriptorAddRegister>(word);
                Set(add.Dst, Has(add.Dst) || Has(add.Src));
                break;
            case Opcode.DescriptorCopy:
                DescriptorCopy copy = InstructionSet.Decode<DescriptorCopy>(word);
                Set(copy.Dst, Has(copy.Src));
                break;
            case Opcode.DescriptorSlice:
                DescriptorSlice slice = InstructionSet.Decode<DescriptorSlice>(word);
                Set(slice.Dst, Has(slice.Src) || Has(slice.Start) || Has(slice.Size));
                break;
            case Opcode.DescriptorTranspose:
                DescriptorTranspose transpose = InstructionSet.Decode<DescriptorTranspose>(word);
                Set(transpose.Dst, Has(transpose.Src));
                break;
            case Opcode.DescriptorReshape:
                DescriptorReshape reshape = InstructionSet.Decode<DescriptorReshape>(word);
                Set(reshape.Dst, Has(reshape.Src) || Has(reshape.Shape));
                break;
        }
    }

    private void Require(CoreState core, int programCounter, RegisterId register)
    {
        if (Has(register))
        {
            throw TimingException.Dynamic(core.Index, programCounter, $"{register}, computed from a value of the run,");
        }
    }

    private static RegisterId Next(RegisterId register) => new((byte)(register.Index + 1));

    private bool Has(RegisterId register) => (registers >> register.Index & 1) != 0;

    private bool Has(PredicateId predicate) => (predicates >> predicate.Index & 1) != 0;

    private bool Has(DescriptorId descriptor) => (Descriptors >> descriptor.Index & 1) != 0;

    private void Set(RegisterId register, bool unknown) =>
        registers = unknown ? registers | 1u << register.Index : registers & ~(1u << register.Index);

    private void Set(PredicateId predicate, bool unknown) =>
        predicates = (ushort)(unknown ? predicates | 1 << predicate.Index : predicates & ~(1 << predicate.Index));

    private void Set(DescriptorId descriptor, bool unknown) =>
        Descriptors = unknown ? Descriptors | 1UL << descriptor.Index : Descriptors & ~(1UL << descriptor.Index);
}
