using System;

namespace AccelEmu.Isa;

/// <summary>A machine program, assembly text or machine record that is not legal. The message names the place, the field, the value and the legal range.</summary>
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

    internal static IsaException OutOfRange(string field, long value, long min, long max) =>
        new("isa.range", $"field {field}: {value} is outside [{min}, {max}]");
}
