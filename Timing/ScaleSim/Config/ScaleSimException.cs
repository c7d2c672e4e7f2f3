using System;

namespace AccelEmu.Timing;

/// <summary>A configuration, topology or report that cannot be used. The message names file, line, field, value, what is legal and the way out.</summary>
public sealed class ScaleSimException : Exception
{
    /// <summary>Creates with a stable code, the place (file and line, or a layer) and a message that names the way out.</summary>
    public ScaleSimException(string code, string place, string message) : base($"{code} at {place}: {message}") => (Code, Place) = (code, place);

    /// <summary>Creates with a message.</summary>
    public ScaleSimException(string message) : base(message) { }

    /// <summary>Creates with a message and a cause.</summary>
    public ScaleSimException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates without a message.</summary>
    public ScaleSimException() { }

    /// <summary>
    /// Stable error code: <c>scalesim.config</c> (a key or value of a cfg file), <c>scalesim.topology</c> (a row of a csv file), <c>scalesim.unsupported</c> (something
    /// SCALE-Sim has and this model has not), <c>scalesim.size</c> (a layer too large to count or replay).
    /// </summary>
    public string Code { get; } = "scalesim.invalid";

    /// <summary>File and line, or layer.</summary>
    public string Place { get; } = "";
}
