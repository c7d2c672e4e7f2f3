using System;

namespace AccelEmu.Isa;

/// <summary>
/// One pass over an instruction's fields, in declaration order. An encoder writes the value and returns it; a decoder
/// ignores it and returns the bits; a printer, a parser, a layout collector and a random generator are further codecs. So a field is
/// declared once and cannot be forgotten by any of them.
/// </summary>
/// <remarks>
/// <c>lo</c> is the lowest bit in the 128-bit word; bits 0..47 belong to the header. In assembly, fields without a default are positional
/// operands in declaration order; the others are written <c>name=value</c> (flags by name alone) and omitted when they hold the default, which is
/// zero.
/// </remarks>
public interface IFieldCodec
{
    /// <summary>A descriptor, 6 bits, positional.</summary>
    DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc);

    /// <summary>A descriptor that may be absent, 7 bits (bit 6 set when present), written <c>name=dN</c>, omitted when absent.</summary>
    DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc);

    /// <summary>A scalar register, 5 bits, positional.</summary>
    RegisterId Register(string name, int lo, RegisterId value, string doc);

    /// <summary>A scalar register that may be absent, 6 bits (bit 5 set when present), written <c>name=rN</c>, omitted when absent.</summary>
    RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc);

    /// <summary>A predicate register, 4 bits, positional.</summary>
    PredicateId Predicate(string name, int lo, PredicateId value, string doc);

    /// <summary>A code position, 24 bits, positional; a label in assembly.</summary>
    CodeAddress Target(string name, int lo, CodeAddress value, string doc);

    /// <summary>A two's complement number, positional.</summary>
    long Signed(string name, int lo, int width, long value, string doc);

    /// <summary>An unsigned number, positional.</summary>
    uint Unsigned(string name, int lo, int width, uint value, string doc);

    /// <summary>An unsigned number with default 0, written <c>name=value</c>.</summary>
    uint Option(string name, int lo, int width, uint value, string doc);

    /// <summary>A named constant, positional; undefined numbers are refused.</summary>
    TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum;

    /// <summary>A named constant with default number 0, written <c>name=value</c>.</summary>
    TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum;

    /// <summary>A descriptor's field, 8 bits, positional, written with its name (<c>offset</c>, <c>dim0</c>, <c>pad_top</c>…).</summary>
    DescriptorField Field(string name, int lo, DescriptorField value, string doc);

    /// <summary>One bit with default false, written by its name alone.</summary>
    bool Flag(string name, int bit, bool value, string doc);
}
