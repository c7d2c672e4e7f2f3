using System;
using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>A machine program, assembly text, program file or machine record that is not legal. The message names the place, the field, the value and the legal range.</summary>
public sealed class IsaException : Exception
{
    /// <summary>Creates with a stable code such as <c>isa.range</c> and a message.</summary>
    public IsaException(string code, string message) : base(message) => Code = code;

    /// <summary>Creates with a message.</summary>
    public IsaException(string message) : this("isa.invalid", message) { }

    /// <summary>Creates with a message and a cause.</summary>
    public IsaException(string message, Exception inner) : base(message, inner) => Code = "isa.invalid";

    /// <summary>Creates without a message.</summary>
    public IsaException() : this("isa.invalid", "invalid") { }

    /// <summary>Stable error code.</summary>
    public string Code { get; }

    /// <summary>Core whose code is at fault; null when the fault is elsewhere.</summary>
    public int? Core { get; init; }

    /// <summary>Word position of the faulty instruction; null when the fault is elsewhere.</summary>
    public int? ProgramCounter { get; init; }

    /// <summary>Field or operand; empty when unknown.</summary>
    public string Field { get; init; } = "";

    /// <summary>Offending value; empty when unknown.</summary>
    public string Value { get; init; } = "";

    /// <summary>Legal range or rule; empty when unknown.</summary>
    public string Legal { get; init; } = "";

    /// <summary>Every error of an assembly, in source order; empty for other faults.</summary>
    public ImmutableArray<AssemblyError> Errors { get; init; } = [];

    /// <summary>A value outside a numeric range, place unknown.</summary>
    internal static IsaException OutOfRange(string field, long value, long min, long max) =>
        At("isa.range", "", field, $"{value}", $"{min}..{max}");

    /// <summary>A fault at a place in words, such as <c>semaphore s3</c>.</summary>
    internal static IsaException At(string code, string place, string field, string value, string legal, int? core = null, int? programCounter = null) =>
        new(code, $"{(place.Length == 0 ? "" : place + ": ")}{field} = {value}; legal: {legal}")
        {
            Core = core,
            ProgramCounter = programCounter,
            Field = field,
            Value = value,
            Legal = legal,
        };
}

/// <summary>One error of an assembly.</summary>
/// <param name="File">Source name as given.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Code">Stable code such as <c>asm.mnemonic</c>.</param>
/// <param name="Message">What is wrong and what is legal.</param>
public sealed record AssemblyError(string File, int Line, int Column, string Code, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}({Line},{Column}): {Code}: {Message}";
}
