using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>Instructions that never reach a unit.</summary>
internal ref partial struct UnitExecutor
{
    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Halt instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in TrapNow instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Yield instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in LoadImmediate instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Alu instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in AluImmediate instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in ScalarLoad instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in ScalarStore instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Jump instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Branch instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Loop instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Call instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Return instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Dispatch instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in SetPredicate instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in CombinePredicates instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in ReadCounter instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in Philox instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorLoad instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorSet instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorSetRegister instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorAdd instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorAddRegister instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorGet instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorCopy instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorSlice instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorTranspose instruction) => NotForUnits();

    /// <inheritdoc/>
    public readonly void Visit(in InstructionHeader header, in DescriptorReshape instruction) => NotForUnits();
}
