using System;

namespace AccelEmu.Timing;

/// <summary>A program whose time cannot be told. The message names core, position, what is missing and the way out.</summary>
public sealed class TimingException : Exception
{
    /// <summary>Creates with a stable code, the place and a message that names the way out.</summary>
    public TimingException(string code, int core, int programCounter, string message)
        : base($"{code}{(core < 0 ? "" : programCounter < 0 ? $" at core {core}" : $" at core {core} pc {programCounter}")}: {message}")
    {
        Code = code;
        Core = core;
        ProgramCounter = programCounter;
    }

    /// <summary>Creates with a message.</summary>
    public TimingException(string message) : base(message) { }

    /// <summary>Creates with a message and a cause.</summary>
    public TimingException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates without a message.</summary>
    public TimingException() { }

    /// <summary>
    /// Stable error code: <c>timing.dynamic</c> (a value decides and no trace holds it), <c>timing.trace</c> (the trace belongs to another run),
    /// <c>timing.trap</c> (the program traps), <c>timing.budget</c> (it does not end), <c>timing.range</c> (counts leave 64 bits).
    /// </summary>
    public string Code { get; } = "timing.invalid";

    /// <summary>Core of the instruction; −1 when it is no single one's.</summary>
    public int Core { get; } = -1;

    /// <summary>Word position of the instruction; −1 when it is no single one's.</summary>
    public int ProgramCounter { get; } = -1;

    internal static TimingException Dynamic(int core, int programCounter, string what) =>
        new("timing.dynamic", core, programCounter, $"{what} needs a trace (L0/L1) or a declared distribution");
}
