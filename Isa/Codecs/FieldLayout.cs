using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>What a field of an instruction holds; one for each method of <see cref="IFieldCodec"/>.</summary>
public enum FieldKind : byte
{
    /// <summary>A descriptor.</summary>
    Descriptor = 0,
    /// <summary>A descriptor that may be absent.</summary>
    OptionalDescriptor = 1,
    /// <summary>A scalar register.</summary>
    Register = 2,
    /// <summary>A scalar register that may be absent.</summary>
    OptionalRegister = 3,
    /// <summary>A predicate register.</summary>
    Predicate = 4,
    /// <summary>A code position.</summary>
    Target = 5,
    /// <summary>A two's complement number.</summary>
    Signed = 6,
    /// <summary>An unsigned number.</summary>
    Unsigned = 7,
    /// <summary>An unsigned number, 0 when omitted.</summary>
    Option = 8,
    /// <summary>A named constant.</summary>
    Enumeration = 9,
    /// <summary>A named constant, number 0 when omitted.</summary>
    Choice = 10,
    /// <summary>A descriptor's field.</summary>
    Field = 11,
    /// <summary>One bit.</summary>
    Flag = 12,
}

/// <summary>One field of an instruction, as declared.</summary>
/// <param name="Name">Name in assembly.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Lo">Lowest bit.</param>
/// <param name="Width">Bits, the presence bit of optional fields included.</param>
/// <param name="Doc">Meaning.</param>
/// <param name="Enumeration">Name of the enumeration; empty for other kinds.</param>
/// <param name="Values">Names of the enumeration's members with their numbers; empty for other kinds.</param>
public sealed record FieldLayout(string Name, FieldKind Kind, int Lo, int Width, string Doc, string Enumeration, ImmutableArray<(string Name, int Number)> Values)
{
    /// <summary>True when the operand has no name in assembly and stands in declaration order.</summary>
    public bool IsPositional => Kind is not (FieldKind.OptionalDescriptor or FieldKind.OptionalRegister or FieldKind.Option or FieldKind.Choice or FieldKind.Flag);
}
