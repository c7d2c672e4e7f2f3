using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Control and descriptor instructions cost their issue slot, which the host counts; scalar accesses also move bytes.</summary>
internal sealed partial class InstructionCounter
{
    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Halt instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in TrapNow instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Yield instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in LoadImmediate instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Alu instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in AluImmediate instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in ScalarLoad instruction) => Scalar(instruction.Space, instruction.Type, write: false);

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in ScalarStore instruction) => Scalar(instruction.Space, instruction.Type, write: true);

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Jump instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Branch instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Loop instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Call instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Return instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Dispatch instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in SetPredicate instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in CombinePredicates instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in ReadCounter instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Philox instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorLoad instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorSet instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorSetRegister instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorAdd instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorAddRegister instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorGet instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorCopy instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorSlice instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorTranspose instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DescriptorReshape instruction) { }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Sync instruction) { }
}
