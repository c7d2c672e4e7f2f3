using System;

namespace AccelEmu.Compiler;

/// <summary>A model that cannot be read or compiled. The message names file or node, field, value, legal range and a way out.</summary>
public sealed class CompileException : Exception
{
    /// <summary>Creates with a stable code such as <c>compile.capacity</c>, the place (file, or node name) and a message.</summary>
    public CompileException(string code, string place, string message) : base($"{place}: {message}")
    {
        Code = code;
        Place = place;
    }

    /// <summary>Creates with a message.</summary>
    public CompileException(string message) : this("compile.invalid", "model", message) { }

    /// <summary>Creates with a message and a cause.</summary>
    public CompileException(string message, Exception inner) : base(message, inner) => (Code, Place) = ("compile.invalid", "model");

    /// <summary>Creates without a message.</summary>
    public CompileException() : this("invalid") { }

    /// <summary>Stable error code.</summary>
    public string Code { get; }

    /// <summary>File or node.</summary>
    public string Place { get; }
}
