namespace AccelEmu.Isa;

/// <summary>Kinds of trap. Numbers are stable.</summary>
public enum TrapKind : byte
{
    /// <summary>Undefined opcode, enumeration value or reserved bit.</summary>
    IllegalInstruction = 1,
    /// <summary>An access leaves its buffer or its memory.</summary>
    OutOfBounds = 2,
    /// <summary>A descriptor of the wrong kind, never written, or with fields outside their range.</summary>
    BadDescriptor = 3,
    /// <summary>Shapes, dtypes or layouts do not fit together, or the machine does not have them.</summary>
    BadOperand = 4,
    /// <summary>An index, group offset, histogram value or dispatch number is outside.</summary>
    BadIndex = 5,
    /// <summary>Sparse metadata does not obey its format.</summary>
    CorruptFormat = 6,
    /// <summary>A wait that no signal can answer.</summary>
    Deadlock = 7,
    /// <summary>Loop or call nesting too deep, a return without call, a jump out of a loop, running off the code.</summary>
    ControlFlow = 8,
    /// <summary>The program's own <c>trap</c>.</summary>
    User = 9,
    /// <summary>A semaphore used by a unit that is not its declared producer or consumer.</summary>
    BadSemaphore = 10,
    /// <summary>A feature the machine lacks.</summary>
    MissingFeature = 11,
}

/// <summary>A precise trap: nothing of the instruction has happened.</summary>
/// <param name="Kind">What.</param>
/// <param name="Core">Which core.</param>
/// <param name="ProgramCounter">Word position.</param>
/// <param name="Mnemonic">Instruction, or the raw word for an illegal one.</param>
/// <param name="Field">Operand or field.</param>
/// <param name="Value">Offending value.</param>
/// <param name="Legal">Legal range or rule, in words.</param>
public sealed record Trap(TrapKind Kind, int Core, int ProgramCounter, string Mnemonic, string Field, string Value, string Legal)
{
    /// <inheritdoc/>
    public override string ToString() => $"trap {Kind} at core {Core} pc {ProgramCounter} ({Mnemonic}): {Field} = {Value}; legal: {Legal}";
}
