namespace AccelEmu.Isa;

/// <summary>The first 48 bits of every word.</summary>
/// <param name="Opcode">Bits 0..7.</param>
/// <param name="Predicate">Bits 8..11; the instruction is skipped, with its waits and signals, when the predicate does not hold.</param>
/// <param name="Negated">Bit 12: hold means false.</param>
/// <param name="Instance">Bits 13..15: which unit of its class.</param>
/// <param name="Wait0">Bits 16..23: semaphore decremented before execution.</param>
/// <param name="Wait1">Bits 24..31.</param>
/// <param name="Signal0">Bits 32..39: semaphore incremented after execution.</param>
/// <param name="Signal1">Bits 40..47.</param>
public readonly record struct InstructionHeader(
    Opcode Opcode,
    PredicateId Predicate = default,
    bool Negated = false,
    byte Instance = 0,
    SemaphoreId Wait0 = default,
    SemaphoreId Wait1 = default,
    SemaphoreId Signal0 = default,
    SemaphoreId Signal1 = default)
{
    /// <summary>Bits the header takes; bodies start here.</summary>
    public const int Bits = 48;

    /// <summary>Reads the header of a word.</summary>
    public static InstructionHeader Decode(MachineWord word)
    {
        ulong low = word.Low;
        return new InstructionHeader(
            (Opcode)(byte)low,
            new PredicateId((byte)((low >> 8) & 15)),
            ((low >> 12) & 1) != 0,
            (byte)((low >> 13) & 7),
            new SemaphoreId((byte)(low >> 16)),
            new SemaphoreId((byte)(low >> 24)),
            new SemaphoreId((byte)(low >> 32)),
            new SemaphoreId((byte)(low >> 40)));
    }

    /// <summary>The header's bits in place, the body zero.</summary>
    public MachineWord Encode() => new(
        (byte)Opcode
        | ((ulong)Predicate.Index << 8)
        | ((Negated ? 1UL : 0) << 12)
        | ((ulong)Instance << 13)
        | ((ulong)Wait0.Index << 16)
        | ((ulong)Wait1.Index << 24)
        | ((ulong)Signal0.Index << 32)
        | ((ulong)Signal1.Index << 40),
        0);

    /// <summary>The unit that executes an instruction of class <paramref name="kind"/> with this header.</summary>
    public UnitId Unit(InstructionClass kind) => kind switch
    {
        InstructionClass.Move => new UnitId(Instance == 0 ? UnitKind.Load : UnitKind.Store, 0),
        InstructionClass.Matrix => new UnitId(UnitKind.Matrix, Instance),
        InstructionClass.Vector => new UnitId(UnitKind.Vector, Instance),
        _ => new UnitId(UnitKind.Control, 0),
    };
}

/// <summary>One unit of a core, written <c>ctl</c>, <c>ldq</c>, <c>stq</c>, <c>mx0</c>, <c>vx0</c>.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Instance">0..7 among its kind.</param>
public readonly record struct UnitId(UnitKind Kind, byte Instance)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        UnitKind.Control => "ctl",
        UnitKind.Load => "ldq",
        UnitKind.Store => "stq",
        UnitKind.Matrix => $"mx{Instance}",
        _ => $"vx{Instance}",
    };
}
